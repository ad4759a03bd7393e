/** Heartbeats: what their answers say, how a cancellation reaches an attempt, and what they leave to the next one. */
import type { ActivityTask } from '../../src/protocol/task.ts';
import type { HistoryBuilder } from './history-builder.ts';
import type { PlayedWorld } from './played-world.ts';
import { specifyByHistories, specifyByWorlds } from './specify-law.ts';

const SCHEDULED = 5;

function running(w: PlayedWorld, attributes: object = {}): [ActivityTask, HistoryBuilder] {
  const run = w.run();
  run.begun().activity(attributes);
  return [w.attempt(run), run];
}

function askToStop(run: HistoryBuilder): void {
  run.task();
  run.command('ActivityTaskCancelRequested', { scheduledEventId: SCHEDULED });
}

specifyByWorlds('heartbeat-tells-of-cancel', {
  holds: {
    'nobody has asked it to stop': (w) => {
      const [attempt] = running(w);
      w.beat(attempt);
    },
    'every heartbeat after the request is told': (w) => {
      const [attempt, run] = running(w);
      askToStop(run);
      w.beat(attempt, { cancelRequested: true });
      w.beat(attempt, { cancelRequested: true });
    },
  },
  breaks: {
    'the request is not told': (w) => {
      const [attempt, run] = running(w);
      askToStop(run);
      w.beat(attempt);
    },
    'a request is told that nobody has made': (w) => {
      const [attempt] = running(w);
      w.beat(attempt, { cancelRequested: true });
    },
  },
});

specifyByWorlds('cancel-reaches-attempt-by-answer', {
  holds: {
    'it is told by the answer to a heartbeat': (w) => {
      const [attempt, run] = running(w);
      askToStop(run);
      w.beat(attempt, { cancelRequested: true });
      w.stop(attempt, 'CANCELLED');
    },
    'its heartbeat is refused': (w) => {
      const [attempt, run] = running(w);
      run.terminated();
      w.beat(attempt, 'NOT_FOUND');
      w.stop(attempt, 'NOT_FOUND');
    },
  },
  breaks: {
    'it hears of the request without a heartbeat': (w) => {
      const [attempt, run] = running(w);
      askToStop(run);
      w.stop(attempt, 'CANCELLED');
    },
    'its last heartbeat went before the request': (w) => {
      const [attempt, run] = running(w);
      w.beat(attempt);
      askToStop(run);
      w.stop(attempt, 'CANCELLED');
    },
    'it hears of the termination without a heartbeat': (w) => {
      const [attempt, run] = running(w);
      run.terminated();
      w.stop(attempt, 'NOT_FOUND');
    },
    'it hears of a pause that no answer has told': (w) => {
      const [attempt] = running(w);
      w.beat(attempt);
      w.stop(attempt, 'PAUSED');
    },
  },
});

specifyByWorlds('worker-tells-attempt-for-cause', {
  holds: {
    'its worker shuts down': (w) => {
      const [attempt] = running(w);
      w.tell({ type: 'WorkerShutDown', worker: 'worker' });
      w.stop(attempt, 'WORKER_SHUTDOWN');
    },
    'it ran out of time five seconds ago': (w) => {
      const [attempt] = running(w, { heartbeatTimeout: 100 });
      w.pass(5100);
      w.stop(attempt, 'TIMED_OUT');
    },
  },
  breaks: {
    'its worker does not shut down': (w) => {
      const [attempt] = running(w);
      w.stop(attempt, 'WORKER_SHUTDOWN');
    },
    'it is given up at once when its time is over': (w) => {
      const [attempt] = running(w, { heartbeatTimeout: 100 });
      w.pass(100);
      w.stop(attempt, 'TIMED_OUT');
    },
  },
});

