/** Exploring and replaying by the door: what is found, how it is told, and what is said to input that is no good. */
import { heartbeat, sleep as pause } from '@temporalio/activity';
import {
  ActivityCancellationType,
  CancellationScope,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import { describe, expect, test, vi } from 'vitest';
import {
  explore,
  laws,
  replay,
  type ExploreOptions,
  type ScenarioContext,
  type WorkflowLaw,
} from '../../src/index.ts';

// each test is an exploration of many runs
vi.setConfig({ testTimeout: 60_000 });

const activities = {
  async charge(): Promise<void> {
    heartbeat();
    await pause(1000);
  },
  async refund(): Promise<void> {},
};

const { charge, refund } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '2s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

const workflows = {
  async careful(): Promise<void> {
    await charge();
  },
  async careless(): Promise<void> {
    try {
      await charge();
      await sleep('1s');
    } finally {
      await refund();
    }
  },
};

const options: ExploreOptions = { workflows, activities };

const running =
  (workflow: keyof typeof workflows) =>
  async ({ client }: ScenarioContext): Promise<void> => {
    await client.workflow.execute(workflow, { taskQueue: 'orders', workflowId: 'order-42' });
  };

describe('a verdict', () => {
  test('says how far it is complete, and which laws were not exercised', async () => {
    const report = await explore(options, running('careful'));
    expect(report.status).toBe('holds');
    expect(report.verdict).toMatch(
      /^holds: complete for up to 1 deviation \(\d+ schedules, \d+ distinct histories\)$/,
    );
    expect(report.laws).toContainEqual({
      law: 'handlers-finish',
      premises: 0,
      standing: 'not exercised',
    });
    expect(report.laws.find(({ law }) => law === 'settles')?.standing).toBe('holds');
    expect(String(report)).toMatch(/^holds: .*\nnot exercised: .*handlers-finish/);
  });

  test('says which law is broken, and by what', async () => {
    const report = await explore(options, running('careless'));
    expect(report.status).toBe('broken');
    expect(report.verdict).toMatch(/^broken: no-work-in-dead-scope, by before workflow:order-42 /);
    expect(report.laws).toContainEqual(
      expect.objectContaining({ law: 'no-work-in-dead-scope', standing: 'broken' }),
    );
  });

  test('does not count laws that are switched off', async () => {
    const off = { 'no-work-in-dead-scope': 'off' } as const;
    const report = await explore({ ...options, laws: off }, running('careless'));
    expect(report.status).toBe('holds');
    expect(report.laws.map(({ law }) => law)).not.toContain('no-work-in-dead-scope');
  });

  test('counts extra laws', async () => {
    const extraLaws = [laws.settlesWithin('500 ms')];
    const report = await explore({ ...options, extraLaws }, running('careful'));
    expect(report.counterexample?.violation.law).toBe('settles-within');
  });

  test('says what could never be placed', async () => {
    const place = [
      'cancel',
      'timeout',
      { kind: 'signal', name: 'go', workflowId: 'nobody' },
    ] as const;
    const report = await explore({ ...options, place }, running('careful'));
    expect(report.neverPossible).toEqual(['timeout', 'signal go']);
    expect(String(report)).toMatch(/\nnever possible: timeout, signal go$/);
  });

  test('says that it was stopped, and at what', async () => {
    const budget = { schedules: 3 };
    const report = await explore({ ...options, budget }, running('careful'));
    expect(report.status).toBe('stopped');
    expect(report.verdict).toMatch(
      /^stopped at 3 of about \d+ schedules, complete for up to 0 deviations/,
    );
  });

  test('and of how many, be it in the first level or in the last', async () => {
    const all = await explore(options, running('careful'));
    const level = Number(all.coverage[0]?.schedules) + 1;
    const verdict = async (schedules: number): Promise<string> => {
      const budget = { schedules };
      return (await explore({ ...options, deviations: 2, budget }, running('careful'))).verdict;
    };
    expect(await verdict(3)).toMatch(`stopped at 3 of more than ${level} schedules`);
    const [, of] = /^stopped at \d+ of about (\d+) /.exec(await verdict(level + 3)) ?? [];
    expect(Number(of)).toBeGreaterThan(level + 3);
  });

  test('says what was never seen, and what was', async () => {
    const scenario = async (context: ScenarioContext): Promise<void> => {
      context.world.sometimes('it is cancelled', ({ execution }) =>
        ['CANCELED'].includes(execution('order-42')?.status ?? ''),
      );
      context.world.sometimes('it fails', ({ execution }) =>
        ['FAILED'].includes(execution('order-42')?.status ?? ''),
      );
      await running('careful')(context);
    };
    const report = await explore(options, scenario);
    expect(report.status).toBe('unseen');
    expect(report.verdict).toMatch(/^never seen: 'it fails'; everything else holds: complete/);
    expect(report.sometimes[0]?.runs).toBeGreaterThan(0);
    expect(String(report)).toContain('never seen: it fails');
  });

  test('names an expectation of the scenario that does not hold', async () => {
    const scenario = async (context: ScenarioContext): Promise<void> => {
      context.world.eventually(
        'the order is done',
        ({ execution }) => execution('order-42')?.status === 'COMPLETED',
      );
      await running('careful')(context);
    };
    const report = await explore(options, scenario);
    expect(report.counterexample?.violation.law).toBe('the order is done');
    expect(report.counterexample?.schedule).toHaveLength(1);
  });

  test('takes what an interrupt makes of a client call for granted, but no failed assertion', async () => {
    const asserting = async (context: ScenarioContext): Promise<void> => {
      await running('careful')(context);
      const { status } = await context.client.workflow.getHandle('order-42').describe();
      expect(status.name).toBe('COMPLETED');
      expect(context.world.history('order-42').length).toBeLessThan(12);
    };
    const report = await explore({ ...options, place: ['terminate'] }, asserting);
    expect(report.status).toBe('holds');
    const failing = async (context: ScenarioContext): Promise<void> => {
      await running('careful')(context).catch(() => undefined);
      expect(context.world.executions[0]?.status).toBe('COMPLETED');
    };
    const failed = await explore(options, failing);
    expect(failed.counterexample?.violation).toMatchObject({ law: 'scenario' });
    expect(failed.counterexample?.text).toContain('cancel order-42');
  });

  test('does not blame a scenario that waits for a step which an interrupt has made impossible', async () => {
    const scenario = async ({ client, world }: ScenarioContext): Promise<void> => {
      const handle = await client.workflow.start('careful', {
        taskQueue: 'orders',
        workflowId: 'order-42',
      });
      await world.until('activity:charge#1 completed');
      await handle.result();
    };
    const report = await explore(options, scenario);
    expect(report.status).toBe('holds');
  });
});

test('whatever befalls the workers, the laws hold for careful code', async () => {
  const report = await explore(
    {
      ...options,
      place: ['cancel', 'terminate'],
      faults: [
        'workerCrash',
        'workerCrashWithZombies',
        'eviction',
        'workerShutdown',
        'heartbeatLoss',
      ],
    },
    running('careful'),
  );
  expect(report.status, String(report)).toBe('holds');
});

describe('a counterexample', () => {
  test('fits on one screen, with the law, the deviations, the place in the code and the literal to replay', async () => {
    const report = await explore(options, running('careless'));
    const lines = String(report).split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(lines[0]).toMatch(/^broken: no-work-in-dead-scope: activity refund was asked for/);
    const text = lines.join('\n');
    expect(text).toMatch(
      /in the code: at .*careless \(test\/exploration\/explore\.test\.ts:\d+:\d+\)/,
    );
    expect(text).toContain('asked for in a dead scope');
    expect(text).toContain(
      "await replay(options, scenario, [\n  'before workflow:order-42 task started -> cancel order-42',\n]);",
    );
  });

  test('is data, too', async () => {
    const report = await explore(options, running('careless'));
    const data = JSON.parse(JSON.stringify(report)) as {
      readonly counterexample: Readonly<Record<string, unknown>>;
    };
    expect(data.counterexample).toMatchObject({
      law: 'no-work-in-dead-scope',
      deviations: ['before workflow:order-42 task started -> cancel order-42'],
      place: { why: 'activity refund: asked for in a dead scope' },
    });
  });

  test('is what its literal replays', async () => {
    const report = await explore(options, running('careless'));
    const { text = '' } = report.counterexample ?? {};
    const again = await replay(options, running('careless'), text);
    expect(again.status).toBe('broken');
    expect(again.violation).toMatchObject({ law: 'no-work-in-dead-scope' });
    expect(String(again)).toMatch(/^broken: no-work-in-dead-scope: activity refund was asked for/);
  });

  test('is shrunk to what is needed', async () => {
    const report = await explore(
      { ...options, place: ['cancel', 'terminate'], deviations: 2, extraLaws: [] },
      running('careless'),
    );
    expect(report.counterexample?.schedule).toHaveLength(1);
  });
});

test('a workflow that never ends after it was cancelled is waited for to the horizon, and not for ever', async () => {
  const failing = {
    ...activities,
    refund: async (): Promise<void> => {
      throw new Error('no');
    },
  };
  const stubborn = proxyActivities<typeof failing>({
    startToCloseTimeout: '1m',
    retry: { initialInterval: '1h', maximumInterval: '12h' },
  });
  const endless = {
    ...options,
    activities: failing,
    workflows: {
      async main(): Promise<void> {
        try {
          await charge();
        } catch (error) {
          await CancellationScope.nonCancellable(async () => stubborn.refund());
          throw error;
        }
      },
    },
  };
  const scenario = async ({ client }: ScenarioContext): Promise<void> => {
    await client.workflow.execute('main', { taskQueue: 'orders', workflowId: 'order-42' });
  };
  const report = await explore(endless, scenario);
  expect(report.counterexample?.violation.law).toBe('settles');
  const again = await replay(endless, scenario, report.counterexample?.text ?? '');
  expect(again.violation?.law).toBe('settles');
});

describe('a replay', () => {
  test('of the boring run holds', async () => {
    const run = await replay(options, running('careful'), []);
    expect(run.status).toBe('holds');
    expect(String(run)).toMatch(/^holds: no law is broken in these \d+ steps$/);
  });

  test('with a step that is not spelled right names the nearest ones', async () => {
    const run = await replay(
      options,
      running('careful'),
      'before activity:chrge#1 completed -> cancel order-42',
    );
    expect(run.status).toBe('unfitting');
    expect(run.message).toContain(
      "no step 'activity:chrge#1 completed' was taken. The nearest names: 'activity:charge#1 completed'",
    );
  });

  test('with a placement that is not spelled right names the nearest ones', async () => {
    const run = await replay(
      options,
      running('careful'),
      'before activity:charge#1 completed -> cancel order-24',
    );
    expect(run.message).toContain(
      "'cancel order-24' could not be placed. The nearest names: 'cancel order-42'",
    );
  });

  test('with a deviation whose moment has passed says so', async () => {
    const run = await replay(options, running('careful'), [
      'before activity:charge#1 completed -> cancel order-42',
      'before workflow:order-42 task started -> cancel order-42',
    ]);
    expect(run.message).toContain('its moment had passed when it was its turn');
  });

  test('needs nothing in play: what a schedule names may be placed', async () => {
    for (const placed of ['terminate order-42', 'send it twice', 'evict order-42']) {
      const line = `before activity:charge#1 completed -> ${placed}`;
      const run = await replay(options, running('careful'), line);
      expect([run.status, run.run?.schedule]).toEqual(['holds', [line]]);
    }
  });

  test('with what cannot be placed where it is to be says so', async () => {
    const told = async (line: string): Promise<string> =>
      (await replay(options, running('careful'), line)).message;
    expect(await told('before activity:timer -> lose its answer')).toContain(
      'it cannot be placed there, or its moment had passed',
    );
    expect(await told('instead of activity:charge#1 completed -> client:start order-42')).toContain(
      'the two were not due at once',
    );
  });

  test.each([[7], [[{ type: 'bfore', step: 'a', place: 'b' }]], [[{ type: 'hold', step: 'a' }]]])(
    'of what is no schedule is refused: %j',
    async (schedule) => {
      await expect(replay(options, running('careful'), schedule as never)).rejects.toThrow(
        /^(7|\{"type".*\}) is no deviation\. It must read/,
      );
    },
  );

  test('of what is no deviation is refused with an example', async () => {
    await expect(replay(options, running('careful'), 'cancel it')).rejects.toThrow(
      /'cancel it' is no deviation\. It must read 'before STEP -> PLACEMENT'/,
    );
  });
});

describe('what is no good', () => {
  const exploring = async (change: object): Promise<unknown> =>
    explore({ ...options, ...change }, running('careful'));

  test.each([
    [{ budget: { schedules: 0 } }, /budget\.schedules cannot be 0: it must be .* at least 1/],
    [{ budget: { time: 0 } }, /budget\.time cannot be 0: it must be more than nothing/],
    [{ budget: { time: 'soon' } }, /budget\.time cannot be 'soon'/],
    [{ deviations: -1 }, /deviations cannot be -1/],
    [{ place: ['kill'] }, /place cannot be 'kill': it must be one of cancel, terminate/],
    [{ place: [{ kind: 'signal' }] }, /place cannot be an object: .*\{ kind: 'signal', name/],
    [{ place: 'cancel' }, /place cannot be 'cancel': it must be an array/],
    [{ faults: ['fire'] }, /faults cannot be 'fire': it must be one of workerCrash/],
    [{ laws: { settled: 'off' } }, /laws cannot be 'settled': it must be one of .*settles/],
    [{ shard: { index: 3, count: 2 } }, /shard cannot be '3\/2'/],
  ])('as an option is refused: %j', async (change, message) => {
    await expect(exploring(change)).rejects.toThrow(message);
  });

  test('is a scenario that is no function of its inputs', async () => {
    let runs = 0;
    const moody = async (context: ScenarioContext): Promise<void> => {
      runs++;
      await context.world.sleep(runs);
      await running('careful')(context);
    };
    const report = await explore(options, moody);
    expect(report.status).toBe('nondeterministic');
    expect(report.verdict).toMatch(
      /two runs of the same schedule differ from step 0 on: .* The likely cause is state that outlives a run: /,
    );
  });

  test('is code that changes its mind when it is run again later', async () => {
    let runs = 0;
    const report = await explore(
      {
        ...options,
        activities: {
          ...activities,
          charge: async () => (++runs > 4 ? undefined : activities.charge()),
        },
      },
      running('careful'),
    );
    expect(report.status).toBe('nondeterministic');
    expect(report.verdict).toMatch(/the moment of '.*' came in one run and not in the next/);
  });

  test('is a law that throws', async () => {
    const throwing: WorkflowLaw = {
      name: 'my-law',
      statement: 'It holds.',
      reason: 'It should.',
      watch: () => ({
        events: {
          WorkflowExecutionStarted() {
            throw new TypeError('oh');
          },
        },
      }),
    };
    const report = await explore({ ...options, extraLaws: [throwing] }, running('careful'));
    expect(report.counterexample?.violation).toMatchObject({
      law: 'PredicateFailedError',
      message: expect.stringContaining('The law my-law threw TypeError: oh.'),
    });
  });
});
