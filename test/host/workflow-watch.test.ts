/** The watch over workflow code: which calls it sees, and who it says has heard of the cancellation. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  proxyActivities,
  setHandler,
  sleep,
  Trigger,
} from '@temporalio/workflow';
import { followPromises } from '../../src/host/hearing.ts';
import type { WorkflowNotice } from '../../src/host/workflow-watch.ts';
import type { ActivationJob } from '../../src/protocol/activation.ts';
import type { WorkflowHost } from '../../src/host/port.ts';
import {
  activate,
  CANCEL,
  cancelled,
  commands,
  completed,
  fired,
  hostOf,
  initialize,
  signal,
} from './driven-workflows.ts';

const { charge, refund, ship } = proxyActivities<{
  charge(): Promise<void>;
  refund(): Promise<void>;
  ship(): Promise<void>;
}>({ startToCloseTimeout: '1m' });

let unfollow = (): void => undefined;
let notices: WorkflowNotice[] = [];

beforeEach(() => {
  unfollow = followPromises();
  notices = [];
});
afterEach(() => unfollow());

/** A watched host with one workflow. */
function watched(workflow: () => Promise<unknown>, callSites = false): WorkflowHost {
  const watch = {
    listening: true,
    callSites,
    tell: (notice: WorkflowNotice) => void notices.push(notice),
  };
  return hostOf({ workflow }, { watch });
}

/** Runs a workflow through activations, each with these jobs. */
async function run(
  workflow: () => Promise<unknown>,
  ...activations: readonly (readonly ActivationJob[])[]
): Promise<void> {
  const host = watched(workflow);
  await commands(host, [initialize('workflow')]);
  for (const jobs of activations) await activate(host, jobs);
  host.close();
}

/** The calls in dead scopes: `'charge'` by code that has not heard, `'charge, heard'` by code that has. */
const deadCalls = (): readonly string[] =>
  notices.flatMap((notice) =>
    notice.type === 'WorkflowCall' && notice.inDeadScope
      ? [`${notice.name}${notice.heard ? ', heard' : ''}`]
      : [],
  );

/** How the run closed. */
const closing = (): string =>
  notices
    .flatMap((notice) =>
      notice.type === 'WorkflowClosing' ? [`${notice.how}${notice.heard ? ', heard' : ''}`] : [],
    )
    .join();

const swallow = (error: unknown): void => {
  if (!isCancellation(error)) throw error;
};

describe('code that has heard of the cancellation', () => {
  test('goes on after an activity that was cancelled', async () => {
    await run(async () => charge().catch(swallow), [CANCEL], [cancelled(1)]);
    expect(closing()).toBe('completed, heard');
  });

  test('goes on after a timer that was cancelled', async () => {
    await run(async () => sleep('1m').catch(swallow), [CANCEL]);
    expect(closing()).toBe('completed, heard');
  });

  test('goes on after a condition that was cancelled', async () => {
    await run(async () => condition(() => false).catch(swallow), [CANCEL]);
    expect(closing()).toBe('completed, heard');
  });

  test('goes on after a condition with a timeout that was cancelled', async () => {
    await run(async () => condition(() => false, '1m').catch(swallow), [CANCEL]);
    expect(closing()).toBe('completed, heard');
  });

  test('goes on after a trigger that was cancelled', async () => {
    await run(async () => {
      await Promise.resolve(new Trigger()).catch(swallow);
    }, [CANCEL]);
    expect(closing()).toBe('completed, heard');
  });

  test('goes on after cancelRequested', async () => {
    await run(async () => CancellationScope.current().cancelRequested.catch(swallow), [CANCEL]);
    expect(closing()).toBe('completed, heard');
  });

  test('goes on after several promises of which one was cancelled', async () => {
    await run(async () => Promise.all([charge(), sleep('1m')]).catch(swallow), [CANCEL]);
    expect(closing()).toBe('completed, heard');
  });

  test('goes on after a function and a scope around what was cancelled', async () => {
    const inner = async (): Promise<void> => CancellationScope.cancellable(async () => charge());
    await run(async () => inner().catch(swallow), [CANCEL], [cancelled(1)]);
    expect(closing()).toBe('completed, heard');
  });

  test('stays so after shielded work', async () => {
    await run(
      async () => {
        await charge().catch(swallow);
        await CancellationScope.nonCancellable(async () => refund());
        await ship().catch(swallow);
      },
      [CANCEL],
      [cancelled(1)],
      [completed(2)],
    );
    expect(deadCalls()).toEqual(['ship, heard']);
    expect(closing()).toBe('completed, heard');
  });
});

describe('code that has heard of the cancellation of a scope of its own', () => {
  test('may not go on in it', async () => {
    await run(
      async () =>
        CancellationScope.withTimeout('1s', async () => {
          await charge().catch(swallow);
          await refund();
        }).catch(swallow),
      [fired(1)],
      [cancelled(1)],
    );
    expect(deadCalls()).toEqual(['refund, heard']);
    expect(closing()).toBe('completed');
  });

  test('knows nothing of that of another one', async () => {
    await run(
      async () => {
        await CancellationScope.withTimeout('1s', async () => sleep('1h')).catch(swallow);
        await charge();
        await ship().catch(swallow);
      },
      [fired(1)],
      [CANCEL, completed(1)],
    );
    expect(deadCalls()).toEqual(['ship']);
  });
});

