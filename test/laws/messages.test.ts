/** What clients send to a run: what the service has accepted is recorded before the run closes. */
import type { HistoryBuilder } from './history-builder.ts';
import type { PlayedWorld } from './played-world.ts';
import { specifyByHistories, specifyByWorlds } from './specify-law.ts';

function signal(w: PlayedWorld, run: HistoryBuilder, recorded = true): void {
  const workflowExecution = { workflowId: run.workflowId };
  w.call('SignalWorkflowExecution', { workflowExecution, requestId: 'r' }, {}, () => {
    if (recorded) run.add('WorkflowExecutionSignaled', { requestId: 'r' });
  });
}

function cancel(w: PlayedWorld, run: HistoryBuilder, recorded = true): void {
  const workflowExecution = { workflowId: run.workflowId };
  w.call('RequestCancelWorkflowExecution', { workflowExecution }, {}, () => {
    if (recorded) run.cancelRequested();
  });
}

const begun = (w: PlayedWorld): HistoryBuilder => w.run().begun();

specifyByWorlds('accepted-signal-is-recorded', {
  holds: {
    'it is written at once': (w) => {
      const run = begun(w);
      signal(w, run);
      run.terminated();
    },
    'it is written when the workflow task has ended': (w) => {
      const run = begun(w);
      run.taskScheduled();
      run.taskStarted();
      signal(w, run, false);
      run.taskCompleted();
      run.add('WorkflowExecutionSignaled', { requestId: 'r' });
      run.terminated();
    },
  },
  breaks: {
    'the run completes over it': (w) => {
      const run = begun(w);
      run.taskScheduled();
      run.taskStarted();
      signal(w, run, false);
      run.taskCompleted();
      run.closed();
    },
    'it is not written when nothing is left to happen': (w) => {
      signal(w, begun(w), false);
      w.rest();
    },
  },
});

specifyByWorlds('accepted-cancel-is-recorded', {
  holds: {
    'it is written before the run closes': (w) => {
      const run = begun(w);
      cancel(w, run);
      run.terminated();
    },
  },
  breaks: {
    'the run completes over it': (w) => {
      const run = begun(w);
      run.taskScheduled();
      run.taskStarted();
      cancel(w, run, false);
      run.taskCompleted();
      run.closed();
    },
    'it is not written when nothing is left to happen': (w) => {
      cancel(w, begun(w), false);
      w.rest();
    },
  },
});

const accepted = (h: HistoryBuilder): number =>
  h.begun().add('WorkflowExecutionUpdateAccepted', {
    protocolInstanceId: 'u',
    acceptedRequestSequencingEventId: 2,
  });

specifyByHistories('update-events-pair', {
  holds: {
    'an update is accepted and completed': (h) => {
      const acceptedEventId = accepted(h);
      h.add('WorkflowExecutionUpdateCompleted', { acceptedEventId, meta: { updateId: 'u' } });
    },
  },
  breaks: {
    'it is completed twice': (h) => {
      const acceptedEventId = accepted(h);
      h.add('WorkflowExecutionUpdateCompleted', { acceptedEventId, meta: { updateId: 'u' } });
      h.add('WorkflowExecutionUpdateCompleted', { acceptedEventId, meta: { updateId: 'u' } });
    },
    'it is completed without having been accepted': (h) => {
      const own = { acceptedEventId: 3, meta: { updateId: 'u' } };
      h.begun().add('WorkflowExecutionUpdateCompleted', own);
    },
    'another update is completed': (h) => {
      const acceptedEventId = accepted(h);
      h.add('WorkflowExecutionUpdateCompleted', { acceptedEventId, meta: { updateId: 'v' } });
    },
    'it is accepted after an event that is still to come': (h) => {
      const own = { protocolInstanceId: 'u', acceptedRequestSequencingEventId: 7 };
      h.begun().add('WorkflowExecutionUpdateAccepted', own);
    },
  },
});
