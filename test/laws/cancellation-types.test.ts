/** The cancellation types that workflow code chooses: what is asked of whom, and for what the code waits. */
import type { ActivityCancellationType } from '../../src/protocol/activation.ts';
import type { HistoryBuilder } from './history-builder.ts';
import type { PlayedWorld } from './played-world.ts';
import { specifyByWorlds } from './specify-law.ts';

const SCHEDULED = 5;

function scheduled(w: PlayedWorld, cancellationType: ActivityCancellationType): HistoryBuilder {
  const run = w.run();
  run.started();
  w.command(run, { type: 'scheduleActivity', seq: 1, activityId: '1', cancellationType });
  run.task();
  run.activity();
  return run;
}

const askToStop = (run: HistoryBuilder): number => {
  run.task();
  return run.command('ActivityTaskCancelRequested', { scheduledEventId: SCHEDULED });
};

const CHILD = { type: 'startChildWorkflowExecution', seq: 1, workflowId: 'child' } as const;

const askChild = (run: HistoryBuilder): void => {
  run.task();
  run.askOther('child', { childWorkflowOnly: true });
};

specifyByWorlds('abandon-asks-for-nothing', {
  holds: {
    'an activity that is not to be abandoned is asked to stop': (w) =>
      askToStop(scheduled(w, 'TRY_CANCEL')),
    'a child that is not to be abandoned is asked to cancel': (w) => {
      const run = w.run();
      run.started();
      w.command(run, { ...CHILD, cancellationType: 'TRY_CANCEL' });
      askChild(run);
    },
  },
  breaks: {
    'an activity that is to be abandoned is asked to stop': (w) =>
      askToStop(scheduled(w, 'ABANDON')),
    'a child that is to be abandoned is asked to cancel': (w) => {
      const run = w.run();
      run.started();
      w.command(run, { ...CHILD, cancellationType: 'ABANDON' });
      askChild(run);
    },
  },
});

const told = (w: PlayedWorld, run: HistoryBuilder): void => {
  w.handOut(run, 'token');
  w.activate(run, false, [
    {
      type: 'resolveActivity',
      seq: 1,
      isLocal: false,
      result: { status: 'cancelled', failure: {} },
    },
  ]);
};

specifyByWorlds('wait-hears-the-end-first', {
  holds: {
    'the activity has ended': (w) => {
      const run = scheduled(w, 'WAIT_CANCELLATION_COMPLETED');
      const latestCancelRequestedEventId = askToStop(run);
      run.add('ActivityTaskCanceled', {
        scheduledEventId: SCHEDULED,
        startedEventId: 0,
        latestCancelRequestedEventId,
      });
      told(w, run);
    },
  },
  breaks: {
    'the activity goes on': (w) => {
      const run = scheduled(w, 'WAIT_CANCELLATION_COMPLETED');
      askToStop(run);
      told(w, run);
    },
  },
});
