/** The events of activities: each ends once, as canceled only if that was asked for, and is not retried after it. */
import type { HistoryBuilder } from './history-builder.ts';
import { specifyByHistories } from './specify-law.ts';

/** An activity that was asked to stop in a later workflow task. */
function asked(h: HistoryBuilder): { scheduledEventId: number; request: number } {
  const scheduledEventId = h.begun().activity();
  h.task();
  const request = h.command('ActivityTaskCancelRequested', { scheduledEventId });
  h.now += 10;
  return { scheduledEventId, request };
}

specifyByHistories('activity-events-pair', {
  holds: {
    'an activity completes': (h) => {
      const scheduledEventId = h.begun().activity();
      const startedEventId = h.activityStarted(scheduledEventId);
      h.add('ActivityTaskCompleted', { scheduledEventId, startedEventId });
    },
  },
  breaks: {
    'an activity is started that was not scheduled': (h) => h.begun().activityStarted(3),
    'an activity completes after it has completed': (h) => {
      const scheduledEventId = h.begun().activity();
      const startedEventId = h.activityStarted(scheduledEventId);
      h.add('ActivityTaskCompleted', { scheduledEventId, startedEventId });
      h.add('ActivityTaskCompleted', { scheduledEventId, startedEventId });
    },
    'an activity is asked to stop after it has ended': (h) => {
      const scheduledEventId = h.begun().activity();
      const startedEventId = h.activityStarted(scheduledEventId);
      h.add('ActivityTaskCompleted', { scheduledEventId, startedEventId });
      h.task();
      h.command('ActivityTaskCancelRequested', { scheduledEventId });
    },
  },
});

specifyByHistories('activity-end-names-its-start', {
  holds: {
    'an activity ends that no worker had taken': (h) => {
      const { scheduledEventId, request } = asked(h);
      h.add('ActivityTaskCanceled', {
        scheduledEventId,
        startedEventId: 0,
        latestCancelRequestedEventId: request,
      });
    },
  },
  breaks: {
    'an end names no start although there is one': (h) => {
      const scheduledEventId = h.begun().activity();
      h.activityStarted(scheduledEventId);
      h.add('ActivityTaskCompleted', { scheduledEventId, startedEventId: 0 });
    },
    'an end names a start that is not there': (h) => {
      const scheduledEventId = h.begun().activity();
      h.add('ActivityTaskCompleted', { scheduledEventId, startedEventId: scheduledEventId + 1 });
    },
    'an activity completes that was not started': (h) => {
      const scheduledEventId = h.begun().activity();
      h.add('ActivityTaskCompleted', { scheduledEventId, startedEventId: 0 });
    },
    'the start is written twice': (h) => {
      const scheduledEventId = h.begun().activity();
      h.activityStarted(scheduledEventId);
      h.activityStarted(scheduledEventId);
    },
  },
});

specifyByHistories('canceled-activity-was-asked', {
  holds: {
    'an activity is canceled as it was asked': (h) => {
      const { scheduledEventId, request } = asked(h);
      const startedEventId = h.activityStarted(scheduledEventId);
      h.add('ActivityTaskCanceled', {
        scheduledEventId,
        startedEventId,
        latestCancelRequestedEventId: request,
      });
    },
  },
  breaks: {
    'an activity is canceled that nobody had asked to stop': (h) => {
      const scheduledEventId = h.begun().activity();
      const startedEventId = h.activityStarted(scheduledEventId);
      h.add('ActivityTaskCanceled', {
        scheduledEventId,
        startedEventId,
        latestCancelRequestedEventId: 4,
      });
    },
    'it names another event as the request': (h) => {
      const { scheduledEventId, request } = asked(h);
      h.add('ActivityTaskCanceled', {
        scheduledEventId,
        startedEventId: 0,
        latestCancelRequestedEventId: request - 1,
      });
    },
  },
});

specifyByHistories('activity-asked-to-stop-once', {
  holds: { 'an activity is asked to stop': (h) => asked(h) },
  breaks: {
    'it is asked again': (h) => {
      const { scheduledEventId } = asked(h);
      h.task();
      h.command('ActivityTaskCancelRequested', { scheduledEventId });
    },
  },
});

specifyByHistories('cancelled-before-sent-leaves-no-trace', {
  holds: {
    'an activity is asked to stop by a later task': (h) => asked(h),
    'a timer is canceled by a later task': (h) => {
      const startedEventId = h.begun().timer();
      h.task();
      h.command('TimerCanceled', { timerId: '1', startedEventId });
    },
  },
  breaks: {
    'an activity is asked to stop by the task that has scheduled it': (h) => {
      const scheduledEventId = h.begun().activity();
      h.command('ActivityTaskCancelRequested', { scheduledEventId });
    },
    'a timer is canceled by the task that has started it': (h) => {
      const startedEventId = h.begun().timer();
      h.command('TimerCanceled', { timerId: '1', startedEventId });
    },
  },
});

specifyByHistories('cancel-forbids-retry', {
  holds: {
    'an activity fails after it was asked to stop': (h) => {
      const { scheduledEventId } = asked(h);
      const startedEventId = h.activityStarted(scheduledEventId);
      const retryState = 'RETRY_STATE_CANCEL_REQUESTED';
      h.add('ActivityTaskFailed', { scheduledEventId, startedEventId, retryState });
    },
  },
  breaks: {
    'its end is said to have another cause': (h) => {
      const { scheduledEventId } = asked(h);
      const startedEventId = h.activityStarted(scheduledEventId);
      const retryState = 'RETRY_STATE_NON_RETRYABLE_FAILURE';
      h.add('ActivityTaskFailed', { scheduledEventId, startedEventId, retryState });
    },
  },
});

specifyByHistories('activity-failure-is-final', {
  holds: {
    'its attempts are used up': (h) => {
      const scheduledEventId = h.begun().activity({ retryPolicy: { maximumAttempts: 3 } });
      const startedEventId = h.activityStarted(scheduledEventId, 3);
      const retryState = 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED';
      h.add('ActivityTaskFailed', { scheduledEventId, startedEventId, retryState });
    },
  },
  breaks: {
    'it is said to be retried': (h) => {
      const scheduledEventId = h.begun().activity();
      const startedEventId = h.activityStarted(scheduledEventId);
      const retryState = 'RETRY_STATE_IN_PROGRESS';
      h.add('ActivityTaskFailed', { scheduledEventId, startedEventId, retryState });
    },
    'it has attempts left': (h) => {
      const scheduledEventId = h.begun().activity({ retryPolicy: { maximumAttempts: 3 } });
      const startedEventId = h.activityStarted(scheduledEventId, 2);
      const retryState = 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED';
      h.add('ActivityTaskFailed', { scheduledEventId, startedEventId, retryState });
    },
  },
});
