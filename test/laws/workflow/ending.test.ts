/** The laws about what must end: runs that are asked to cancel, attempts that are told, work of runs that are closed. */
import {
  ActivityCancellationType,
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  defineSignal,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { CancelledFailure, heartbeat, sleep as pause } from '@temporalio/activity';
import { describe, expect, test, vi } from 'vitest';
import { honestActivity } from '../../../src/laws/workflow/honest-activity.ts';
import { noLateEffects } from '../../../src/laws/workflow/no-late-effects.ts';
import { noSleepOnDeadContext } from '../../../src/laws/workflow/no-sleep-on-dead-context.ts';
import { settles } from '../../../src/laws/workflow/settles.ts';
import { explored, holds } from './explored.ts';

// each test is an exploration of many runs
vi.setConfig({ testTimeout: 60_000 });

const plainPause = async (ms: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, ms));

const activities = {
  async work(): Promise<void> {
    for (let beat = 0; beat < 3; beat++) {
      heartbeat(beat);
      await pause(1000);
    }
  },
  async tidy(): Promise<void> {},
};

type Work = Pick<typeof activities, 'work'>;

const waiting = {
  startToCloseTimeout: '1m',
  heartbeatTimeout: '2s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const;

const { work } = proxyActivities<typeof activities>(waiting);
const { work: tried } = proxyActivities<Work>({
  ...waiting,
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});
/** Nobody is waited for, and nobody is told. */
const { work: unheard } = proxyActivities<Work>({ startToCloseTimeout: '1m' });

const shielded = CancellationScope.nonCancellable.bind(CancellationScope);

/** Does not heartbeat, and so hears of nothing. */
const silent: Work = { work: async () => pause(4000) };

/** A workflow that is nothing but its work. */
const working = { main: async (): Promise<void> => work() };

describe('settling', () => {
  test('is prevented by shielded clean-up that waits without a bound', async () => {
    async function main(): Promise<void> {
      try {
        await work();
      } finally {
        await shielded(async () => condition(() => false));
      }
    }
    const { broken } = await explored(settles, { workflows: { main }, activities });
    expect(broken).toContain('main was asked to cancel and is still open');
    expect(broken).toContain('nothing is left that could happen');
  });

  test('is prevented by clean-up that is tried again for ever', async () => {
    const failing = {
      ...activities,
      tidy: async (): Promise<void> => {
        throw new Error('no');
      },
    };
    const { tidy } = proxyActivities<typeof activities>({
      ...waiting,
      retry: { initialInterval: '1h', maximumInterval: '6h' },
    });
    async function main(): Promise<void> {
      try {
        await sleep('1m');
      } finally {
        await shielded(async () => tidy());
      }
    }
    const { broken } = await explored(settles, {
      workflows: { main },
      activities: failing,
      schedule: 'before workflow:main task started -> cancel main',
    });
    expect(broken).toMatch(/and 2\.\d days have gone by/);
  });

  test('is not prevented by shielded clean-up with a bound', async () => {
    async function main(): Promise<void> {
      try {
        await work();
      } finally {
        await shielded(async () => condition(() => false, '1m'));
      }
    }
    await holds(settles, { workflows: { main }, activities });
  });
});

describe('an honest activity', () => {
  test('does not make an error of its cancellation', async () => {
    const wraps: Work = {
      work: async () =>
        activities.work().catch((error: unknown) => {
          throw new Error(`failed: ${String(error)}`);
        }),
    };
    const { broken } = await explored(honestActivity, { workflows: working, activities: wraps });
    expect(broken).toContain('activity work was told of its cancellation and failed: failed');
  });

  test('does not work on without looking', async () => {
    const deaf: Work = {
      async work() {
        for (let beat = 0; beat < 9; beat++) {
          heartbeat(beat);
          await plainPause(1000);
        }
      },
    };
    const { broken } = await explored(honestActivity, {
      workflows: working,
      activities: deaf,
      schedule: 'before activity:work#1 heartbeat -> cancel main',
    });
    expect(broken).toContain('was told of its cancellation and completed 7.4 s later');
  });

  test('passes its cancellation on', async () => {
    await holds(honestActivity, { workflows: working, activities });
  });

  test('may be told in a longer tail that cannot be interrupted', async () => {
    const cleans: Work = {
      async work() {
        try {
          await activities.work();
        } finally {
          await plainPause(4000);
        }
      },
    };
    await holds(honestActivity, {
      workflows: {
        main: async () => proxyActivities<Work>({ ...waiting, heartbeatTimeout: '5s' }).work(),
      },
      activities: cleans,
      schedule: 'before activity:work#1 heartbeat -> cancel main',
    });
  });

  test('may have a short tail that cannot be interrupted', async () => {
    const tailed: Work = {
      async work() {
        try {
          await activities.work();
        } catch (error) {
          if (!(error instanceof CancelledFailure)) throw error;
        }
        await plainPause(300);
      },
    };
    await holds(honestActivity, { workflows: working, activities: tailed });
  });

  test('says nothing of errors of its own that come at the same instant', async () => {
    const flaky: Work = {
      async work() {
        heartbeat();
        await plainPause(1600);
        throw new Error('503');
      },
    };
    const once = proxyActivities<Work>({ ...waiting, retry: { maximumAttempts: 1 } });
    const { broken } = await explored(honestActivity, {
      workflows: { main: async () => once.work().catch(() => undefined) },
      activities: flaky,
    });
    expect(broken).toBeUndefined();
  });
});

describe('sleep on a cancelled context', () => {
  test('cuts off the clean-up of an activity', async () => {
    const cleans: Work = {
      async work() {
        try {
          await activities.work();
        } finally {
          await pause(300);
        }
      },
    };
    const { broken } = await explored(noSleepOnDeadContext, {
      workflows: working,
      activities: cleans,
    });
    expect(broken).toContain('activity work sleeps on its context again after it was told to stop');
  });

  test('is the first that an activity hears of it, where it did not wait before', async () => {
    const busy: Work = {
      async work() {
        for (let beat = 0; beat < 3; beat++) {
          heartbeat(beat);
          await plainPause(1000);
        }
        await pause(1000);
      },
    };
    await holds(noSleepOnDeadContext, { workflows: working, activities: busy });
  });

  test('is not needed for clean-up by plain timers', async () => {
    const cleans: Work = {
      async work() {
        try {
          await activities.work();
        } finally {
          await plainPause(300);
        }
      },
    };
    await holds(noSleepOnDeadContext, { workflows: working, activities: cleans });
  });

  test('is that of one branch, and not of another that has not heard', async () => {
    const branches: Work = {
      async work() {
        await Promise.all([
          activities.work(),
          (async () => {
            await plainPause(2000);
            await pause(500);
          })(),
        ]);
      },
    };
    await holds(noSleepOnDeadContext, { workflows: working, activities: branches });
  });
});

describe('late effects', () => {
  test('are those of an activity that nobody waits for', async () => {
    async function main(): Promise<void> {
      const late = shielded(async () => unheard());
      await sleep('1s');
      await late;
    }
    const { broken, by } = await explored(noLateEffects, {
      workflows: { main },
      activities: silent,
    });
    expect(broken).toMatch(/activity work completed \d s after its run had closed/);
    expect(by).toContain('cancel main');
  });

  test('are those of an activity that is only tried to cancel, and never heartbeats', async () => {
    const { broken } = await explored(noLateEffects, {
      workflows: { main: async () => unheard() },
      activities: silent,
    });
    expect(broken).toMatch(/activity work completed 4 s after its run had closed/);
  });

  test('are those of an activity that works on after it was told', async () => {
    const slow: Work = {
      async work() {
        try {
          await activities.work();
        } finally {
          await plainPause(5000);
        }
      },
    };
    const { broken } = await explored(noLateEffects, {
      workflows: { main: async () => tried() },
      activities: slow,
      schedule: 'before activity:work#1 heartbeat -> cancel main',
    });
    expect(broken).toMatch(/activity work worked on for \d(\.\d)? s after its run had closed/);
  });

  test('are not those of an activity that stops as soon as it hears', async () => {
    const { broken } = await explored(noLateEffects, {
      workflows: { main: async () => tried() },
      activities,
      schedule: 'before activity:work#1 heartbeat -> cancel main',
    });
    expect(broken).toBeUndefined();
  });

  test('are not those of an attempt that the service has given up on', async () => {
    const once = proxyActivities<Work>({
      startToCloseTimeout: '1s',
      retry: { maximumAttempts: 1 },
    });
    const { broken } = await explored(noLateEffects, {
      workflows: { main: async () => once.work() },
      activities: silent,
      schedule: '',
    });
    expect(broken).toBeUndefined();
  });

  test('are not those of runs that are terminated', async () => {
    await holds(noLateEffects, {
      workflows: { main: async () => unheard() },
      activities: silent,
      place: ['terminate'],
    });
  });

  test('may come of workers that die', async () => {
    await holds(noLateEffects, {
      workflows: { main: async () => unheard() },
      activities: silent,
      place: [],
      faults: ['workerCrash', 'workerCrashWithZombies'],
    });
  });

  test('include children that are left open with nothing to wake them', async () => {
    const left = async (): Promise<void> => condition(() => false);
    async function main(): Promise<void> {
      await startChild('left', {
        parentClosePolicy: ParentClosePolicy.ABANDON,
        cancellationType: ChildWorkflowCancellationType.ABANDON,
      });
    }
    const { broken, by } = await explored(noLateEffects, { workflows: { main, left } as never });
    expect(broken).toMatch(/child workflow .+ is left open with nothing to wake it/);
    expect(by).toBe('');
  });

  test('include children of a parent that was terminated before it could wake them', async () => {
    const over = defineSignal('over');
    async function left(): Promise<void> {
      let isOver = false;
      setHandler(over, () => void (isOver = true));
      await condition(() => isOver);
    }
    async function main(): Promise<void> {
      const child = await startChild('left', { parentClosePolicy: ParentClosePolicy.ABANDON });
      await work();
      await child.signal(over);
    }
    const workflows = { main, left };
    const { broken, by } = await explored(noLateEffects, {
      workflows,
      activities,
      place: ['terminate'],
    });
    expect(broken).toMatch(/child workflow .+ is left open with nothing to wake it/);
    expect(by).toContain('terminate main');
  });
});
