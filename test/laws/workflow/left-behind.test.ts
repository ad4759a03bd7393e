/** The laws about what is left behind: code of attempts that have ended, and work that is asked for with the last breath of a run. */
import {
  ActivityCancellationType,
  CancellationScope,
  continueAsNew,
  ParentClosePolicy,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { CompleteAsyncError, Context, heartbeat, sleep as pause } from '@temporalio/activity';
import { describe, expect, test, vi } from 'vitest';
import { noWorkAfterReport } from '../../../src/laws/workflow/no-work-after-report.ts';
import { noWorkCutOff } from '../../../src/laws/workflow/no-work-cut-off.ts';
import { explored, holds } from './explored.ts';

// each test is an exploration of many runs
vi.setConfig({ testTimeout: 60_000 });

const plainPause = async (ms: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, ms));

interface Work {
  work(): Promise<void>;
}

const activities = {
  async work(): Promise<void> {
    for (let beat = 0; beat < 6; beat++) {
      heartbeat(beat);
      await pause(1000);
    }
  },
  async tidy(): Promise<void> {},
};

const { work, tidy } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '2s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

const shielded = CancellationScope.nonCancellable.bind(CancellationScope);

/** A workflow that is nothing but its work. */
const working = { main: async (): Promise<void> => work() };

describe('the code of an attempt that has ended', () => {
  test('may not go on in a branch that lost a race', async () => {
    const races: Work = {
      async work() {
        const steps = async (): Promise<void> => {
          for (let beat = 0; beat < 6; beat++) {
            heartbeat(beat);
            await plainPause(1000);
          }
        };
        await Promise.race([steps(), Context.current().cancelled]);
      },
    };
    const { broken } = await explored(noWorkAfterReport, { workflows: working, activities: races });
    expect(broken).toMatch(
      /activity work had ended as cancelled, and its code asks for a heartbeat/,
    );
  });

  test('may not heartbeat from an interval that is left', async () => {
    const beats: Work = {
      async work() {
        const beating = setInterval(() => heartbeat(), 500);
        await pause(4000);
        clearInterval(beating);
      },
    };
    const { broken } = await explored(noWorkAfterReport, { workflows: working, activities: beats });
    expect(broken).toMatch(/asks for a heartbeat \d+ ms later/);
  });

  test('may not come to the end of what it has begun beside', async () => {
    const done: number[] = [];
    const uploads: Work = {
      async work() {
        const upload = plainPause(8000).then(() => done.push(Date.now()));
        await activities.work();
        await upload;
      },
    };
    const { broken } = await explored(noWorkAfterReport, {
      workflows: working,
      activities: uploads,
      beforeEach: () => void done.splice(0),
    });
    expect(broken).toMatch(/asks for the time \d(\.\d)? s later/);
  });

  test('may leave a deadline behind that does nothing', async () => {
    const bounded: Work = {
      async work() {
        const deadline = plainPause(60_000).then(() => {
          throw new Error('too slow');
        });
        await Promise.race([activities.work(), deadline]);
      },
    };
    await holds(noWorkAfterReport, { workflows: working, activities: bounded });
  });

  test('may go on where the attempt is completed from elsewhere', async () => {
    const elsewhere: Work = {
      async work() {
        void plainPause(500).then(() => Date.now());
        throw new CompleteAsyncError();
      },
    };
    const once = proxyActivities<Work>({
      startToCloseTimeout: '2s',
      retry: { maximumAttempts: 1 },
    });
    const { broken } = await explored(noWorkAfterReport, {
      workflows: { main: async () => once.work().catch(() => undefined) },
      activities: elsewhere,
    });
    expect(broken).toBeUndefined();
  });
});

describe('work that is cut off', () => {
  test('is clean-up that nobody awaits', async () => {
    async function main(): Promise<void> {
      try {
        await work();
      } catch (error) {
        void shielded(async () => tidy());
        throw error;
      }
    }
    const { broken, by } = await explored(noWorkCutOff, { workflows: { main }, activities });
    expect(broken).toContain('activity tidy is asked for, and the code throws without waiting');
    expect(by).toContain('cancel main');
  });

  test('is a local activity, and a child, also one that would outlive its parent', async () => {
    const local = proxyLocalActivities<typeof activities>({ startToCloseTimeout: '1m' });
    async function main(): Promise<string> {
      void local.tidy();
      void startChild('child', { parentClosePolicy: ParentClosePolicy.ABANDON });
      return 'done';
    }
    const child = async (): Promise<void> => sleep('1s');
    const workflows = { main, child };
    const { broken, by } = await explored(noWorkCutOff, { workflows, activities });
    expect(broken).toContain(
      'local activity tidy and child workflow child is asked for, and the code returns',
    );
    expect(by).toBe('');
  });

  test('is what is asked for beside a continue-as-new', async () => {
    async function main(round = 0): Promise<void> {
      if (round > 0) return;
      void tidy();
      await continueAsNew<typeof main>(round + 1);
    }
    const { broken } = await explored(noWorkCutOff, { workflows: { main }, activities });
    expect(broken).toContain('the code continues as new without waiting');
  });

  test('is not work that is taken back', async () => {
    async function main(): Promise<void> {
      const scope = new CancellationScope();
      void scope.run(async () => tidy()).catch(() => undefined);
      scope.cancel();
    }
    await holds(noWorkCutOff, { workflows: { main }, activities });
  });

  test('is not work that was asked for before', async () => {
    await holds(noWorkCutOff, { workflows: working, activities });
  });
});
