/** A request of one workflow to another: to cancel, or a signal. */
import type { Machine } from '../common/machine.ts';
import type { EventAttributes, EventId } from '../protocol/event.ts';
import type { EventBody } from './event-store.ts';

interface ExternalCancelFields {
  readonly initiatedEventId: EventId;
  readonly initiated: EventAttributes['RequestCancelExternalWorkflowExecutionInitiated'];
}

interface ExternalSignalFields {
  readonly initiatedEventId: EventId;
  readonly initiated: EventAttributes['SignalExternalWorkflowExecutionInitiated'];
  /** The other workflow takes the signal only once. */
  readonly requestId: string;
}

/** A request to cancel another workflow. */
export type ExternalCancel =
  | (ExternalCancelFields & { readonly status: 'Initiated' })
  | (ExternalCancelFields & { readonly status: 'Requested' })
  | (ExternalCancelFields & { readonly status: 'Failed' });

/** A signal to another workflow. */
export type ExternalSignal =
  | (ExternalSignalFields & { readonly status: 'Initiated' })
  | (ExternalSignalFields & { readonly status: 'Signaled' })
  | (ExternalSignalFields & { readonly status: 'Failed' });

/** What becomes of a request. */
export type ExternalCancelInput =
  | { readonly type: 'Request' }
  | {
      readonly type: 'Fail';
      readonly cause: EventAttributes['RequestCancelExternalWorkflowExecutionFailed']['cause'];
    };

/** What becomes of a signal. */
export type ExternalSignalInput =
  | { readonly type: 'Signal' }
  | {
      readonly type: 'Fail';
      readonly cause: EventAttributes['SignalExternalWorkflowExecutionFailed']['cause'];
    };

/** The target as the command named it: its run id may be empty, and stays so. */
const targetOf = (
  request: ExternalCancelFields | ExternalSignalFields,
): Pick<
  EventAttributes['ExternalWorkflowExecutionSignaled'],
  'initiatedEventId' | 'namespace' | 'workflowExecution'
> => ({
  initiatedEventId: request.initiatedEventId,
  namespace: request.initiated.namespace,
  workflowExecution: request.initiated.workflowExecution,
});

/** The life of a request to cancel another workflow. */
export const externalCancelMachine: Machine<ExternalCancel, ExternalCancelInput, EventBody> = {
  name: 'ExternalCancel',
  edges: {
    Initiated: {
      Request: {
        to: ['Requested'],
        apply: (request) => ({
          state: { ...request, status: 'Requested' },
          effects: [
            { type: 'ExternalWorkflowExecutionCancelRequested', attributes: targetOf(request) },
          ],
        }),
      },
      Fail: {
        to: ['Failed'],
        apply: (request, { cause }) => ({
          state: { ...request, status: 'Failed' },
          effects: [
            {
              type: 'RequestCancelExternalWorkflowExecutionFailed',
              attributes: { ...targetOf(request), cause },
            },
          ],
        }),
      },
    },
    Requested: {},
    Failed: {},
  },
};

/** The life of a signal to another workflow. */
export const externalSignalMachine: Machine<ExternalSignal, ExternalSignalInput, EventBody> = {
  name: 'ExternalSignal',
  edges: {
    Initiated: {
      Signal: {
        to: ['Signaled'],
        apply: (request) => ({
          state: { ...request, status: 'Signaled' },
          effects: [{ type: 'ExternalWorkflowExecutionSignaled', attributes: targetOf(request) }],
        }),
      },
      Fail: {
        to: ['Failed'],
        apply: (request, { cause }) => ({
          state: { ...request, status: 'Failed' },
          effects: [
            {
              type: 'SignalExternalWorkflowExecutionFailed',
              attributes: { ...targetOf(request), cause },
            },
          ],
        }),
      },
    },
    Signaled: {},
    Failed: {},
  },
};
