/** Requests to cancel another workflow, made by workflow code or by Core for a child. @see CancelExternalMachine */
import type { Machine, Transition } from '../common/machine.ts';
import type { Seq } from '../protocol/activation.ts';
import type { CancelExternalFailedCause, HistoryEvent } from '../protocol/event.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';

/** One request to cancel. */
export type CancelExternal = {
  /** What workflow code calls it; undefined if Core made it for a child: then workflow code is told nothing. */
  readonly seq: Seq | undefined;
  /** Whether a child's cancellation type promised an answer that the real SDK does not give. */
  readonly isWaitedFor: boolean;
} & (
  | { readonly status: 'RequestCancelExternalCommandCreated' }
  | { readonly status: 'RequestCancelExternalCommandRecorded' }
  | { readonly status: 'CancelRequested' }
  | { readonly status: 'RequestCancelFailed' }
);

/** What can happen to it. */
export type CancelExternalInput =
  | { readonly type: 'RequestCancelExternalWorkflowExecutionInitiated' }
  | { readonly type: 'ExternalWorkflowExecutionCancelRequested' }
  | {
      readonly type: 'RequestCancelExternalWorkflowExecutionFailed';
      readonly cause: CancelExternalFailedCause;
    };

const CAUSES: Readonly<Record<CancelExternalFailedCause, string>> = {
  CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND:
    'ExternalWorkflowExecutionNotFound',
  CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND: 'NamespaceNotFound',
};

function succeed(request: CancelExternal): Transition<CancelExternal, MachineEffect> {
  const effects: MachineEffect[] = [];
  const { seq } = request;
  if (seq !== undefined) {
    effects.push({ type: 'PushJob', job: { type: 'resolveRequestCancelExternalWorkflow', seq } });
  }
  if (request.isWaitedFor) {
    effects.push({ type: 'Find', name: 'child cancellation requested is not enough' });
  }
  return { state: { ...request, status: 'CancelRequested' }, effects };
}

function fail(
  request: CancelExternal,
  cause: CancelExternalFailedCause,
): Transition<CancelExternal, MachineEffect> {
  const { seq } = request;
  return {
    state: { ...request, status: 'RequestCancelFailed' },
    effects:
      seq === undefined
        ? nothing
        : [
            {
              type: 'PushJob',
              job: {
                type: 'resolveRequestCancelExternalWorkflow',
                seq,
                failure: {
                  message: 'Unable to cancel external workflow because not found',
                  applicationFailureInfo: { type: CAUSES[cause] },
                },
              },
            },
          ],
  };
}

/** The life of a request to cancel. */
export const cancelExternalMachine: Machine<CancelExternal, CancelExternalInput, MachineEffect> = {
  name: 'CancelExternal',
  edges: {
    RequestCancelExternalCommandCreated: {
      RequestCancelExternalWorkflowExecutionInitiated: {
        to: ['RequestCancelExternalCommandRecorded'],
        apply: (request) => ({
          state: { ...request, status: 'RequestCancelExternalCommandRecorded' },
          effects: nothing,
        }),
      },
    },
    RequestCancelExternalCommandRecorded: {
      ExternalWorkflowExecutionCancelRequested: {
        to: ['CancelRequested'],
        apply: (request) => succeed(request),
      },
      RequestCancelExternalWorkflowExecutionFailed: {
        to: ['RequestCancelFailed'],
        apply: (request, { cause }) => fail(request, cause),
      },
    },
    CancelRequested: {},
    RequestCancelFailed: {},
  },
};

function eventInput(event: HistoryEvent): CancelExternalInput | undefined {
  switch (event.type) {
    case 'RequestCancelExternalWorkflowExecutionInitiated':
    case 'ExternalWorkflowExecutionCancelRequested':
      return { type: event.type };
    case 'RequestCancelExternalWorkflowExecutionFailed':
      return { type: event.type, cause: event.attributes.cause };
    default:
      return undefined;
  }
}

/** Requests to cancel among the things under way. */
export const cancelExternalKind: EntityKind<CancelExternal, CancelExternalInput> = {
  machine: cancelExternalMachine,
  eventInput,
};
