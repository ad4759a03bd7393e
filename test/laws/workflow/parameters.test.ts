/** The laws with parameters: bounds of latency, effects that happen once, what is taken and given back; and laws that are no laws. */
import {
  ActivityCancellationType,
  CancellationScope,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import { heartbeat, sleep as pause } from '@temporalio/activity';
import { describe, expect, test, vi } from 'vitest';
import { atMostOnce } from '../../../src/laws/workflow/at-most-once.ts';
import { balanced } from '../../../src/laws/workflow/balanced.ts';
import { lawsInForce, WORKFLOW_LAWS } from '../../../src/laws/workflow/laws-in-force.ts';
import { settlesWithin } from '../../../src/laws/workflow/settles-within.ts';
import type { WorkflowLaw } from '../../../src/laws/workflow/workflow-law.ts';
import { explored, holds } from './explored.ts';

// each test is an exploration of many runs
vi.setConfig({ testTimeout: 60_000 });

const done: string[] = [];
const beforeEach = (): void => void done.splice(0);

const activities = {
  async work(): Promise<void> {
    for (let beat = 0; beat < 12; beat++) {
      heartbeat(beat);
      await pause(1000);
    }
  },
  async charge(order: string): Promise<void> {
    await pause(500);
    done.push(`charge ${order}`);
    await pause(500);
  },
  async refund(order: string): Promise<void> {
    done.push(`refund ${order}`);
  },
};

const waiting = {
  startToCloseTimeout: '2m',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const;

const { work, charge, refund } = proxyActivities<typeof activities>(waiting);
const hasty = proxyActivities<typeof activities>({ startToCloseTimeout: '2m' });
const prompt = proxyActivities<typeof activities>({ ...waiting, heartbeatTimeout: '5s' });

describe('a bound of latency', () => {
  test('is exceeded where heartbeats are throttled to one in 30 seconds', async () => {
    const { broken } = await explored(settlesWithin('6s'), {
      workflows: { main: async () => work() },
      activities,
    });
    expect(broken).toMatch(/main closed 1\d s after it was asked to cancel/);
  });

  test('is kept where a heartbeat timeout makes them more frequent', async () => {
    await holds(settlesWithin('6s'), {
      workflows: { main: async () => prompt.work() },
      activities,
    });
  });

  test('must be a duration', () => {
    expect(() => settlesWithin('soon' as never)).toThrow(
      /the bound of settlesWithin\(\) cannot be/,
    );
  });
});

describe('an effect', () => {
  const main = async (): Promise<void> => charge('o1');
  const list = {
    name: 'charge',
    keys: () => done.filter((what) => what.startsWith('charge')),
  };
  const faults = ['workerCrash'] as const;

  test('happens twice where a worker dies before it has answered', async () => {
    const { broken, by } = await explored(atMostOnce(list), {
      workflows: { main },
      activities,
      faults,
      place: [],
      beforeEach,
    });
    expect(broken).toContain('charge(charge o1) was done twice');
    expect(by).toContain('crash worker');
  });

  test('is that of an activity that has come to its end twice: its first worker went on as a zombie', async () => {
    const quick = proxyActivities<typeof activities>({ ...waiting, startToCloseTimeout: '800ms' });
    const { broken } = await explored(atMostOnce(activities.charge), {
      workflows: {
        main: async () => quick.charge('o1').catch(() => undefined),
      },
      activities,
      place: [],
      beforeEach,
    });
    expect(broken).toContain('charge("o1") was done twice');
  });

  test('with other arguments is another one', async () => {
    await holds(atMostOnce('charge'), {
      workflows: {
        main: async () => {
          await charge('o1');
          await charge('o2');
        },
      },
      activities,
      beforeEach,
    });
  });

  test('must have a name', () => {
    expect(() => atMostOnce({} as never)).toThrow(/an effect cannot be an object/);
  });
});

describe('what is taken', () => {
  test('is not given back by clean-up that is registered too late', async () => {
    async function main(): Promise<void> {
      await hasty.charge('o1');
      try {
        await sleep('1s');
      } finally {
        await CancellationScope.nonCancellable(async () => refund('o1'));
      }
    }
    const { broken, by } = await explored(balanced('charge', 'refund'), {
      workflows: { main },
      activities,
      beforeEach,
    });
    expect(broken).toContain('charge("o1") was done once, and refund("o1") not at all');
    expect(by).toContain('cancel main');
  });

  test('is given back whatever happens', async () => {
    async function main(): Promise<void> {
      await charge('o1');
      await CancellationScope.nonCancellable(async () => refund('o1'));
    }
    const shielded = { main: async () => CancellationScope.nonCancellable(main) };
    await holds(balanced(activities.charge, activities.refund), {
      workflows: shielded,
      activities,
      beforeEach,
    });
  });
});

describe('laws', () => {
  test('have names of their own, say what they state, and why', () => {
    const names = WORKFLOW_LAWS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, statement, reason } of WORKFLOW_LAWS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(statement).toMatch(/^[A-Z].*\.$/);
      expect(reason).toMatch(/\.$/);
    }
  });

  test('can be switched off by their names', () => {
    const names = lawsInForce({ settles: 'off' }).map(({ name }) => name);
    expect(names).not.toContain('settles');
    expect(names).toHaveLength(WORKFLOW_LAWS.length - 1);
    expect(() => lawsInForce({ setles: 'off' })).toThrow(/must be one of .*settles/);
    expect(() => lawsInForce({ settles: 'no' as never })).toThrow(/must be 'on' or 'off'/);
  });

  test('that throw are told by their names', async () => {
    const throwing: WorkflowLaw = {
      name: 'throwing',
      statement: 'It throws.',
      reason: 'It is no law.',
      watch: () => ({
        closing() {
          throw new TypeError('oh');
        },
      }),
    };
    const main = async (): Promise<void> => undefined;
    await expect(explored(throwing, { workflows: { main } })).rejects.toThrow(
      'The law throwing threw TypeError: oh.',
    );
  });
});
