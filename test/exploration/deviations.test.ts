/** Every kind of deviation: an exploration lists it, a schedule of it has its effect, and what was listed is what replays. */
import { heartbeat, sleep as pause } from '@temporalio/activity';
import {
  condition,
  defineSignal,
  defineUpdate,
  executeChild,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import {
  between,
  explore,
  replay,
  script,
  type EventType,
  type ExploreOptions,
  type Replay,
  type Scenario,
} from '../../src/index.ts';
import { parseDeviation, deviationText } from '../../src/exploration/schedule.ts';

const go = defineSignal('go');
const add = defineUpdate<string>('add');

const activities = {
  async charge(): Promise<string> {
    heartbeat();
    await pause(1000);
    return 'charged';
  },
  async ship(): Promise<void> {
    await pause(between('1 s', '20 s'));
  },
  refund: script<() => string>().takes('1 s', '1 minute').returns('refunded'),
};

const { charge } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '5 s',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { maximumAttempts: 2 },
});
const { ship, refund } = proxyActivities<typeof activities>({ startToCloseTimeout: '2 minutes' });
let mended = true;

const workflows = {
  async charges(): Promise<string> {
    return charge();
  },
  async ships(): Promise<string> {
    return Promise.race([ship().then(() => 'shipped'), sleep('10 s').then(() => 'late')]);
  },
  async refunds(): Promise<string> {
    return refund();
  },
  async waits(): Promise<number> {
    let gone = 0;
    setHandler(go, () => void gone++);
    setHandler(add, async () => {
      gone++;
      return 'added';
    });
    await condition(() => gone > 0);
    await sleep('1 s');
    return gone;
  },
  async hasChild(): Promise<string> {
    return executeChild('charges', { workflowId: 'child' });
  },
  async broken(): Promise<void> {
    if (!mended) throw new TypeError('of the code');
  },
};

const scenario =
  (workflow: keyof typeof workflows, signals = 0): Scenario<unknown> =>
  async ({ client, world }) => {
    mended = false;
    const start = { taskQueue: 'q', workflowId: 'w', workflowRunTimeout: '10 minutes' } as const;
    const handle = await client.workflow.start(workflow, start);
    for (let at = 0; at < signals; at++) await handle.signal(go);
    if (workflow === 'broken') {
      await world.sleep('35 s');
      mended = true;
    }
    return await handle.result();
  };

/** A deviation, what it needs in play, and what there is to be seen of it. */
interface Case {
  readonly kind: string;
  readonly workflow: keyof typeof workflows;
  readonly signals?: number;
  readonly inPlay: Partial<ExploreOptions>;
  readonly line: string;
  /** Events of `w` that there are with the deviation alone, and events that are there without it alone. */
  readonly brings: readonly EventType[];
  readonly see?: (run: NonNullable<Replay['run']>) => void;
}

const nothing = { place: [] } as const;
const charged = 'activity:charge#1 completed';

