/** Child workflows as their parent's run knows them, with the four cancellation types. @see ChildWorkflowMachine */
import type { Machine, Transition } from '../common/machine.ts';
import type {
  ActivationJob,
  ChildWorkflowCancellationType,
  ChildWorkflowResolution,
  ChildWorkflowStartResolution,
  Seq,
} from '../protocol/activation.ts';
import type { EventAttributes, EventId, HistoryEvent } from '../protocol/event.ts';
import type { Failure, RetryState } from '../protocol/failure.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';
import { nondeterminism } from './replay-check.ts';

interface ChildWorkflowFields {
  readonly seq: Seq;
  readonly namespace: string;
  readonly workflowId: string;
  readonly workflowType: string;
  readonly cancellationType: ChildWorkflowCancellationType;
  /** Empty until the child has started. */
  readonly runId: string;
  /** 0 until the event is recorded. */
  readonly initiatedEventId: EventId;
  /** 0 until the child has started. */
  readonly startedEventId: EventId;
}

/** A child of one run. */
export type ChildWorkflow = ChildWorkflowFields &
  (
    | { readonly status: 'StartCommandCreated' }
    | { readonly status: 'StartEventRecorded' }
    | { readonly status: 'Started' }
    | { readonly status: 'StartFailed' }
    | { readonly status: 'Completed' }
    | { readonly status: 'Failed' }
    | { readonly status: 'TimedOut' }
    | { readonly status: 'Terminated' }
    | { readonly status: 'CancelledBeforeSent' }
    | { readonly status: 'Cancelled' }
  );

/** What can happen to a child. */
export type ChildWorkflowInput =
  | {
      readonly type: 'StartChildWorkflowExecutionInitiated';
      readonly eventId: EventId;
      readonly attributes: EventAttributes['StartChildWorkflowExecutionInitiated'];
      readonly checksIds: boolean;
    }
  | {
      readonly type: 'StartChildWorkflowExecutionFailed';
      readonly attributes: EventAttributes['StartChildWorkflowExecutionFailed'];
    }
  | {
      readonly type: 'ChildWorkflowExecutionStarted';
      readonly eventId: EventId;
      readonly attributes: EventAttributes['ChildWorkflowExecutionStarted'];
    }
  | {
      readonly type: 'ChildWorkflowExecutionCompleted';
      readonly attributes: EventAttributes['ChildWorkflowExecutionCompleted'];
    }
  | {
      readonly type: 'ChildWorkflowExecutionFailed';
      readonly attributes: EventAttributes['ChildWorkflowExecutionFailed'];
    }
  | {
      readonly type: 'ChildWorkflowExecutionTimedOut';
      readonly attributes: EventAttributes['ChildWorkflowExecutionTimedOut'];
    }
  | { readonly type: 'ChildWorkflowExecutionCanceled' }
  | { readonly type: 'ChildWorkflowExecutionTerminated' }
  | { readonly type: 'Cancel'; readonly reason: string };

type Next = Transition<ChildWorkflow, MachineEffect>;
type Status = ChildWorkflow['status'];

const moved = (child: ChildWorkflow, status: Status, effects = nothing): Next => ({
  state: { ...child, status },
  effects,
});

const push = (job: ActivationJob): MachineEffect => ({ type: 'PushJob', job });

const startResolved = (child: ChildWorkflow, result: ChildWorkflowStartResolution): MachineEffect =>
  push({ type: 'resolveChildWorkflowExecutionStart', seq: child.seq, result });

const resolution = (child: ChildWorkflow, result: ChildWorkflowResolution): MachineEffect =>
  push({ type: 'resolveChildWorkflowExecution', seq: child.seq, result });

const failed = (child: ChildWorkflow, status: Status, failure: Failure): Next =>
  moved(child, status, [resolution(child, { status: 'failed', failure })]);

const failureInfo = (
  child: ChildWorkflow,
  retryState: RetryState,
): Failure['childWorkflowExecutionFailureInfo'] => ({
  namespace: child.namespace,
  workflowType: { name: child.workflowType },
  initiatedEventId: child.initiatedEventId,
  startedEventId: child.startedEventId,
  retryState,
  workflowExecution: { workflowId: child.workflowId, runId: child.runId },
});