specifyByWorlds('details-reach-next-attempt', {
  holds: {
    'the next attempt gets the details of the last heartbeat': (w) => {
      const [attempt, run] = running(w);
      const details = { payloads: [{}] };
      w.beat(attempt, {}, { payloads: [{}, {}] });
      w.beat(attempt, {}, details);
      w.call('RespondActivityTaskFailed', { taskToken: attempt.taskToken });
      w.pass(1000);
      w.attempt(run, { attempt: 2, heartbeatDetails: details });
    },
    'the next attempt gets what the failure has brought': (w) => {
      const [{ taskToken }, run] = running(w);
      const lastHeartbeatDetails = { payloads: [{}] };
      w.call('RespondActivityTaskFailed', { taskToken, lastHeartbeatDetails });
      w.pass(1000);
      w.attempt(run, { attempt: 2, heartbeatDetails: lastHeartbeatDetails });
    },
  },
  breaks: {
    'the details of a heartbeat are lost': (w) => {
      const [attempt, run] = running(w);
      w.beat(attempt, {}, { payloads: [{}] });
      w.call('RespondActivityTaskFailed', { taskToken: attempt.taskToken });
      w.pass(1000);
      w.attempt(run, { attempt: 2 });
    },
    'the details of a refused heartbeat are kept': (w) => {
      const [attempt, run] = running(w, { heartbeatTimeout: 100 });
      const details = { payloads: [{}] };
      w.pass(101);
      w.beat(attempt, 'NOT_FOUND', details);
      w.pass(1000);
      w.attempt(run, { attempt: 2, heartbeatDetails: details });
    },
  },
});

const timedOut = (run: HistoryBuilder, kind: string, startedEventId = 0): void => {
  run.add('ActivityTaskTimedOut', {
    scheduledEventId: SCHEDULED,
    startedEventId,
    retryState: 'RETRY_STATE_TIMEOUT',
    failure: { timeoutFailureInfo: { timeoutType: `TIMEOUT_TYPE_${kind}` } },
  });
};

specifyByWorlds('activity-times-out-when-due', {
  holds: {
    'its last heartbeat is as long ago as its timeout says': (w) => {
      const [attempt, run] = running(w, { heartbeatTimeout: 100 });
      w.pass(60);
      w.beat(attempt);
      w.pass(100);
      timedOut(run, 'HEARTBEAT', run.activityStarted(SCHEDULED, 1, { at: 0 }));
    },
    'nobody has taken it for as long as its timeout says': (w) => {
      const run = w.run();
      run.begun().activity({ scheduleToStartTimeout: 100 });
      w.pass(100);
      timedOut(run, 'SCHEDULE_TO_START');
    },
    'nobody has taken a later attempt, which waits anew': (w) => {
      const [, run] = running(w, { scheduleToStartTimeout: 100, startToCloseTimeout: 50 });
      w.pass(180);
      timedOut(run, 'SCHEDULE_TO_START');
    },
  },
  breaks: {
    'its last heartbeat does not count': (w) => {
      const [attempt, run] = running(w, { heartbeatTimeout: 100 });
      w.pass(60);
      w.beat(attempt);
      w.pass(40);
      timedOut(run, 'HEARTBEAT', run.activityStarted(SCHEDULED, 1, { at: 0 }));
    },
    'it times out late': (w) => {
      const [, run] = running(w, { startToCloseTimeout: 100 });
      w.pass(101);
      timedOut(run, 'START_TO_CLOSE', run.activityStarted(SCHEDULED, 1, { at: 0 }));
    },
    'it was waiting for a worker for less than its timeout': (w) => {
      const run = w.run();
      run.begun().activity({ scheduleToStartTimeout: 100 });
      w.pass(99);
      timedOut(run, 'SCHEDULE_TO_START');
    },
  },
});

specifyByHistories('activity-times-out-when-due', {
  exact: true,
  holds: {
    'a history tells of heartbeats only that there were some': (h) => {
      h.begun().activity({ heartbeatTimeout: 100 });
      h.now = 350;
      timedOut(h, 'HEARTBEAT', h.activityStarted(SCHEDULED, 1, { at: 0 }));
    },
  },
  breaks: {
    'it times out earlier than without any heartbeat': (h) => {
      h.begun().activity({ heartbeatTimeout: 100 });
      h.now = 99;
      timedOut(h, 'HEARTBEAT', h.activityStarted(SCHEDULED, 1, { at: 0 }));
    },
    'an attempt has more time than its start-to-close timeout': (h) => {
      h.begun().activity({ startToCloseTimeout: 100 });
      h.now = 101;
      timedOut(h, 'START_TO_CLOSE', h.activityStarted(SCHEDULED, 1, { at: 0 }));
    },
  },
});