const cases: readonly Case[] = [
  {
    kind: 'cancel',
    workflow: 'charges',
    inPlay: {},
    line: `before ${charged} -> cancel w`,
    brings: ['WorkflowExecutionCancelRequested'],
  },
  {
    kind: 'terminate',
    workflow: 'charges',
    inPlay: { place: ['terminate'] },
    line: `before ${charged} -> terminate w`,
    brings: ['WorkflowExecutionTerminated'],
  },
  {
    kind: 'childCancel',
    workflow: 'hasChild',
    inPlay: { place: ['childCancel'] },
    line: `before ${charged} -> cancel child`,
    brings: [],
    see: ({ history }) =>
      expect(history('child').map(({ type }) => type)).toContain(
        'WorkflowExecutionCancelRequested',
      ),
  },
  {
    kind: 'childTerminate',
    workflow: 'hasChild',
    inPlay: { place: ['childTerminate'] },
    line: `before ${charged} -> terminate child`,
    brings: ['ChildWorkflowExecutionTerminated'],
  },
  {
    kind: 'signal',
    workflow: 'waits',
    signals: 1,
    inPlay: { place: [{ kind: 'signal', name: 'go' }] },
    line: 'before client:signal go to w -> signal go to w',
    brings: [],
    see: ({ value, history }) => {
      expect(value).toBe(2);
      const signals = history('w').filter(({ type }) => type === 'WorkflowExecutionSignaled');
      expect(signals).toHaveLength(2);
    },
  },
  {
    kind: 'update',
    workflow: 'waits',
    signals: 1,
    inPlay: { place: [{ kind: 'update', name: 'add' }] },
    line: 'before client:signal go to w -> update add to w',
    brings: ['WorkflowExecutionUpdateAccepted', 'WorkflowExecutionUpdateCompleted'],
  },
  {
    kind: 'timeout',
    workflow: 'charges',
    inPlay: { place: ['timeout'] },
    line: `before ${charged} -> time out w`,
    brings: ['WorkflowExecutionTimedOut'],
    see: ({ now, startTime }) => expect(now - startTime).toBe(1000),
  },
  {
    kind: 'workerCrash',
    workflow: 'charges',
    inPlay: { ...nothing, faults: ['workerCrash'] },
    line: `before ${charged} -> crash worker q-1`,
    brings: [],
    see: ({ activity }) => expect(activity('charge').attempts).toHaveLength(2),
  },
  {
    kind: 'workerCrashWithZombies',
    workflow: 'charges',
    inPlay: { ...nothing, faults: ['workerCrashWithZombies'] },
    line: `before ${charged} -> crash worker q-1, its attempts go on`,
    brings: ['WorkflowTaskTimedOut'],
    see: ({ activity }) => expect(activity('charge').attempts).toHaveLength(1),
  },
  {
    kind: 'eviction',
    workflow: 'charges',
    inPlay: { ...nothing, faults: ['eviction'] },
    line: `before ${charged} -> evict w`,
    brings: [],
    see: ({ trace }) => expect(trace.map(({ name }) => name)).toContain('placed:evict w'),
  },
  {
    kind: 'workerShutdown',
    workflow: 'charges',
    inPlay: { ...nothing, faults: ['workerShutdown'] },
    line: 'after activity:charge#1 heartbeat -> shut worker q-1 down',
    brings: [],
    see: ({ deliveries }) =>
      expect(deliveries.map(({ what }) => what)).toContain('told to stop: WORKER_SHUTDOWN'),
  },
  {
    kind: 'heartbeatLoss',
    workflow: 'charges',
    inPlay: { ...nothing, faults: ['heartbeatLoss'] },
    line: 'before activity:charge#1 heartbeat -> lose heartbeats for 60 s',
    brings: [],
    see: ({ trace }) =>
      expect(trace.map(({ name }) => name)).toContain('placed:lose heartbeats for 60 s'),
  },
  {
    kind: 'answerLost',
    workflow: 'waits',
    signals: 1,
    inPlay: { ...nothing, faults: ['answerLost'] },
    line: 'before client:signal go to w -> lose its answer',
    brings: [],
    see: ({ trace, value }) => {
      expect(trace.map(({ name }) => name)).toContain('client:signal go to w (2)');
      expect(value, 'the service knows the request again').toBe(1);
    },
  },
  {
    kind: 'answerLost',
    workflow: 'charges',
    inPlay: { ...nothing, faults: ['answerLost'] },
    line: `before workflow:w task completed (after ${charged}) -> lose its answer`,
    brings: [],
    see: ({ trace }) =>
      expect(trace.map(({ name }) => name)).toContain('workflow:w task completed (3)'),
  },
  {
    kind: 'requestDoubled',
    workflow: 'charges',
    inPlay: { ...nothing, faults: ['requestDoubled'] },
    line: `before ${charged} -> send it twice`,
    brings: [],
    see: ({ trace }) => expect(trace.map(({ name }) => name)).toContain(`${charged} (2)`),
  },
  {
    kind: 'taskTimeout',
    workflow: 'charges',
    inPlay: { ...nothing, faults: ['taskTimeout'] },
    line: 'before workflow:w task completed -> let its task time out first',
    brings: ['WorkflowTaskTimedOut'],
  },
  {
    kind: 'taskTimeout',
    workflow: 'charges',
    inPlay: { ...nothing, faults: ['taskTimeout'] },
    line: `before ${charged} -> let its task time out first`,
    brings: [],
    see: ({ activity }) => expect(activity('charge').attempts).toHaveLength(2),
  },
  {
    kind: 'order',
    workflow: 'waits',
    signals: 1,
    inPlay: { ...nothing, orders: true },
    line: 'instead of workflow:w task started -> client:signal go to w',
    brings: [],
    see: ({ history }) =>
      expect(
        history('w')
          .map(({ type }) => type)
          .indexOf('WorkflowExecutionSignaled'),
      ).toBe(2),
  },
  {
    kind: 'duration',
    workflow: 'ships',
    inPlay: nothing,
    line: 'draw activity:ship#1 lasts -> 20000',
    brings: ['TimerFired'],
    see: ({ value, draws }) => {
      expect(value).toBe('late');
      expect(draws).toMatchObject([{ name: 'activity:ship#1 lasts', low: 1000, value: 20_000 }]);
    },
  },
  {
    kind: 'duration',
    workflow: 'refunds',
    inPlay: nothing,
    line: 'draw activity:refund#1 lasts -> 60000',
    brings: [],
    see: ({ value, now, startTime }) =>
      expect([value, now - startTime]).toEqual(['refunded', 60_000]),
  },
  {
    kind: 'jitter',
    workflow: 'broken',
    inPlay: { ...nothing, jitter: true },
    line: 'draw workflow:w task may take longer by -> 4500',
    brings: [],
    see: ({ trace, startTime }) => {
      const third = trace.find(({ name }) => name === 'workflow:w workflow task timeout (3)');
      expect(third?.at).toBe(startTime + 34_500);
    },
  },
];

