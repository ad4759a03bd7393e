/** Every edge of the machines behind attempts leads where its table says, and together they reach every status. */
import { expect, test } from 'vitest';
import { transition } from '../../src/common/machine.ts';
import type { Edge, Machine } from '../../src/common/machine.ts';
import { HEARTBEAT } from '../../src/core/heartbeat.ts';
import type { Heartbeat, HeartbeatInput } from '../../src/core/heartbeat.ts';
import { LOCAL_ACTIVITY_EXECUTION } from '../../src/core/local-activity-execution.ts';
import type {
  LocalActivityExecution,
  LocalActivityInput,
  ScheduledLocalActivity,
} from '../../src/core/local-activity-execution.ts';
import { completeRetryPolicy } from '../../src/core/local-retry.ts';

type Edges = Readonly<
  Record<
    string,
    Readonly<Record<string, 'ignored' | Edge<never, never, { status: string }, unknown>>>
  >
>;

/** Every edge of a machine, as a line of text, once for each status it may lead to. */
const edgesOf = (machine: { readonly name: string; readonly edges: object }): string[] =>
  Object.entries(machine.edges as Edges).flatMap(([from, edges]) =>
    Object.entries(edges).flatMap(([input, edge]) =>
      (edge === 'ignored' ? [from] : edge.to).map(
        (to) => `${machine.name}: ${from} ${input} ${to}`,
      ),
    ),
  );

/** The edges that are taken when every state gets every input that it takes. */
function taken<
  State extends { readonly status: string },
  Input extends { readonly type: string },
  Effect,
>(
  machine: Machine<State, Input, Effect>,
  states: readonly State[],
  inputs: readonly Input[],
): ReadonlySet<string> {
  const edges = new Set<string>();
  for (const state of states)
    for (const input of inputs) {
      const inputsOfState: object = machine.edges[state.status as State['status']];
      if (!(input.type in inputsOfState)) continue;
      const { status } = transition(machine, state, input).state;
      edges.add(`${machine.name}: ${state.status} ${input.type} ${status}`);
    }
  return edges;
}

test('heartbeats take every edge of their machine', () => {
  const held = { details: undefined };
  const states: Heartbeat[] = [
    { status: 'quiet', interval: 800 },
    { status: 'sending', interval: 800, sentAt: 0 },
    { status: 'sending', interval: 800, sentAt: 0, held },
    { status: 'throttled', interval: 800 },
    { status: 'throttled', interval: 800, held },
    { status: 'finishing' },
    { status: 'finishing', held },
  ];
  const inputs: HeartbeatInput[] = [
    { type: 'record', details: undefined, now: 10 },
    { type: 'answered' },
    { type: 'intervalElapsed', now: 800 },
    { type: 'finish', flush: true },
    { type: 'finish', flush: false },
  ];
  const edges = taken(HEARTBEAT, states, inputs);
  expect(edgesOf(HEARTBEAT).filter((edge) => !edges.has(edge))).toEqual([]);
});

const activity = (initialInterval: number): ScheduledLocalActivity => ({
  request: {
    seq: 1,
    workflowType: 'order',
    workflowExecution: { workflowId: 'order-1', runId: 'run-1' },
    activityId: '1',
    activityType: 'charge',
    arguments: [],
    headers: {},
    scheduleToStartTimeout: 50,
    cancellationType: 'TRY_CANCEL',
    attempt: 1,
  },
  retryPolicy: completeRetryPolicy({ initialInterval }),
  scheduledAt: 0,
  originalScheduleTime: 0,
});

test('local activities take every edge of their machine', () => {
  const states: LocalActivityExecution[] = [10, 100_000].flatMap((interval) => {
    const fields = { activity: activity(interval), attempt: 1 };
    return [
      { ...fields, status: 'waitingForSlot' },
      { ...fields, status: 'running', taskToken: 't', startedAt: 0 },
      { ...fields, status: 'backingOff' },
      { ...fields, status: 'lost' },
    ];
  });
  const failure = { message: 'no' };
  const inputs: LocalActivityInput[] = [
    { type: 'slotTaken', taskToken: 't', now: 0 },
    { type: 'slotTaken', taskToken: 't', now: 100 },
    { type: 'codeEnded', outcome: { status: 'completed' }, now: 5 },
    { type: 'codeEnded', outcome: { status: 'failed', failure }, now: 5 },
    { type: 'codeEnded', outcome: { status: 'willCompleteAsync' }, now: 5 },
    { type: 'timedOut', timeoutType: 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE', now: 5 },
    { type: 'timedOut', timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE', taskToken: 't', now: 5 },
    { type: 'backoffElapsed' },
    { type: 'cancelRequested' },
    { type: 'givenUp' },
  ];
  const edges = taken(LOCAL_ACTIVITY_EXECUTION, states, inputs);
  expect(edgesOf(LOCAL_ACTIVITY_EXECUTION).filter((edge) => !edges.has(edge))).toEqual([]);
});
