/** Workflow tasks: one at a time, each scheduled, started and ended in this order, and only its own worker is heard. */
import { specifyByHistories, specifyByWorlds } from './specify-law.ts';

specifyByHistories('one-workflow-task-at-a-time', {
  holds: {
    'each is scheduled after the one before has ended': (h) => {
      h.begun();
      h.task();
    },
  },
  breaks: {
    'one is scheduled while another one is': (h) => {
      h.started();
      h.taskScheduled();
      h.taskScheduled();
    },
  },
});

specifyByHistories('workflow-task-events-pair', {
  holds: {
    'a task fails and the next one is completed': (h) => {
      h.started();
      h.taskScheduled();
      h.taskStarted();
      h.add('WorkflowTaskFailed', { scheduledEventId: 2, startedEventId: 3 });
      h.task();
    },
    'a task that nobody has started times out': (h) => {
      h.started();
      h.taskScheduled();
      h.add('WorkflowTaskTimedOut', { scheduledEventId: 2, startedEventId: 0 });
    },
  },
  breaks: {
    'a task is started that was not scheduled': (h) => {
      h.started();
      h.add('WorkflowTaskStarted', { scheduledEventId: 1 });
    },
    'a task is started twice': (h) => {
      h.started();
      h.taskScheduled();
      h.taskStarted();
      h.add('WorkflowTaskStarted', { scheduledEventId: 2 });
    },
    'a task is completed twice': (h) => {
      h.begun();
      h.add('WorkflowTaskCompleted', { scheduledEventId: 2, startedEventId: 3 });
    },
    'a task is completed that was not started': (h) => {
      h.started();
      h.taskScheduled();
      h.add('WorkflowTaskCompleted', { scheduledEventId: 2, startedEventId: 0 });
    },
    'a completion names another start': (h) => {
      h.started();
      h.taskScheduled();
      h.taskStarted();
      h.add('WorkflowTaskCompleted', { scheduledEventId: 2, startedEventId: 2 });
    },
    'a start names another task': (h) => {
      h.started();
      h.taskScheduled();
      h.add('WorkflowTaskStarted', { scheduledEventId: 1 });
    },
  },
});

specifyByHistories('started-task-holds-events-back', {
  holds: {
    'a signal waits until the task has ended': (h) => {
      h.begun().add('WorkflowExecutionSignaled');
    },
    'a termination fails the task first': (h) => {
      h.started();
      h.taskScheduled();
      h.taskStarted();
      h.add('WorkflowTaskFailed', { scheduledEventId: 2, startedEventId: 3 });
      h.terminated();
    },
  },
  breaks: {
    'a signal is written while the task is started': (h) => {
      h.started();
      h.taskScheduled();
      h.taskStarted();
      h.add('WorkflowExecutionSignaled');
    },
    'the run is terminated while the task is started': (h) => {
      h.started();
      h.taskScheduled();
      h.taskStarted();
      h.terminated();
    },
  },
});

specifyByWorlds('only-open-task-is-heard', {
  holds: {
    'the completion of the task that was handed out last is accepted': (w) => {
      const run = w.run();
      run.started();
      w.handOut(run, 'first');
      w.call('RespondWorkflowTaskCompleted', { taskToken: 'first' }, {});
    },
    'the completion of an earlier task is refused': (w) => {
      const run = w.run();
      run.started();
      w.handOut(run, 'first');
      w.handOut(run, 'second');
      w.call('RespondWorkflowTaskCompleted', { taskToken: 'first' }, 'NOT_FOUND');
    },
    'the completion after a termination is refused': (w) => {
      const run = w.run();
      run.started();
      w.handOut(run, 'first');
      run.terminated();
      w.call('RespondWorkflowTaskCompleted', { taskToken: 'first' }, 'NOT_FOUND');
    },
  },
  breaks: {
    'the completion of an earlier task is accepted': (w) => {
      const run = w.run();
      run.started();
      w.handOut(run, 'first');
      w.handOut(run, 'second');
      w.call('RespondWorkflowTaskCompleted', { taskToken: 'first' }, {});
    },
    'the completion after a termination is accepted': (w) => {
      const run = w.run();
      run.started();
      w.handOut(run, 'first');
      run.terminated();
      w.call('RespondWorkflowTaskCompleted', { taskToken: 'first' }, {});
    },
  },
});
