/** What travels may be late: explorations find what follows from that, and say it in one line. */
import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { expect, test } from 'vitest';
import { exploreWith, replayWith } from '../../src/exploration/explore.ts';
import type { Scenario } from '../../src/simulation/simulation.ts';

const go = defineSignal('go');

const workflows = {
  async waitsALittle(): Promise<boolean> {
    let gone = false;
    setHandler(go, () => {
      gone = true;
    });
    return condition(() => gone, 50);
  },
};

const scenario: Scenario<void> = async ({ client }) => {
  const { workflow } = client;
  const handle = await workflow.start('waitsALittle', { taskQueue: 'q', workflowId: 'w' });
  await handle.signal(go).catch(() => undefined);
  expect(await handle.result()).toBe(true);
};

/** A signal that comes with the timer, before the workflow task, would still be in time. */
const LATE = 'hold client:signal go to w until workflow:w task completed (2)';

const options = { workflows, place: [] } as const;
const noLaws = (): readonly [] => [];

test('what is in time holds', async () => {
  const report = await exploreWith({ ...options, orders: true }, scenario, noLaws);
  expect(report.status).toBe('holds');
  expect(report.coverage.map(({ note }) => note)).toContainEqual(
    expect.stringMatching(/^complete: \d+ orders$/),
  );
});

test('a signal that is late comes after the timeout has been acted on', async () => {
  const { status, counterexample } = await exploreWith(
    { ...options, lateness: '1 second' },
    scenario,
    noLaws,
  );
  expect(status).toBe('broken');
  expect(counterexample?.text).toBe(LATE);
});

test('a signal is never later than it may be', async () => {
  const report = await exploreWith({ ...options, lateness: '20 ms' }, scenario, noLaws);
  expect(report.status).toBe('holds');
});

test('a schedule in which a step is late can be replayed, and says so where it waits in vain', async () => {
  const replayed = await replayWith(options, scenario, LATE, noLaws);
  expect(replayed.violation?.law).toBe('scenario');
  expect(replayed.unapplied).toEqual([]);
  const waited = await replayWith(options, scenario, LATE.replace('(2)', '(9)'), noLaws);
  expect(waited.unapplied).toHaveLength(1);
});
