/** A child workflow as its parent sees it. */
import type { Edge, Machine } from '../common/machine.ts';
import type {
  EventAttributes,
  EventId,
  HistoryEventOf,
  StartChildFailedCause,
} from '../protocol/event.ts';
import type { WorkflowExecution } from '../protocol/payload.ts';
import { BUFFERED_EVENT_ID } from './event-store.ts';
import type { EventBody } from './event-store.ts';

/** What a child carries in every status. */
interface ChildFields {
  readonly initiatedEventId: EventId;
  readonly initiated: EventAttributes['StartChildWorkflowExecutionInitiated'];
}

/** The start of the child has been asked for. */
export interface InitiatedChild extends ChildFields {
  readonly status: 'Initiated';
}
/** The child exists; `firstExecutionRunId` is the first run of its chain. */
export interface StartedChild extends ChildFields {
  readonly status: 'Started';
  readonly firstExecutionRunId: string;
  readonly startedEventId: EventId;
}
/** The child has ended, or never came to be. */
export interface EndedChild extends ChildFields {
  readonly status: 'StartFailed' | 'Completed' | 'Failed' | 'Canceled' | 'TimedOut' | 'Terminated';
}

/** A child whose end the parent has not heard of. */
export type PendingChild = InitiatedChild | StartedChild;
/** The state of a child workflow. */
export type Child = PendingChild | EndedChild;

/** The event that closed the last run of a child. */
export type ChildCloseEvent = HistoryEventOf<
  | 'WorkflowExecutionCompleted'
  | 'WorkflowExecutionFailed'
  | 'WorkflowExecutionCanceled'
  | 'WorkflowExecutionTimedOut'
  | 'WorkflowExecutionTerminated'
>;

/** What happens to a child. */
export type ChildInput =
  | { readonly type: 'Start'; readonly execution: WorkflowExecution }
  | { readonly type: 'FailStart'; readonly cause: StartChildFailedCause }
  /** The last run of the chain that began with `firstExecutionRunId` closed. */
  | {
      readonly type: 'Close';
      readonly execution: WorkflowExecution;
      readonly firstExecutionRunId: string;
      readonly event: ChildCloseEvent;
    };

type CloseInput = Extract<ChildInput, { type: 'Close' }>;

const startedEvent = (child: ChildFields, execution: WorkflowExecution): EventBody => ({
  type: 'ChildWorkflowExecutionStarted',
  attributes: {
    namespace: child.initiated.namespace,
    initiatedEventId: child.initiatedEventId,
    workflowExecution: execution,
    workflowType: child.initiated.workflowType,
    header: child.initiated.header,
  },
});

const ENDED = {
  WorkflowExecutionCompleted: 'Completed',
  WorkflowExecutionFailed: 'Failed',
  WorkflowExecutionCanceled: 'Canceled',
  WorkflowExecutionTimedOut: 'TimedOut',
  WorkflowExecutionTerminated: 'Terminated',
} as const;

function closeEvent(child: ChildFields, startedEventId: EventId, input: CloseInput): EventBody {
  const { event, execution } = input;
  const common = {
    initiatedEventId: child.initiatedEventId,
    startedEventId,
    namespace: child.initiated.namespace,
    workflowExecution: execution,
    workflowType: child.initiated.workflowType,
  };
  switch (event.type) {
    case 'WorkflowExecutionCompleted': {
      const { result } = event.attributes;
      return { type: 'ChildWorkflowExecutionCompleted', attributes: { ...common, result } };
    }
    case 'WorkflowExecutionFailed': {
      const { failure, retryState } = event.attributes;
      return {
        type: 'ChildWorkflowExecutionFailed',
        attributes: { ...common, failure, retryState },
      };
    }
    case 'WorkflowExecutionCanceled': {
      const { details } = event.attributes;
      return { type: 'ChildWorkflowExecutionCanceled', attributes: { ...common, details } };
    }
    case 'WorkflowExecutionTimedOut': {
      const { retryState } = event.attributes;
      return { type: 'ChildWorkflowExecutionTimedOut', attributes: { ...common, retryState } };
    }
    case 'WorkflowExecutionTerminated':
      return { type: 'ChildWorkflowExecutionTerminated', attributes: common };
  }
}

const ended = (child: PendingChild, status: EndedChild['status']): EndedChild => ({
  initiatedEventId: child.initiatedEventId,
  initiated: child.initiated,
  status,
});

const CLOSED = ['Completed', 'Failed', 'Canceled', 'TimedOut', 'Terminated'] as const;

/** The end of the child is known before its start: both are written. */
const closeUnstarted: Edge<InitiatedChild, CloseInput, Child, EventBody> = {
  to: CLOSED,
  apply: (child, input) => ({
    state: ended(child, ENDED[input.event.type]),
    effects: [
      startedEvent(child, {
        workflowId: input.execution.workflowId,
        runId: input.firstExecutionRunId,
      }),
      closeEvent(child, BUFFERED_EVENT_ID, input),
    ],
  }),
};

/** The life of child workflows. */
export const childMachine: Machine<Child, ChildInput, EventBody> = {
  name: 'ChildWorkflow',
  edges: {
    Initiated: {
      Start: {
        to: ['Started'],
        apply: (child, { execution }) => ({
          state: {
            ...child,
            status: 'Started',
            firstExecutionRunId: execution.runId,
            startedEventId: BUFFERED_EVENT_ID,
          },
          effects: [startedEvent(child, execution)],
        }),
      },
      FailStart: {
        to: ['StartFailed'],
        apply: (child, { cause }) => ({
          state: ended(child, 'StartFailed'),
          effects: [
            {
              type: 'StartChildWorkflowExecutionFailed',
              attributes: {
                namespace: child.initiated.namespace,
                workflowId: child.initiated.workflowId,
                workflowType: child.initiated.workflowType,
                cause,
                initiatedEventId: child.initiatedEventId,
              },
            },
          ],
        }),
      },
      Close: closeUnstarted,
    },
    Started: {
      Close: {
        to: CLOSED,
        apply: (child, input) => ({
          state: ended(child, ENDED[input.event.type]),
          effects: [closeEvent(child, child.startedEventId, input)],
        }),
      },
    },
    StartFailed: {},
    Completed: {},
    Failed: {},
    Canceled: {},
    TimedOut: {},
    Terminated: {},
  },
};
