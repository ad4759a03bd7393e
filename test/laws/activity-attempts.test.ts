/** Attempts of activities: one at a time, numbered, none after the end, and only the current one is heard. */
import type { HistoryBuilder } from './history-builder.ts';
import type { PlayedWorld } from './played-world.ts';
import { specifyByWorlds } from './specify-law.ts';

function scheduled(w: PlayedWorld, attributes: object = {}): HistoryBuilder {
  const run = w.run();
  run.begun().activity(attributes);
  return run;
}

const SCHEDULED = 5;

specifyByWorlds('no-attempt-after-end', {
  holds: { 'an open activity is handed out': (w) => w.attempt(scheduled(w)) },
  breaks: {
    'the run is closed': (w) => {
      const run = scheduled(w);
      run.terminated();
      w.attempt(run);
    },
    'the activity has timed out': (w) => {
      const run = scheduled(w, { scheduleToStartTimeout: 10 });
      w.pass(10);
      run.add('ActivityTaskTimedOut', {
        scheduledEventId: SCHEDULED,
        startedEventId: 0,
        retryState: 'RETRY_STATE_TIMEOUT',
        failure: { timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_SCHEDULE_TO_START' } },
      });
      w.attempt(run);
    },
    'the activity was asked to stop': (w) => {
      const run = scheduled(w);
      run.task();
      run.command('ActivityTaskCancelRequested', { scheduledEventId: SCHEDULED });
      w.attempt(run);
    },
    'an attempt has completed, though its end is not written yet': (w) => {
      const run = scheduled(w);
      const { taskToken } = w.attempt(run);
      w.call('RespondActivityTaskCompleted', { taskToken });
      w.attempt(run, { attempt: 2 });
    },
    'no such activity was scheduled': (w) => {
      const run = scheduled(w);
      w.attempt(run, { activityId: 'other' });
    },
  },
});

specifyByWorlds('one-attempt-at-a-time', {
  holds: {
    'the next attempt follows a failed one': (w) => {
      const run = scheduled(w);
      const { taskToken } = w.attempt(run);
      w.call('RespondActivityTaskFailed', { taskToken });
      w.pass(1000);
      w.attempt(run, { attempt: 2 });
    },
    'the next attempt follows one that ran out of time': (w) => {
      const run = scheduled(w, { startToCloseTimeout: 100 });
      w.attempt(run);
      w.pass(1100);
      w.attempt(run, { attempt: 2 });
    },
  },
  breaks: {
    'the next attempt starts while one is under way': (w) => {
      const run = scheduled(w);
      w.attempt(run);
      w.attempt(run, { attempt: 2 });
    },
    'a number is left out': (w) => {
      const run = scheduled(w);
      const { taskToken } = w.attempt(run);
      w.call('RespondActivityTaskFailed', { taskToken });
      w.pass(1000);
      w.attempt(run, { attempt: 3 });
    },
    'the first attempt is not number 1': (w) => w.attempt(scheduled(w), { attempt: 2 }),
  },
});

specifyByWorlds('retry-waits-its-interval', {
  holds: {
    'the second retry waits for twice the interval': (w) => {
      const run = scheduled(w);
      const first = w.attempt(run);
      w.call('RespondActivityTaskFailed', { taskToken: first.taskToken });
      w.pass(1000);
      const second = w.attempt(run, { attempt: 2 });
      w.call('RespondActivityTaskFailed', { taskToken: second.taskToken });
      w.pass(2000);
      w.attempt(run, { attempt: 3 });
    },
    'the failure has asked for a shorter delay': (w) => {
      const run = scheduled(w);
      const { taskToken } = w.attempt(run);
      const failure = { applicationFailureInfo: { nextRetryDelay: 10 } };
      w.call('RespondActivityTaskFailed', { taskToken, failure });
      w.pass(10);
      w.attempt(run, { attempt: 2 });
    },
  },
  breaks: {
    'the retry comes early': (w) => {
      const run = scheduled(w);
      const { taskToken } = w.attempt(run);
      w.call('RespondActivityTaskFailed', { taskToken });
      w.pass(999);
      w.attempt(run, { attempt: 2 });
    },
  },
});

specifyByWorlds('only-current-attempt-is-heard', {
  holds: {
    'an earlier attempt is refused': (w) => {
      const run = scheduled(w, { startToCloseTimeout: 100 });
      const first = w.attempt(run);
      w.pass(1100);
      w.attempt(run, { attempt: 2 });
      w.beat(first, 'NOT_FOUND');
    },
    'the run was terminated, and a heartbeat is refused': (w) => {
      const run = scheduled(w);
      const attempt = w.attempt(run);
      run.terminated();
      w.beat(attempt, 'NOT_FOUND');
    },
    'a second answer is refused': (w) => {
      const { taskToken } = w.attempt(scheduled(w));
      w.call('RespondActivityTaskCompleted', { taskToken });
      w.call('RespondActivityTaskCompleted', { taskToken }, 'NOT_FOUND');
    },
  },
  breaks: {
    'an earlier attempt is heard': (w) => {
      const run = scheduled(w, { startToCloseTimeout: 100 });
      const first = w.attempt(run);
      w.pass(1100);
      w.attempt(run, { attempt: 2 });
      w.beat(first);
    },
    'an attempt of a terminated run completes': (w) => {
      const run = scheduled(w);
      const { taskToken } = w.attempt(run);
      run.terminated();
      w.call('RespondActivityTaskCompleted', { taskToken });
    },
    'an activity that has ended is heard': (w) => {
      const run = scheduled(w, { startToCloseTimeout: 100 });
      const attempt = w.attempt(run);
      const startedEventId = run.activityStarted(SCHEDULED);
      w.pass(100);
      run.add('ActivityTaskTimedOut', {
        scheduledEventId: SCHEDULED,
        startedEventId,
        retryState: 'RETRY_STATE_TIMEOUT',
        failure: { timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' } },
      });
      w.beat(attempt);
    },
    'a second answer is accepted': (w) => {
      const { taskToken } = w.attempt(scheduled(w));
      w.call('RespondActivityTaskCompleted', { taskToken });
      w.call('RespondActivityTaskCanceled', { taskToken });
    },
  },
});

specifyByWorlds('attempt-is-heard-until-its-deadline', {
  holds: {
    'it heartbeats in time': (w) => {
      const attempt = w.attempt(scheduled(w, { heartbeatTimeout: 100 }));
      w.pass(99);
      w.beat(attempt);
      w.pass(99);
      w.beat(attempt);
    },
    'it is heard after its deadline, since its timeout is late': (w) => {
      w.isLate = true;
      const attempt = w.attempt(scheduled(w, { heartbeatTimeout: 100 }));
      w.pass(101);
      w.beat(attempt);
    },
    'it is refused after its deadline': (w) => {
      const attempt = w.attempt(scheduled(w, { heartbeatTimeout: 100 }));
      w.pass(101);
      w.beat(attempt, 'NOT_FOUND');
    },
  },
  breaks: {
    'it is heard after its heartbeat deadline': (w) => {
      const attempt = w.attempt(scheduled(w, { heartbeatTimeout: 100 }));
      w.pass(50);
      w.beat(attempt);
      w.pass(101);
      w.beat(attempt);
    },
    'it is heard after its activity ran out of time': (w) => {
      const { taskToken } = w.attempt(scheduled(w, { scheduleToCloseTimeout: 100 }));
      w.pass(101);
      w.call('RespondActivityTaskCompleted', { taskToken });
    },
    'it is not found before its deadline': (w) => {
      const attempt = w.attempt(scheduled(w, { heartbeatTimeout: 100 }));
      w.pass(99);
      w.beat(attempt, 'NOT_FOUND');
    },
  },
});
