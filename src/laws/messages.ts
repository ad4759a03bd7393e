/** Laws about what clients send to a run: what the service has accepted is recorded before the run closes. */
import type { HistoryEvent } from '../protocol/event.ts';
import { closingStatus } from '../protocol/event.ts';
import type { Law, Verdict } from './law.ts';
import type { RunLedger } from './run-ledger.ts';

const lost = (run: RunLedger): Verdict => {
  if (run.acceptedSignals === 0) return undefined;
  const [missing] = run.awaitedSignals.keys();
  return missing === undefined || `the signal of request ${missing} is not in the history`;
};

/** L11 of nothing being lost: an accepted signal is recorded. */
const acceptedSignalIsRecorded: Law = {
  name: 'accepted-signal-is-recorded',
  statement:
    'A signal that the service has accepted is in the history when the run closes or nothing is left to happen.',
  reason:
    'It is buffered while a workflow task is started, and a task that would close the run over it fails as unhandled (respondworkflowtaskcompleted/workflow_task_completed_handler.go).',
  among: 'every worker',
  everyEvent: ({ type }: HistoryEvent, run) =>
    closingStatus(type) === undefined ? undefined : lost(run),
  atRest: (run) => (run.closed === undefined ? lost(run) : undefined),
};

const forgotten = ({ acceptedCancel, cancelRequested }: RunLedger): Verdict => {
  if (!acceptedCancel) return undefined;
  return cancelRequested !== undefined || 'the cancel request is not in the history';
};

/** An accepted cancel request is recorded. */
const acceptedCancelIsRecorded: Law = {
  name: 'accepted-cancel-is-recorded',
  statement:
    'A cancel request that an open run has accepted is in its history when it closes or nothing is left to happen.',
  reason:
    'It is buffered while a workflow task is started, and a task that would close the run over it fails as unhandled (history/api/requestcancelworkflow/api.go: Invoke).',
  among: 'every worker',
  everyEvent: ({ type }: HistoryEvent, run) =>
    closingStatus(type) === undefined ? undefined : forgotten(run),
  atRest: (run) => (run.closed === undefined ? forgotten(run) : undefined),
};

/** L27: an update is completed after it was accepted, and once. */
const updateEventsPair: Law = {
  name: 'update-events-pair',
  statement: 'An update is completed at most once, after the event by which it was accepted.',
  reason:
    'The completion names the Accepted event of its update (workflow/mutable_state_impl.go: AddWorkflowExecutionUpdateCompletedEvent).',
  among: 'every worker',
  events: {
    WorkflowExecutionUpdateAccepted: ({
      eventId,
      attributes: { acceptedRequestSequencingEventId: after },
    }) => after < eventId || `it names event ${after} as the one before it`,
    WorkflowExecutionUpdateCompleted({ attributes: { acceptedEventId, meta } }, { updates }) {
      const update = updates.get(acceptedEventId);
      if (update === undefined) return `no update was accepted in event ${acceptedEventId}`;
      if (update.completed) return `the update of event ${acceptedEventId} is completed already`;
      const { protocolInstanceId } = update.accepted.attributes;
      return (
        protocolInstanceId === meta.updateId ||
        `the update of event ${acceptedEventId} is ${protocolInstanceId}, not ${meta.updateId}`
      );
    },
  },
};

/** The laws about what clients send. */
export const messageLaws: readonly Law[] = [
  acceptedSignalIsRecorded,
  acceptedCancelIsRecorded,
  updateEventsPair,
];