describe('code that has not heard of it', () => {
  test('goes on after an activity whose result came with the cancel request', async () => {
    await run(async () => {
      await charge();
      await ship().catch(swallow);
    }, [CANCEL, completed(1)]);
    expect(deadCalls()).toEqual(['ship']);
  });

  test('goes on after an activity that completed although it was cancelled', async () => {
    await run(charge, [CANCEL], [completed(1)]);
    expect(closing()).toBe('completed');
  });

  test('is another branch than the one to which it was thrown', async () => {
    const heard = async (): Promise<void> => {
      await sleep('1m').catch(swallow);
      await refund().catch(swallow);
    };
    const other = async (): Promise<void> => {
      await charge();
      await ship().catch(swallow);
    };
    await run(async () => Promise.all([heard(), other()]), [CANCEL, completed(1)]);
    expect(deadCalls().toSorted()).toEqual(['refund, heard', 'ship']);
  });

  test('goes on after a condition that came true in the activation of the cancel request', async () => {
    const go = defineSignal('go');
    await run(async () => {
      let gone = false;
      setHandler(go, () => void (gone = true));
      await condition(() => gone, '1m');
    }, [signal('go'), CANCEL]);
    expect(closing()).toBe('completed');
  });

  test('goes on after a scope with a timeout whose work is done, although its timer is cancelled', async () => {
    await run(
      async () => CancellationScope.withTimeout('1m', async () => charge()),
      [CANCEL, completed(1)],
    );
    expect(closing()).toBe('completed');
  });

  test('is what cancelled its own scope', async () => {
    await run(async () => {
      const scope = new CancellationScope();
      const work = scope.run(async () => sleep('1h'));
      await sleep('1s');
      scope.cancel();
      await work.catch(swallow);
    }, [fired(2)]);
    expect(closing()).toBe('completed');
  });

  test('goes on after a scope whose time is up', async () => {
    await run(
      async () => CancellationScope.withTimeout('1s', async () => sleep('1h')).catch(swallow),
      [fired(1)],
    );
    expect(closing()).toBe('completed');
  });

  test('is a signal handler that runs after the cancel request', async () => {
    const late = defineSignal('late');
    await run(
      async () => {
        setHandler(late, async () => ship().catch(swallow));
        await charge().catch(swallow);
        await CancellationScope.nonCancellable(async () => refund());
      },
      [CANCEL],
      [cancelled(1)],
      [signal('late')],
    );
    expect(deadCalls()).toEqual(['ship']);
  });
});

describe('calls', () => {
  test('of the SDK itself do not count in dead scopes: timers of withTimeout and condition', async () => {
    await run(async () => {
      await sleep('1m').catch(swallow);
      await CancellationScope.withTimeout('5s', async () => undefined);
      await condition(() => false, '1s').catch(swallow);
    }, [CANCEL]);
    expect(deadCalls()).toEqual([]);
    expect(closing()).toBe('completed, heard');
  });

  test('are told with their names, and those that are rejected with the reason', async () => {
    await run(async () => charge().catch(swallow), [CANCEL], [cancelled(1)]);
    expect(notices).toMatchObject([
      { type: 'WorkflowCall', kind: 'activity', name: 'charge', seq: 1, site: undefined },
      { type: 'WorkflowCallRejected', kind: 'activity', seq: 1, fromOutside: true },
      { type: 'WorkflowClosing', how: 'completed' },
    ]);
  });

  test('say where they were made, where that is wanted', async () => {
    const host = watched(async () => charge(), true);
    await commands(host, [initialize('workflow')]);
    host.close();
    expect(notices[0]).toMatchObject({ site: expect.stringContaining('workflow-watch.test.ts') });
  });

  test('of replayed code are not told', async () => {
    const host = watched(async () => charge());
    await activate(host, [initialize('workflow')], { isReplaying: true });
    host.close();
    expect(notices).toEqual([]);
  });
});

describe('a run that closes', () => {
  const never = defineSignal('never');
  const slow = defineSignal('slow');

  test('tells of signals without a handler, and of handlers that are under way', async () => {
    await run(async () => {
      setHandler(slow, async () => sleep('1h'));
      await charge();
    }, [signal('never'), signal('slow'), completed(1)]);
    expect(notices.at(-1)).toMatchObject({
      type: 'WorkflowClosing',
      unhandledSignals: [never.name],
      unfinishedHandlers: [{ kind: 'signal', name: slow.name, mayBeAbandoned: false }],
    });
  });

  test('tells of nothing when its handlers are finished', async () => {
    await run(
      async () => {
        setHandler(slow, async () => sleep('1h'));
        await charge();
        await condition(allHandlersFinished);
      },
      [signal('slow'), completed(1)],
      [fired(1)],
    );
    expect(notices.at(-1)).toMatchObject({
      type: 'WorkflowClosing',
      unhandledSignals: [],
      unfinishedHandlers: [],
    });
  });
});
