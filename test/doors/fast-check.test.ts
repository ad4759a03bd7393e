/** The door "lastcall/fast-check": schedules are drawn from what a scenario leaves room for, and shrink. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  duration,
  go,
  interrupts,
  lawsHold,
  programmed,
  schedule,
  scripted,
  workflowProgram,
  workloadsHold,
  type WorkloadFailedError,
} from '../../src/fast-check.ts';
import { replay, simulate, type ScenarioContext } from '../../src/index.ts';
import { activities, order, workflows } from './order.ts';

const options = { workflows, activities, taskQueue: 'orders' };
const start = { taskQueue: 'orders', workflowId: 'order-7', args: ['7'] as [string] };

async function ordering({ client, world }: ScenarioContext): Promise<void> {
  await client.workflow.start(order, start);
  await world.settle();
}

describe('schedules', () => {
  test('are lines that replay takes, in an order in which they may come about', async () => {
    const drawn = fc.sample(await schedule(options, ordering), { numRuns: 20, seed: 1 });
    expect(new Set(drawn.map(({ length }) => length))).toEqual(new Set([0, 1, 2]));
    for (const lines of drawn.filter(({ length }) => length === 1)) {
      const { violation, unapplied } = await replay(options, ordering, lines);
      expect([violation?.message, unapplied]).toEqual([undefined, []]);
    }
  });

  test('shrink to the earliest deviation that breaks an expectation', async () => {
    const refunding = async (context: ScenarioContext): Promise<void> => {
      await ordering(context);
      expect(context.world.activity('refund').attempts).toEqual([]);
    };
    const property = await lawsHold(options, refunding);
    const details = await fc.check(property, { seed: 7, numRuns: 200 });
    expect(details.failed).toBe(true);
    expect(details.counterexample?.[0]).toHaveLength(1);
    const again = await fc.check(property, { seed: 7, path: details.counterexamplePath ?? '' });
    expect(again.counterexample).toEqual(details.counterexample);
  });
});

test('workloads are explored, and shrink after their schedules', async () => {
  const several = async ({ client, world }: ScenarioContext, ids: readonly string[]) => {
    for (const id of ids)
      await client.workflow.start(order, { ...start, workflowId: id, args: [id] });
    await world.settle();
    const refunds = world.activity('refund').attempts.map(({ workflowId }) => workflowId);
    expect(refunds.filter((id) => id.includes('x'))).toEqual([]);
  };
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'x', 'y'), { maxLength: 3 });
  const property = workloadsHold(ids, options, (drawn) => (context) => several(context, drawn));
  const details = await fc.check(property, { seed: 11, numRuns: 30 });
  expect(details.failed).toBe(true);
  expect(details.counterexample).toEqual([['x']]);
  const { schedule: found, message } = details.errorInstance as WorkloadFailedError;
  expect(found).toEqual(['before workflow:x task completed -> cancel x']);
  expect(message).toMatch(/^broken: /);
  const [smallest = []] = details.counterexample ?? [];
  const again = await replay(options, (context) => several(context, smallest), found);
  expect(again.violation?.law).toBe('scenario');
}, 60_000);

test('durations lie where they are to lie, and shrink to shorter ones', () => {
  fc.assert(
    fc.property(duration({ min: 500, max: 2_000 }), (ms) => {
      expect(ms).toBeGreaterThanOrEqual(500);
      expect(ms).toBeLessThanOrEqual(2_000);
    }),
  );
  const { counterexample } = fc.check(
    fc.property(duration(), (ms) => ms < 1_000),
    { seed: 1 },
  );
  expect(counterexample).toEqual([1_000]);
});

test('programs run in worlds, whatever interrupts them, and the laws of the service hold', async () => {
  const workflows = { programmed };
  await fc.assert(
    fc.asyncProperty(workflowProgram(), interrupts(['cancel', 'signal']), async (program, list) => {
      await simulate({ workflows, activities: { scripted } }, async ({ client, world }) => {
        const handle = await client.workflow.start(programmed, {
          taskQueue: 'programs',
          workflowId: 'program',
          args: [program],
          workflowExecutionTimeout: '1 hour',
        });
        for (const { kind, at } of list) {
          await world.sleep(at);
          const asked = kind === 'cancel' ? handle.cancel() : handle.signal(go);
          await asked.catch(() => undefined);
        }
        await world.settle();
      });
    }),
    { numRuns: 25, seed: 3 },
  );
});