const cancellation = (child: ChildWorkflow): ChildWorkflowResolution => ({
  status: 'cancelled',
  failure: {
    message: 'Child Workflow execution cancelled',
    cause: { canceledFailureInfo: {} },
    childWorkflowExecutionFailureInfo: failureInfo(child, 'RETRY_STATE_NON_RETRYABLE_FAILURE'),
  },
});

function recordInitiated(
  child: ChildWorkflow,
  input: Extract<ChildWorkflowInput, { type: 'StartChildWorkflowExecutionInitiated' }>,
): Next {
  const { workflowId, workflowType } = input.attributes;
  if (input.checksIds && workflowId !== child.workflowId) {
    throw nondeterminism(
      `Child workflow id of scheduled event '${workflowId}' does not match child workflow id of command '${child.workflowId}'`,
    );
  }
  if (input.checksIds && workflowType.name !== child.workflowType) {
    throw nondeterminism(
      `Child workflow type of scheduled event '${workflowType.name}' does not match child workflow type of command '${child.workflowType}'`,
    );
  }
  return {
    state: { ...child, status: 'StartEventRecorded', initiatedEventId: input.eventId },
    effects: nothing,
  };
}

function cancelBeforeSent(child: ChildWorkflow, reason: string): Next {
  const failure: Failure = {
    message: `Child Workflow Execution cancelled before scheduled: ${reason}`,
    cause: { canceledFailureInfo: {} },
    childWorkflowExecutionFailureInfo: failureInfo(child, 'RETRY_STATE_NON_RETRYABLE_FAILURE'),
  };
  return moved(child, 'CancelledBeforeSent', [
    startResolved(child, { status: 'cancelled', failure }),
  ]);
}

/** Asks the child to cancel, unless it is abandoned, and tells workflow code at once, unless it waits for the child's end. */
function cancel(child: ChildWorkflow, reason: string): Next {
  const type = child.cancellationType;
  const waits = type === 'WAIT_CANCELLATION_COMPLETED' || type === 'WAIT_CANCELLATION_REQUESTED';
  const effects: MachineEffect[] = [];
  if (type !== 'ABANDON') {
    effects.push({
      type: 'RequestCancelChild',
      attributes: {
        namespace: child.namespace,
        workflowId: child.workflowId,
        runId: child.runId,
        childWorkflowOnly: true,
        reason,
      },
      isWaitedFor: type === 'WAIT_CANCELLATION_REQUESTED',
    });
  }
  if (waits) return moved(child, child.status, effects);
  effects.push(resolution(child, cancellation(child)));
  if (child.status === 'StartEventRecorded') {
    effects.push({ type: 'Find', name: 'start of a cancelled child never settles' });
  }
  return moved(child, 'Cancelled', effects);
}

function start(
  child: ChildWorkflow,
  input: Extract<ChildWorkflowInput, { type: 'ChildWorkflowExecutionStarted' }>,
): Next {
  const { runId } = input.attributes.workflowExecution;
  return {
    state: { ...child, status: 'Started', runId, startedEventId: input.eventId },
    effects: [startResolved(child, { status: 'succeeded', runId })],
  };
}

const CAUSE_PREFIX = 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_';

function failStart(
  child: ChildWorkflow,
  { attributes }: Extract<ChildWorkflowInput, { type: 'StartChildWorkflowExecutionFailed' }>,
): Next {
  const cause =
    attributes.cause === `${CAUSE_PREFIX}WORKFLOW_ALREADY_EXISTS`
      ? 'WORKFLOW_ALREADY_EXISTS'
      : 'NAMESPACE_NOT_FOUND';
  const { workflowId, workflowType } = child;
  return moved(child, 'StartFailed', [
    startResolved(child, { status: 'failed', workflowId, workflowType, cause }),
  ]);
}

