/** Limits of the service are changed under the names of its dynamic configuration. */
import { sleep } from '@temporalio/workflow';
import { expect, test } from 'vitest';
import { simulate, type SimulationOptions } from '../../src/index.ts';
import { DEFAULT_LIMITS } from '../../src/service/limits.ts';
import { limitsOf } from '../../src/simulation/dynamic-config.ts';

async function sleepsOften(times: number): Promise<void> {
  for (let time = 0; time < times; time++) await sleep(1_000);
}

async function lengthUnder(dynamicConfig: SimulationOptions['dynamicConfig']): Promise<number> {
  const options = { workflows: { sleepsOften }, dynamicConfig };
  const run = await simulate(options, async ({ client }) => {
    const start = { workflowId: 'w', taskQueue: 'q', args: [10] as [number] };
    const handle = await client.workflow.start(sleepsOften, start);
    await handle.result().catch(() => undefined);
  });
  expect(run.executions.length).toBe(1);
  return run.history('w').length;
}

test('a history may be longer or shorter than the service allows by default', async () => {
  const whole = 5 + 10 * 5;
  expect(await lengthUnder(undefined)).toBe(whole);
  expect(await lengthUnder({ 'limit.historyCount.error': whole })).toBe(whole);
  const cut = await lengthUnder({ 'limit.historyCount.error': 20 });
  expect(cut).toBeGreaterThanOrEqual(20);
  expect(cut).toBeLessThan(30);
});

test('sizes are numbers, and times are durations in any form', () => {
  expect(
    limitsOf({
      'limit.blobSize.error': 7,
      'history.defaultWorkflowTaskTimeout': '1 minute',
      'history.workflowTaskRetryMaxInterval': 5,
      'limit.memoSize.error': undefined,
    }),
  ).toEqual({ blobSize: 7, defaultWorkflowTaskTimeout: 60_000, workflowTaskRetryMaxInterval: 5 });
});

test('every limit that a setting stands for is one of the service, and each is set once', () => {
  let known: readonly string[] = [];
  try {
    limitsOf({ none: 1 } as object);
  } catch (error) {
    known = /made of (.*)\.$/.exec(String(error))?.[1]?.split(', ') ?? [];
  }
  expect(known.length).toBeGreaterThan(20);
  const limits = limitsOf(Object.fromEntries(known.map((key, index) => [key, index])));
  expect(Object.values(limits ?? {})).toEqual(known.map((_, index) => index));
  expect(Object.keys(DEFAULT_LIMITS)).toEqual(expect.arrayContaining(Object.keys(limits ?? {})));
});

test.for([
  [{ 'limit.historyLength.error': 5 }, /dynamicConfig cannot be 'limit.historyLength.error'/],
  [{ 'limit.historyCount.error': -1 }, /'limit.historyCount.error'\] cannot be -1/],
  [{ 'limit.historyCount.error': 'many' }, /must be a whole number/],
  [{ 'history.defaultWorkflowTaskTimeout': 'soon' }, /must be a duration/],
] as const)('%j is refused', async ([config, complaint]) => {
  const simulated = simulate({ dynamicConfig: config as object }, () => undefined);
  await expect(simulated).rejects.toThrow(complaint);
});
