/** The types of the door "lastcall/vitest": what compiles, and what does not. */
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { HistoryEvent, ScenarioWorld, SimulationRun } from '../../src/index.ts';
import { expect, expectTypeOf, test, type ExpectedEvent } from '../../src/vitest.ts';
import { activities, workflows, type order } from './order.ts';

const options = { workflows, activities };
declare const handle: WorkflowHandle<typeof order>;
declare const events: readonly HistoryEvent[];
declare const run: SimulationRun;

test('a test in a world has its client and world, and vitest’s context', options, (context) => {
  expectTypeOf(context.client).toEqualTypeOf<Client>();
  expectTypeOf(context.world).toEqualTypeOf<ScenarioWorld>();
  expectTypeOf(context.task.name).toEqualTypeOf<string>();
});

test('a plain test has neither', (context) => {
  expectTypeOf(context).not.toHaveProperty('world');
});

test('options of vitest stand beside those of lastcall', { ...options, timeout: 1, retry: 2 });

// @ts-expect-error -- an option that there is not
test('unknown options are refused', { ...options, deviatons: 2 }, () => {});

test.explore('an exploration has options of its own', { ...options, place: ['cancel'] }, () => {});

// @ts-expect-error -- a kind of interrupt that there is not
test.explore('kinds of interrupts are known', { ...options, place: ['cansel'] }, () => {});

// @ts-expect-error -- an exploration needs workflows
test.explore('an exploration names workflows', { place: ['cancel'] }, () => {});

test.each([
  [1, 'a'],
  [2, 'b'],
])('each: cases come before the context', options, (count, text, { world }) => {
  expectTypeOf(count).toEqualTypeOf<number>();
  expectTypeOf(text).toEqualTypeOf<string>();
  expectTypeOf(world).toEqualTypeOf<ScenarioWorld>();
});

test.for([{ ms: 1 }])('for: so does the one case', options, ({ ms }, { client }) => {
  expectTypeOf(ms).toEqualTypeOf<number>();
  expectTypeOf(client).toEqualTypeOf<Client>();
});

test.only.concurrent('modes can be chained', options, ({ world }) => world.settle());

test('matchers are about what they can be about', () => {
  expect(handle).toBeCancelled();
  expect(run.executions[0]).toHaveFailed(/no money/);
  expect(handle).toBeCompleted('shipped 7');
  expect(events).toHaveEvents([
    'TimerFired',
    { type: 'TimerStarted', attributes: { timerId: '1' } },
  ]);
  expect(handle).not.toHaveTimedOut();
  expect(run.activity('charge')).toHaveRun(2);
  expectTypeOf(expect(handle).toBeCancelled()).toEqualTypeOf<void>();

  // @ts-expect-error -- an event that there is not
  expect(events).toHaveEvents(['TimerFyred']);
  // @ts-expect-error -- an attribute that it has not
  expect(events).toHaveEvents([{ type: 'TimerFired', attributes: { activityType: 1 } }]);
  // @ts-expect-error -- a number is no workflow
  expect(7).toBeCancelled();
  // @ts-expect-error -- a history has not been run
  expect(events).toHaveRunOnce();
  // @ts-expect-error -- how often?
  expect(run.activity('charge')).toHaveRun();
  // @ts-expect-error -- one result at most
  expect(handle).toBeCompleted(1, 2);
  expectTypeOf<'TimerFired'>().toExtend<ExpectedEvent>();
});
