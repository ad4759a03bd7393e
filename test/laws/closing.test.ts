/** How runs end: once, for good, and as canceled only if somebody asked for it. */
import { specifyByHistories, specifyByWorlds } from './specify-law.ts';

specifyByHistories('closed-run-gets-no-event', {
  holds: {
    'the closing event is the last one': (h) => h.begun().closed(),
    'the run is terminated while a task is scheduled': (h) => {
      h.started();
      h.taskScheduled();
      h.terminated();
    },
  },
  breaks: {
    'a signal is added to a closed run': (h) => {
      h.begun().closed();
      h.add('WorkflowExecutionSignaled', { signalName: 's' });
    },
    'a workflow task is scheduled after a termination': (h) => {
      h.begun().terminated();
      h.taskScheduled();
    },
    'a buffered end of an activity is written after the close': (h) => {
      const scheduled = h.begun().activity();
      h.task();
      h.command('ActivityTaskCancelRequested', { scheduledEventId: scheduled });
      const latestCancelRequestedEventId = h.lastEventId;
      h.closed();
      h.add('ActivityTaskCanceled', {
        scheduledEventId: scheduled,
        startedEventId: 0,
        latestCancelRequestedEventId,
      });
    },
  },
});

specifyByHistories('one-closing-event', {
  holds: { 'the run completes': (h) => h.begun().closed() },
  breaks: {
    'it is terminated after it has completed': (h) => {
      h.begun().closed();
      h.terminated();
    },
    'it is terminated twice': (h) => {
      h.begun().terminated();
      h.terminated();
    },
  },
});

specifyByHistories('canceled-only-after-request', {
  holds: {
    'a request went before': (h) => {
      h.begun().cancelRequested();
      h.task();
      h.command('WorkflowExecutionCanceled');
    },
  },
  breaks: {
    'the request is missing': (h) => h.begun().command('WorkflowExecutionCanceled'),
  },
});

specifyByHistories('cancel-requested-once', {
  holds: { 'there is one request': (h) => h.begun().cancelRequested() },
  breaks: {
    'a second request is recorded': (h) => {
      h.begun().cancelRequested();
      h.cancelRequested();
    },
  },
});

specifyByWorlds('closed-run-is-handed-no-task', {
  holds: {
    'the task was handed out before the termination': (w) => {
      const run = w.run();
      run.started();
      run.taskScheduled();
      run.taskStarted();
      w.handOut(run, 'token');
      run.add('WorkflowTaskFailed', { scheduledEventId: 2, startedEventId: 3 });
      run.terminated();
    },
    'a task of a closed run only carries a query': (w) => {
      const run = w.run();
      run.begun().closed();
      w.handOut(run, 'token', { query: { queryType: 'q' } });
    },
  },
  breaks: {
    'a task is handed out after the termination': (w) => {
      const run = w.run();
      run.started();
      run.taskScheduled();
      run.terminated();
      w.handOut(run, 'token');
    },
  },
});

specifyByWorlds('closed-run-runs-no-code', {
  holds: {
    'code runs on behalf of its task': (w) => {
      const run = w.run();
      run.started();
      w.handOut(run, 'token');
      w.activate(run);
    },
    'code goes on with a task of before the termination': (w) => {
      const run = w.run();
      run.started();
      w.handOut(run, 'token');
      w.activate(run);
      run.terminated();
      w.activate(run);
    },
    'code of a closed run is replayed for a query': (w) => {
      const run = w.run();
      run.started();
      w.handOut(run, 'token');
      w.activate(run);
      w.call('RespondWorkflowTaskCompleted', { taskToken: 'token' }, {}, () => run.terminated());
      w.activate(run, true);
    },
  },
  breaks: {
    'code is activated after the termination, its task being answered': (w) => {
      const run = w.run();
      run.started();
      w.handOut(run, 'token');
      w.activate(run);
      w.call('RespondWorkflowTaskCompleted', { taskToken: 'token' }, {});
      run.terminated();
      w.activate(run);
    },
    'code of an open run is activated without a task': (w) => {
      const run = w.run();
      run.begun();
      w.activate(run);
    },
  },
});
