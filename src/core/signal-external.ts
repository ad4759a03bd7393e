/** Signals to another workflow. @see SignalExternalMachine */
import type { Machine } from '../common/machine.ts';
import type { Seq } from '../protocol/activation.ts';
import type { HistoryEvent, SignalExternalFailedCause } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';

/** One signal to another workflow. */
export type SignalExternal = { readonly seq: Seq } & (
  | { readonly status: 'SignalExternalCommandCreated' }
  | { readonly status: 'SignalExternalCommandRecorded' }
  | { readonly status: 'Signaled' }
  | { readonly status: 'Failed' }
  | { readonly status: 'Cancelled' }
);

/** What can happen to it. */
export type SignalExternalInput =
  | { readonly type: 'SignalExternalWorkflowExecutionInitiated' }
  | { readonly type: 'ExternalWorkflowExecutionSignaled' }
  | {
      readonly type: 'SignalExternalWorkflowExecutionFailed';
      readonly cause: SignalExternalFailedCause;
    }
  | { readonly type: 'Cancel' };

const resolved = (seq: Seq, failure?: Failure): readonly MachineEffect[] => [
  { type: 'PushJob', job: { type: 'resolveSignalExternalWorkflow', seq, failure } },
];

const WHY: Readonly<Record<SignalExternalFailedCause, { type: string; words: string }>> = {
  SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND: {
    type: 'ExternalWorkflowExecutionNotFound',
    words: 'it was not found',
  },
  SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND: {
    type: 'NamespaceNotFound',
    words: 'it was not found',
  },
  SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED: {
    type: 'SignalCountLimitExceeded',
    words: 'The per-workflow signal limit was exceeded',
  },
};

function failureOf(cause: SignalExternalFailedCause): Failure {
  const { type, words } = WHY[cause];
  return {
    message: `Unable to signal external workflow because ${words}`,
    applicationFailureInfo: { type },
  };
}

/** The life of a signal to another workflow. */
export const signalExternalMachine: Machine<SignalExternal, SignalExternalInput, MachineEffect> = {
  name: 'SignalExternal',
  edges: {
    SignalExternalCommandCreated: {
      SignalExternalWorkflowExecutionInitiated: {
        to: ['SignalExternalCommandRecorded'],
        apply: ({ seq }) => ({
          state: { status: 'SignalExternalCommandRecorded', seq },
          effects: nothing,
        }),
      },
      Cancel: {
        to: ['Cancelled'],
        apply: ({ seq }) => ({
          state: { status: 'Cancelled', seq },
          effects: resolved(seq, {
            message: 'Signal was cancelled before being sent',
            canceledFailureInfo: {},
          }),
        }),
      },
    },
    SignalExternalCommandRecorded: {
      ExternalWorkflowExecutionSignaled: {
        to: ['Signaled'],
        apply: ({ seq }) => ({ state: { status: 'Signaled', seq }, effects: resolved(seq) }),
      },
      SignalExternalWorkflowExecutionFailed: {
        to: ['Failed'],
        apply: ({ seq }, { cause }) => ({
          state: { status: 'Failed', seq },
          effects: resolved(seq, failureOf(cause)),
        }),
      },
      // Once sent it can't be taken back: workflow code waits for the answer.
      Cancel: 'ignored',
    },
    Signaled: { Cancel: 'ignored' },
    Failed: { Cancel: 'ignored' },
    Cancelled: { Cancel: 'ignored' },
  },
};

function eventInput(event: HistoryEvent): SignalExternalInput | undefined {
  switch (event.type) {
    case 'SignalExternalWorkflowExecutionInitiated':
    case 'ExternalWorkflowExecutionSignaled':
      return { type: event.type };
    case 'SignalExternalWorkflowExecutionFailed':
      return { type: event.type, cause: event.attributes.cause };
    default:
      return undefined;
  }
}

/** Signals to others among the things under way. */
export const signalExternalKind: EntityKind<SignalExternal, SignalExternalInput> = {
  machine: signalExternalMachine,
  eventInput,
  // Only a signal that was never sent can be cancelled.
  isCancelledBeforeSent: (signal) => signal.status === 'Cancelled',
};