const types = ({ run }: Replay): readonly EventType[] =>
  run?.history('w').map(({ type }) => type) ?? [];

describe.each(cases)('$kind: $line', ({ workflow, signals, inPlay, line, brings, see, kind }) => {
  const options: ExploreOptions = {
    workflows,
    activities,
    laws: { settles: 'off', 'healthy-tasks': 'off', 'no-late-effects': 'off' },
    ...inPlay,
  };
  const played = scenario(workflow, signals);

  test('is listed by an exploration', async () => {
    const { boring } = await explore({ ...options, deviations: 0 }, played);
    const listed = boring.opportunities.map((one) => [one.kind, deviationText(one.deviation)]);
    expect(listed).toContainEqual([kind, line]);
  });

  test('has its effect, and is what the run differs in', async () => {
    const boring = await replay(options, played, []);
    const other = await replay(options, played, line);
    expect(other.message).toMatch(/^holds/);
    expect(other.run?.schedule).toEqual([line]);
    expect(other.fingerprint === boring.fingerprint && see === undefined).toBe(false);
    for (const type of brings) {
      expect(types(boring)).not.toContain(type);
      expect(types(other)).toContain(type);
    }
    if (other.run !== undefined) see?.(other.run);
    const again = await replay(options, played, [parseDeviation(line)]);
    expect(again.fingerprint).toBe(other.fingerprint);
  });
});

test('a duration is tried where something else is due, and a moment before and after', async () => {
  const options = { workflows, activities, ...nothing, deviations: 0 };
  const { boring } = await explore(options, scenario('ships'));
  const values = boring.opportunities.flatMap(({ deviation }) =>
    deviation.type === 'draw' ? [deviation.value] : [],
  );
  expect(values).toEqual([20_000, 9999, 10_000, 10_001]);
});

test('a deviation that a run leaves no room for is complained about', async () => {
  const options = { workflows, activities };
  const told = async (workflow: keyof typeof workflows, line: string): Promise<string> =>
    (await replay(options, scenario(workflow), line)).message;
  expect(await told('ships', 'draw activity:shp#1 lasts -> 2000')).toContain(
    "no number 'activity:shp#1 lasts' was drawn. The nearest names: 'activity:ship#1 lasts'.",
  );
  expect(await told('ships', 'draw activity:ship#1 lasts -> 70000')).toContain(
    'it is drawn from 1000 to 20000.',
  );
  expect(await told('charges', 'draw x -> 1')).toContain('no number was drawn in this run.');
});
