/** Workflow state is a function of its history: a run that leaves the cache after every task, or whose worker dies, goes on as it must. */
import { describe, expect, test } from 'vitest';
import * as activities from '../../conformance/activities.ts';
import { difference, type Outcome, readRecordings } from '../../conformance/outcome.ts';
import scenarios from '../../conformance/scenarios.ts';
import { play } from '../../conformance/stage.ts';
import * as workflows from '../../conformance/workflows.ts';
import { crashWorker } from '../../src/simulation/fault.ts';
import type { StepObserver } from '../../src/simulation/observer.ts';
import type { World } from '../../src/simulation/world.ts';

const program = { workflows, activities };
const recordings = new Map(
  readRecordings(new URL('../../conformance/recorded', import.meta.url).pathname).map(
    (recording) => [recording.name, recording],
  ),
);

/** Drops every cached run that has no local activity under way, after each completed workflow task. */
function evictor(): StepObserver & { count: number } {
  return {
    count: 0,
    afterStep({ name }, world) {
      if (!/ task (completed|failed)/.test(name)) return;
      for (const worker of world.workers.values()) {
        for (const { runId, outstandingLocalActivities, hasTask } of worker.core.cachedRuns) {
          if (outstandingLocalActivities > 0 || hasTask) continue;
          worker.evict(runId);
          this.count++;
        }
      }
    },
  };
}

describe('a run that is evicted after every workflow task leaves the history that was recorded', () => {
  test.each(scenarios)('$name', async (scenario) => {
    const meddler = evictor();
    const evicted = await play(scenario, program, { observers: [meddler] });
    const recording = recordings.get(scenario.name) ?? {
      name: scenario.name,
      about: '',
      outcomes: [await play(scenario, program)],
    };
    expect(difference(recording, evicted)).toBeUndefined();
  });

  test('and runs are evicted', async () => {
    const meddler = evictor();
    const saga = scenarios.find(({ name }) => name === 'cancel-saga');
    if (saga !== undefined) await play(saga, program, { observers: [meddler] });
    expect(meddler.count).toBeGreaterThan(4);
  });
});

/** Kills the worker after one step, and lets another process take its place. */
const killer = (after: number): StepObserver & { struck: boolean } => ({
  struck: false,
  afterStep({ index }, world: World) {
    if (this.struck || index !== after) return;
    this.struck = true;
    for (const [key, { status }] of world.workers)
      if (status === 'running') crashWorker(world, key);
  },
});

/** The steps after which a worker dies: every one, or with `LASTCALL_STRIDE` every so many, to be quick. */
const STRIDE = Number(process.env['LASTCALL_STRIDE'] ?? 1);

const CLOSED = /COMPLETED|FAILED|CANCELLED|TERMINATED|TIMED_OUT|CONTINUED_AS_NEW/;
const statuses = ({ executions }: Outcome): readonly string[] =>
  (executions as readonly { workflowId: string; status: string }[]).map(({ status }) => status);

/**
 * An activity that was abandoned dies with its worker and so times out, which the real SDK does not survive: its workflow tasks fail
 * for ever (see the finding `abandoned activity closed`).
 */
const abandonsActivity = (name: string): boolean => name.startsWith('activity-abandon-');

describe('a worker that dies after any step and is replaced: the run still ends', () => {
  const staging = { settleWithin: '2 hours', stepLimit: 5_000 } as const;
  test.each(scenarios.filter(({ name }) => !abandonsActivity(name)))(
    '$name',
    async (scenario) => {
      const undisturbed = statuses(await play(scenario, program, staging));
      if (!undisturbed.every((status) => CLOSED.test(status))) return;
      for (let after = 0, struck = true; struck; after += STRIDE) {
        const meddler = killer(after);
        const outcome = await play(scenario, program, { ...staging, observers: [meddler] });
        struck = meddler.struck;
        for (const status of statuses(outcome)) expect(`${after}: ${status}`).toMatch(CLOSED);
      }
    },
    60_000,
  );
});
