/** The laws about scopes and about how a run closes: no work in a dead scope, an honest close, no phantom cancel. */
import {
  ActivityCancellationType,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { heartbeat, sleep as pause } from '@temporalio/activity';
import { describe, expect, test, vi } from 'vitest';
import { honestClose } from '../../../src/laws/workflow/honest-close.ts';
import { noPhantomCancel } from '../../../src/laws/workflow/no-phantom-cancel.ts';
import { noWorkInDeadScope } from '../../../src/laws/workflow/no-work-in-dead-scope.ts';
import { explored, holds } from './explored.ts';

// each test is an exploration of many runs
vi.setConfig({ testTimeout: 60_000 });

const activities = {
  async work(): Promise<void> {
    for (let beat = 0; beat < 3; beat++) {
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

const swallow = (error: unknown): void => {
  if (!isCancellation(error)) throw error;
};

const stop = defineSignal('stop');
const stopping = [{ kind: 'signal', name: 'stop' }] as const;

describe('no work in a dead scope', () => {
  test('is broken by clean-up that is not shielded', async () => {
    async function main(): Promise<void> {
      try {
        await work();
      } finally {
        await tidy();
      }
    }
    const { broken, by } = await explored(noWorkInDeadScope, { workflows: { main }, activities });
    expect(broken).toContain('activity tidy was asked for in a scope that was cancelled already');
    expect(by).toMatch(/^before workflow:main task started -> cancel main$/);
  });

  test('is broken by clean-up in a scope whose time is up', async () => {
    async function main(): Promise<void> {
      await CancellationScope.withTimeout('1s', async () => {
        try {
          await work();
        } finally {
          await tidy();
        }
      }).catch(swallow);
    }
    const { by } = await explored(noWorkInDeadScope, { workflows: { main }, activities });
    expect(by).toBe('');
  });

  test('is broken by a loop that goes on with the rest', async () => {
    async function main(): Promise<void> {
      for (let item = 0; item < 3; item++) await sleep('1s').catch(swallow);
    }
    const { broken } = await explored(noWorkInDeadScope, { workflows: { main } });
    expect(broken).toContain('a timer of 1000 ms was asked for');
  });

  test('is broken by a cancellation of another workflow that is not shielded', async () => {
    const other = async (): Promise<boolean> => condition(() => false, '1m');
    async function main(): Promise<void> {
      await startChild('other', { workflowId: 'other', parentClosePolicy: 'ABANDON' });
      try {
        await work();
      } finally {
        await getExternalWorkflowHandle('other').cancel();
      }
    }
    const workflows = { main, other };
    const { broken } = await explored(noWorkInDeadScope, { workflows, activities });
    expect(broken).toContain('the cancellation of another workflow was asked for in a scope');
  });

  test('is kept by a cancellation of another workflow under way when the own one comes', async () => {
    const other = async (): Promise<boolean> => condition(() => false, '1m');
    async function main(): Promise<void> {
      await startChild('other', { workflowId: 'other', parentClosePolicy: 'ABANDON' });
      await getExternalWorkflowHandle('other').cancel();
      await work();
    }
    const workflows = { main, other };
    const { broken } = await explored(noWorkInDeadScope, { workflows, activities });
    expect(broken).toBeUndefined();
  });

  test('is kept by shielded clean-up', async () => {
    async function main(): Promise<void> {
      try {
        await work();
      } finally {
        await shielded(async () => tidy());
      }
    }
    await holds(noWorkInDeadScope, { workflows: { main }, activities });
  });

  test('is kept by the next step of code whose activity completed with the cancel request', async () => {
    async function main(): Promise<void> {
      for (let step = 0; step < 3; step++) await work();
      await shielded(async () => tidy());
    }
    const { broken } = await explored(noWorkInDeadScope, { workflows: { main }, activities });
    expect(broken).toBeUndefined();
  });

  test('is kept by a branch that goes on while another one has heard', async () => {
    const steps = async (): Promise<void> => {
      for (let step = 0; step < 3; step++) await work();
    };
    const tidies = async (): Promise<void> => {
      await sleep('1m').catch(swallow);
      await shielded(async () => tidy());
    };
    async function main(): Promise<void> {
      await Promise.allSettled([steps(), tidies()]);
    }
    await holds(noWorkInDeadScope, { workflows: { main }, activities });
  });

  test('does not count the timers of withTimeout and condition', async () => {
    async function main(): Promise<void> {
      try {
        await work();
      } catch (error) {
        await condition(() => true, '1s').catch(swallow);
        await CancellationScope.withTimeout('1s', async () => shielded(async () => tidy()));
        throw error;
      }
    }
    await holds(noWorkInDeadScope, { workflows: { main }, activities });
  });
});

describe('an honest close', () => {
  test('is not one as Completed', async () => {
    async function main(): Promise<string> {
      try {
        await work();
      } catch {
        log.warn('later');
      }
      return 'ok';
    }
    const { broken } = await explored(honestClose, { workflows: { main }, activities });
    expect(broken).toContain('the cancellation was thrown, and the run closes as Completed');
  });

  test('is not one as ContinuedAsNew', async () => {
    async function main(round = 0): Promise<void> {
      await work().catch(() => undefined);
      if (round < 1) await continueAsNew<typeof main>(round + 1);
    }
    const { broken } = await explored(honestClose, { workflows: { main }, activities });
    expect(broken).toContain('as ContinuedAsNew');
  });

  test('is not one as Failed, by clean-up that throws', async () => {
    const failing = {
      ...activities,
      tidy: async (): Promise<void> => {
        throw new Error('no');
      },
    };
    const { tidy: fails } = proxyActivities<typeof failing>({
      startToCloseTimeout: '1m',
      retry: { maximumAttempts: 1 },
    });
    async function main(): Promise<void> {
      try {
        await work();
      } catch (error) {
        await shielded(async () => fails());
        throw error;
      }
    }
    const { broken } = await explored(honestClose, { workflows: { main }, activities: failing });
    expect(broken).toContain('as Failed');
  });

  test.each([
    ['allSettled', async (parts: Promise<unknown>[]) => Promise.allSettled(parts)],
    [
      'all',
      async (parts: Promise<unknown>[]) =>
        Promise.all(parts.map(async (part) => part.catch(swallow))),
    ],
  ])(
    'is not one as Completed where Promise.%s waits longer for another part',
    async (_name, wait) => {
      const slow = { work: async () => new Promise((done) => setTimeout(done, 3000)) };
      async function main(): Promise<string> {
        await shielded(async () => tidy());
        await wait([work(), sleep('1m')]);
        return 'ok';
      }
      const { broken } = await explored(honestClose, {
        workflows: { main },
        activities: { ...activities, ...slow },
        schedule: 'before activity:work#1 completed -> cancel main',
      });
      expect(broken).toContain('the cancellation was thrown, and the run closes as Completed');
    },
  );

  test('is not one as Completed over work, where nothing was thrown yet', async () => {
    async function main(): Promise<string> {
      const scope = CancellationScope.current();
      const working = shielded(async () => work());
      return Promise.race([
        working.then(() => 'done'),
        shielded(async () => condition(() => scope.consideredCancelled)).then(() => 'stopped'),
      ]);
    }
    const { broken } = await explored(honestClose, {
      workflows: { main },
      activities,
      schedule: 'before activity:work#1 heartbeat -> cancel main',
    });
    expect(broken).toContain('closes as Completed over work that it was waiting for');
  });

  test('may be one as Completed while an abandoned child goes on', async () => {
    const other = async (): Promise<void> => sleep('1m');
    async function main(): Promise<string> {
      await shielded(async () => startChild('other', { parentClosePolicy: 'ABANDON' }));
      const scope = CancellationScope.current();
      await shielded(async () => condition(() => scope.consideredCancelled, '1m'));
      return 'stopped';
    }
    const workflows = { main, other };
    const { broken } = await explored(honestClose, { workflows });
    expect(broken).toBeUndefined();
  });

  test('is one as Cancelled', async () => {
    async function main(): Promise<void> {
      try {
        await work();
      } finally {
        await shielded(async () => tidy());
      }
    }
    await holds(honestClose, { workflows: { main }, activities });
  });

  test('says nothing of an activity that completed although it was cancelled', async () => {
    const deaf = { work: async () => new Promise((done) => setTimeout(done, 1000)) };
    async function main(): Promise<string> {
      await work();
      return 'done';
    }
    await holds(honestClose, { workflows: { main }, activities: deaf });
  });

  test('says nothing of a condition that came true with the cancel request, nor of the timer beside it', async () => {
    async function main(): Promise<string> {
      let stopped = false;
      setHandler(stop, () => void (stopped = true));
      await condition(() => stopped, '1h');
      return 'stopped';
    }
    await holds(honestClose, {
      workflows: { main },
      place: [...stopping, 'cancel'],
      deviations: 2,
    });
  });

  test('says nothing of a scope whose time is up', async () => {
    async function main(): Promise<string> {
      try {
        await CancellationScope.withTimeout('1s', async () => work());
      } catch (error) {
        if (CancellationScope.current().consideredCancelled || !isCancellation(error)) throw error;
      }
      return 'in time or not';
    }
    await holds(honestClose, { workflows: { main }, activities });
  });

  test('says nothing of the parent of a child that was cancelled by itself', async () => {
    const child = async (): Promise<void> => work();
    async function main(): Promise<void> {
      await executeChild('child').catch(swallow);
    }
    const workflows = { main, child };
    const { broken } = await explored(honestClose, {
      workflows,
      activities,
      place: ['childCancel'],
    });
    expect(broken).toBeUndefined();
  });
});

describe('no phantom cancel', () => {
  test('is broken by a handler that cancels the root scope', async () => {
    async function main(): Promise<void> {
      setHandler(stop, () => CancellationScope.current().cancel());
      await CancellationScope.cancellable(async () => work()).catch(swallow);
      await work();
    }
    const { broken } = await explored(noPhantomCancel, {
      workflows: { main },
      activities,
      place: stopping,
    });
    expect(broken).toContain('failed with a CancelledFailure, and nobody had asked it to cancel');
  });

  test('is kept by code that deals with the scope that it has cancelled', async () => {
    async function main(): Promise<void> {
      const scope = new CancellationScope();
      setHandler(stop, () => scope.cancel());
      await scope.run(async () => work()).catch(swallow);
      await work();
    }
    await holds(noPhantomCancel, { workflows: { main }, activities, place: stopping });
  });

  test('says nothing of a parent that lets the failure of a cancelled child through', async () => {
    const child = async (): Promise<void> => work();
    async function main(): Promise<void> {
      await executeChild('child');
    }
    const workflows = { main, child };
    const { broken } = await explored(noPhantomCancel, {
      workflows,
      activities,
      place: ['childCancel'],
    });
    expect(broken).toBeUndefined();
  });
});