/** The life of a child, as its parent sees it. */
export const childWorkflowMachine: Machine<ChildWorkflow, ChildWorkflowInput, MachineEffect> = {
  name: 'ChildWorkflow',
  edges: {
    StartCommandCreated: {
      StartChildWorkflowExecutionInitiated: { to: ['StartEventRecorded'], apply: recordInitiated },
      Cancel: {
        to: ['CancelledBeforeSent'],
        apply: (child, { reason }) => cancelBeforeSent(child, reason),
      },
    },
    StartEventRecorded: {
      ChildWorkflowExecutionStarted: { to: ['Started'], apply: start },
      StartChildWorkflowExecutionFailed: { to: ['StartFailed'], apply: failStart },
      Cancel: {
        to: ['StartEventRecorded', 'Cancelled'],
        apply: (child, { reason }) => cancel(child, reason),
      },
    },
    Started: {
      ChildWorkflowExecutionCompleted: {
        to: ['Completed'],
        apply: (child, { attributes }) =>
          moved(child, 'Completed', [
            resolution(child, { status: 'completed', result: attributes.result?.payloads[0] }),
          ]),
      },
      ChildWorkflowExecutionFailed: {
        to: ['Failed'],
        apply: (child, { attributes }) =>
          failed(child, 'Failed', {
            message: 'Child Workflow execution failed',
            cause: attributes.failure,
            childWorkflowExecutionFailureInfo: failureInfo(child, attributes.retryState),
          }),
      },
      ChildWorkflowExecutionTimedOut: {
        to: ['TimedOut'],
        apply: (child, { attributes }) =>
          failed(child, 'TimedOut', {
            message: 'Child Workflow execution timed out',
            cause: {
              message: 'Timed out',
              timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' },
            },
            childWorkflowExecutionFailureInfo: failureInfo(child, attributes.retryState),
          }),
      },
      ChildWorkflowExecutionTerminated: {
        to: ['Terminated'],
        apply: (child) =>
          failed(child, 'Terminated', {
            message: 'Child Workflow execution terminated',
            cause: { message: 'Terminated', terminatedFailureInfo: {} },
            childWorkflowExecutionFailureInfo: failureInfo(
              child,
              'RETRY_STATE_NON_RETRYABLE_FAILURE',
            ),
          }),
      },
      ChildWorkflowExecutionCanceled: {
        to: ['Cancelled'],
        apply: (child) => moved(child, 'Cancelled', [resolution(child, cancellation(child))]),
      },
      Cancel: {
        to: ['Started', 'Cancelled'],
        apply: (child, { reason }) => cancel(child, reason),
      },
    },
    StartFailed: { Cancel: 'ignored' },
    Completed: { Cancel: 'ignored' },
    Failed: { Cancel: 'ignored' },
    TimedOut: { Cancel: 'ignored' },
    Terminated: { Cancel: 'ignored' },
    CancelledBeforeSent: { Cancel: 'ignored' },
    // Workflow code has been told; the child may still do whatever it likes.
    Cancelled: {
      ChildWorkflowExecutionStarted: 'ignored',
      StartChildWorkflowExecutionFailed: 'ignored',
      ChildWorkflowExecutionCompleted: 'ignored',
      ChildWorkflowExecutionFailed: 'ignored',
      ChildWorkflowExecutionTimedOut: 'ignored',
      ChildWorkflowExecutionCanceled: 'ignored',
      ChildWorkflowExecutionTerminated: 'ignored',
      Cancel: 'ignored',
    },
  },
};

function eventInput(event: HistoryEvent, checksIds: boolean): ChildWorkflowInput | undefined {
  switch (event.type) {
    case 'StartChildWorkflowExecutionInitiated':
      return { type: event.type, eventId: event.eventId, attributes: event.attributes, checksIds };
    case 'StartChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionStarted':
    case 'ChildWorkflowExecutionCompleted':
    case 'ChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionTimedOut':
    case 'ChildWorkflowExecutionCanceled':
    case 'ChildWorkflowExecutionTerminated':
      // Its type, id and attributes are those of the input.
      return event;
    default:
      return undefined;
  }
}

/** Children among the things under way. */
export const childWorkflowKind: EntityKind<ChildWorkflow, ChildWorkflowInput> = {
  machine: childWorkflowMachine,
  eventInput,
  isCancelledBeforeSent: (child) => child.status === 'CancelledBeforeSent',
  sdkStatus: (status) => (status === 'CancelledBeforeSent' ? 'Cancelled' : status),
};
