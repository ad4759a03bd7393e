/**
 * Races: situations in which a real service may end in more than one way, because two parties reach it at about the same
 * time. Each is run many times with a random short delay before the racing call; what is kept is the set of outcomes.
 * On the simulator `jitter` is nothing: its explorer has to find the orders by itself, and must reach every recorded outcome.
 */
import type { Scenario, Stage } from './scenarios.ts';
import * as wf from './workflows.ts';

const HOUR = 3_600_000;
export interface Race extends Omit<Scenario, 'drive'> {
  /** Longest random delay before the racing call, in milliseconds. */
  readonly jitterMs: number;
  drive(stage: Stage, jitter: () => Promise<void>): Promise<void>;
}
const races: Race[] = [];
const race = (name: string, about: string, jitterMs: number, drive: Race['drive']): void => {
  races.push({ name, about, jitterMs, drive });
};

race('race-cancel-first-task', 'cancel right after the start', 40, async (s, jitter) => {
  const h = await s.start(wf.sleepsThenCleansUp, [HOUR]);
  await jitter();
  await s.call('cancel', () => h.cancel());
  await s.result(h);
});
race(
  'race-cancel-completion',
  'cancel while the workflow completes by itself',
  60,
  async (s, jitter) => {
    const h = await s.start(wf.sleeps, [20]);
    await jitter();
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  },
);
race(
  'race-terminate-completion',
  'terminate while the workflow completes by itself',
  60,
  async (s, jitter) => {
    const h = await s.start(wf.returnsAtOnce, ['x']);
    await jitter();
    await s.call('terminate', () => h.terminate('race'));
    await s.result(h);
  },
);
race(
  'race-cancel-terminate',
  'cancel and terminate at once, over a clean-up',
  30,
  async (s, jitter) => {
    const h = await s.start(wf.sleepsThenCleansUp, [HOUR]);
    await s.sleep(300);
    await Promise.all([
      s.call('cancel', () => h.cancel()),
      jitter().then(() => s.call('terminate', () => h.terminate('race'))),
    ]);
    await s.result(h);
  },
);
race(
  'race-cancel-activity-completion',
  'cancel while an activity completes',
  80,
  async (s, jitter) => {
    const h = await s.start(wf.runsActivity, [
      'silentWork',
      [40],
      { cancellationType: 'WAIT_CANCELLATION_COMPLETED' },
    ]);
    await jitter();
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  },
);
race(
  'race-cancel-activity-try',
  'cancel while an activity completes, TRY_CANCEL',
  80,
  async (s, jitter) => {
    const h = await s.start(wf.runsActivity, [
      'silentWork',
      [40],
      { cancellationType: 'TRY_CANCEL' },
    ]);
    await jitter();
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  },
);
race('race-cancel-local-activity', 'cancel while a local activity ends', 80, async (s, jitter) => {
  const h = await s.start(wf.runsLocalActivity, ['silentWork', [40]]);
  await jitter();
  await s.call('cancel', () => h.cancel());
  await s.result(h);
});
race('race-signal-cancel', 'a signal and a cancel at once', 20, async (s, jitter) => {
  const h = await s.start(wf.waitsOnCondition, []);
  await s.sleep(300);
  await Promise.all([
    s.call('signal', () => h.signal(wf.goSignal)),
    jitter().then(() => s.call('cancel', () => h.cancel())),
  ]);
  await s.result(h);
});
race('race-signal-completion', 'a signal while the workflow completes', 60, async (s, jitter) => {
  const h = await s.start(wf.sleeps, [20]);
  await jitter();
  await s.call('signal', () => h.signal(wf.goSignal));
  await s.result(h);
});
race('race-update-cancel', 'an update and a cancel at once', 20, async (s, jitter) => {
  const h = await s.start(wf.updatable, [0, false]);
  await s.sleep(300);
  await Promise.all([
    s.call('update', () => h.executeUpdate(wf.addUpdate, { args: ['a'] })),
    jitter().then(() => s.call('cancel', () => h.cancel())),
  ]);
  await s.result(h);
});
race('race-update-terminate', 'an update and a terminate at once', 20, async (s, jitter) => {
  const h = await s.start(wf.updatable, [0, false]);
  await s.sleep(300);
  await Promise.all([
    s.call('update', () => h.executeUpdate(wf.addUpdate, { args: ['a'] })),
    jitter().then(() => s.call('terminate', () => h.terminate('race'))),
  ]);
  await s.result(h);
});
race(
  'race-parent-close-child-start',
  'the parent closes as soon as its child has started',
  0,
  async (s) => {
    const h = await s.start(wf.closesOverChild, ['complete', 'TERMINATE', 2000]);
    await s.result(h);
    await s.sleep(600);
  },
);
race('race-parent-close-request-cancel', 'the same, with REQUEST_CANCEL', 0, async (s) => {
  const h = await s.start(wf.closesOverChild, ['complete', 'REQUEST_CANCEL', 2000]);
  await s.result(h);
  await s.sleep(600);
});
race(
  'race-cancel-child-start',
  'cancel the parent while it starts a child',
  60,
  async (s, jitter) => {
    const h = await s.start(wf.runsChild, ['longCleanup', [HOUR, 100], {}]);
    await jitter();
    await s.call('cancel', () => h.cancel());
    await s.result(h);
    await s.sleep(300);
  },
);
race('race-cancel-child-start-try', 'the same with TRY_CANCEL', 60, async (s, jitter) => {
  const h = await s.start(wf.runsChild, [
    'longCleanup',
    [HOUR, 100],
    { cancellationType: 'TRY_CANCEL' },
  ]);
  await jitter();
  await s.call('cancel', () => h.cancel());
  await s.result(h);
  await s.sleep(300);
});
race(
  'race-cancel-continue-as-new',
  'cancel while the run continues as new',
  60,
  async (s, jitter) => {
    const h = await s.start(wf.continuesAsNew, [1, 20]);
    await jitter();
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  },
);
race(
  'race-heartbeat-timeout-cancel',
  'cancel as the heartbeat timeout falls due',
  200,
  async (s, jitter) => {
    const h = await s.start(wf.runsActivity, [
      'heartbeatsOnceThenHangs',
      [1600],
      { heartbeatTimeout: '500ms', cancellationType: 'WAIT_CANCELLATION_COMPLETED' },
    ]);
    await s.sleep(420);
    await jitter();
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  },
);
race(
  'race-parallel-activities-cancel',
  'three heartbeating activities hear of the cancel at different times',
  40,
  async (s, jitter) => {
    const h = await s.start(wf.runsActivitiesInParallel, [5000, 3]);
    await s.sleep(400);
    await jitter();
    await s.call('cancel', () => h.cancel());
    await s.result(h);
  },
);

export default races;
