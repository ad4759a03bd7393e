/** The form of a history: its numbers, its beginning, its times, and where the events of commands stand. */
import { specifyByHistories } from './specify-law.ts';

specifyByHistories('event-ids-consecutive', {
  holds: { 'no number is left out': (h) => h.begun() },
  breaks: {
    'a number is left out': (h) => {
      h.started();
      h.add('WorkflowExecutionSignaled', {}, { eventId: 3 });
    },
    'a number is used twice': (h) => {
      h.started();
      h.add('WorkflowExecutionSignaled', {}, { eventId: 1 });
    },
    'numbers do not begin with 1': (h) => {
      h.add('WorkflowExecutionStarted', { workflowId: 'w' }, { eventId: 2 });
    },
  },
});

specifyByHistories('history-begins-with-start', {
  holds: { 'it does': (h) => h.started() },
  breaks: {
    'the first event is missing': (h) => h.taskScheduled(),
    'the run is started twice': (h) => {
      h.started();
      h.started();
    },
  },
});

specifyByHistories('command-events-follow-their-task', {
  holds: {
    'several commands follow one task': (h) => {
      h.begun().timer();
      h.activity();
    },
    'the answers to updates stand among them': (h) => {
      h.begun().add('WorkflowExecutionUpdateAccepted', { acceptedRequestSequencingEventId: 2 });
      h.timer();
    },
  },
  breaks: {
    'a signal comes between a task and its command': (h) => {
      h.begun().add('WorkflowExecutionSignaled');
      h.timer();
    },
    'a command names another task': (h) => {
      h.begun();
      h.task();
      h.command('TimerStarted', { timerId: '1', workflowTaskCompletedEventId: 4 });
    },
    'a command stands before the first task': (h) => {
      h.started();
      h.timer();
    },
  },
});

specifyByHistories('event-times-in-order', {
  holds: {
    'a buffered event keeps the time of its arrival': (h) => {
      h.started();
      h.taskScheduled();
      h.taskStarted();
      h.now = 20;
      h.taskCompleted();
      h.add('WorkflowExecutionSignaled', {}, { at: 10 });
    },
    'the start of an attempt is written with its end': (h) => {
      const scheduled = h.begun().activity();
      h.now = 20;
      h.activityStarted(scheduled, 1, { at: 10 });
      h.add('ActivityTaskCompleted', {
        scheduledEventId: scheduled,
        startedEventId: scheduled + 1,
      });
    },
  },
  breaks: {
    'a task is completed before an earlier one': (h) => {
      h.now = 10;
      h.begun();
      h.taskScheduled();
      h.taskStarted();
      h.now = 5;
      h.taskCompleted();
    },
    'two signals are written in the wrong order': (h) => {
      h.begun();
      h.add('WorkflowExecutionSignaled', {}, { at: 10 });
      h.add('WorkflowExecutionSignaled', {}, { at: 5 });
    },
    'a task is started before its run': (h) => {
      h.now = 10;
      h.started();
      h.taskScheduled();
      h.now = 5;
      h.taskStarted();
    },
  },
});
