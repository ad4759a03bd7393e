/** Laws about how runs end: once, for good, and as cancelled only if somebody asked for it. */
import { closingStatus } from '../protocol/event.ts';
import type { Law } from './law.ts';

const INTERRUPT = "docs.temporal.io, 'Interrupt a Workflow'";

/** L01: nothing is appended to a closed run. */
const closedRunGetsNoEvent: Law = {
  name: 'closed-run-gets-no-event',
  statement: 'Once a run is closed, no event is added to its history.',
  reason:
    'The service finishes the history with the closing event, and drops what is still buffered (historybuilder/event_store.go: add, FlushBufferToCurrentBatch).',
  among: 'every worker',
  everyEvent(event, { closed }) {
    if (closed === undefined) return closingStatus(event.type) === undefined ? undefined : true;
    if (closingStatus(event.type) !== undefined) return undefined;
    return `${event.type} was added after ${closed.type}, event ${closed.eventId}`;
  },
};

/** L03, L05: exactly one closing event, and so a status that never changes. */
const oneClosingEvent: Law = {
  name: 'one-closing-event',
  statement: 'A run has at most one closing event, and its status never changes after it.',
  reason:
    'A run is completed, failed, canceled, terminated, timed out or continued as new, once (historybuilder/event_store.go: Finish).',
  among: 'every worker',
  everyEvent(event, { closed }) {
    if (closingStatus(event.type) === undefined) return undefined;
    return closed === undefined || `${event.type} follows ${closed.type}, event ${closed.eventId}`;
  },
};

/** L04: the status CANCELED only after a request. */
const canceledOnlyAfterRequest: Law = {
  name: 'canceled-only-after-request',
  statement: 'A run closes as Canceled only if a cancel request is in its history.',
  reason:
    "The SDK's runtime asks for CancelWorkflowExecution only in a run that was told of a cancel request (sdk-typescript workflow/src/internals.ts: handleWorkflowFailure); the service itself does not check.",
  among: 'SDK workers',
  events: {
    WorkflowExecutionCanceled: (_event, { cancelRequested }) =>
      cancelRequested !== undefined || 'it was canceled although nobody had asked for it',
  },
};

/** A second request to cancel a run changes nothing. */
const cancelRequestedOnce: Law = {
  name: 'cancel-requested-once',
  statement: 'The history of a run holds at most one WorkflowExecutionCancelRequested event.',
  reason:
    'Further requests succeed and are dropped, whatever their request id and reason (history/api/requestcancelworkflow/api.go: Invoke).',
  among: 'every worker',
  events: {
    WorkflowExecutionCancelRequested: (_event, { cancelRequested }) =>
      cancelRequested === undefined ||
      `a cancel request is in the history already, event ${cancelRequested.eventId}`,
  },
};

/** L02: a run that was terminated gets no workflow task. */
const closedRunIsHandedNoTask: Law = {
  name: 'closed-run-is-handed-no-task',
  statement:
    'No worker is handed a workflow task of a run that is closed, unless it only carries a query.',
  reason: `Termination and time-outs schedule no workflow task (${INTERRUPT}); a task that waits when its run closes is dropped when it is polled (history/api/recordworkflowtaskstarted/api.go: Invoke).`,
  among: 'every worker',
  events: {
    WorkflowExecutionTerminated: () => true,
    WorkflowExecutionTimedOut: () => true,
  },
  occurrences: {
    WorkflowTaskHandedOut: ({ task }, world) => {
      const closed = world.runs.get(task.workflowExecution.runId)?.closed;
      if (closed === undefined) return undefined;
      return task.query !== undefined || `it had been closed by ${closed.type}`;
    },
  },
};

/** L02: the code of a run that was terminated does not run again. */
const closedRunRunsNoCode: Law = {
  name: 'closed-run-runs-no-code',
  statement:
    'Workflow code runs only on behalf of a workflow task that its run was handed while it was open and has not answered, or to be replayed.',
  reason: `What is terminated cannot react (${INTERRUPT}); code that was handed its task before may finish it, in vain (history/api/respondworkflowtaskcompleted/api.go: Invoke).`,
  among: 'every worker',
  occurrences: {
    ActivationStarted: ({ activation }, world) => {
      if (activation.isReplaying) return undefined;
      const run = world.runs.get(activation.runId);
      if (run === undefined) return undefined;
      return (
        world.openTask.has(activation.runId) ||
        (run.closed === undefined
          ? 'its code was activated without a workflow task'
          : `its code was activated after ${run.closed.type}, and no workflow task of before was under way`)
      );
    },
  },
};

/** The laws about how runs end. */
export const closingLaws: readonly Law[] = [
  closedRunGetsNoEvent,
  oneClosingEvent,
  canceledOnlyAfterRequest,
  cancelRequestedOnce,
  closedRunIsHandedNoTask,
  closedRunRunsNoCode,
];
