/** An exploration as a test: it passes when the laws hold in every schedule that was run, and else tells the smallest story. */
import type { Duration } from '@temporalio/common';
import type { TestContext, TestOptions } from 'vitest';
import type { ExplorationReport } from '../index.ts';
import { isFine } from '../exploration-text.ts';
import { explore, type ExploreOptions } from '../explore.ts';
import { duration } from '../simulation/option-value.ts';
import type { ScenarioContext } from '../simulation/simulation.ts';
import type { MakeTest } from './declare-tests.ts';
import { ExplorationFailedError } from './exploration-failed-error.ts';
import { apart } from './test-options.ts';
import { contextOf } from './world-test.ts';

/** What an exploration leaves in the metadata of its test, for reporters. @see TaskMeta of vitest */
export interface ExplorationMeta {
  readonly status: ExplorationReport['status'];
  readonly verdict: string;
  readonly schedules: number;
  readonly distinctHistories: number;
  /** The schedule that breaks a law, a line a deviation; undefined if none does. */
  readonly counterexample: string | undefined;
}

const DEFAULT_BUDGET: Duration = '30 seconds';

/** What shrinking a counterexample and telling it may take after the budget is spent, in milliseconds. */
const AFTERWARDS = 30_000;

/** Where a test has a timeout of its own, the share of it in which schedules are run. */
const SHARE = 0.8;

interface Times {
  readonly timeout: number;
  readonly budget: ExploreOptions['budget'];
}

/** The timeout of the test follows from the budget, or the budget from the timeout where only that is given. */
function timesOf(budget: ExploreOptions['budget'], { timeout }: TestOptions): Times {
  if (timeout !== undefined && timeout > 0 && budget?.time === undefined) {
    return { timeout, budget: { ...budget, time: Math.ceil(timeout * SHARE) } };
  }
  const time = duration('budget.time', budget?.time ?? DEFAULT_BUDGET);
  return { timeout: timeout ?? time + AFTERWARDS, budget };
}

/** Makes an exploration a test. */
export const exploration: MakeTest = (options, scenario) => {
  const { vitest, ours } = apart(options as ExploreOptions & TestOptions);
  const { timeout, budget } = timesOf(ours.budget, vitest);
  const declaration = new Error('declared here');
  return {
    options: { ...vitest, timeout },
    async body(cases, context) {
      const run = (given: ScenarioContext): unknown =>
        scenario(...cases, contextOf(given, context));
      const report = await explore({ ...ours, budget }, run);
      await tell(report, context);
      if (!isFine(report)) throw new ExplorationFailedError(report, declaration);
    },
  };
};

async function tell(report: ExplorationReport, { task, annotate }: TestContext): Promise<void> {
  const { status, verdict, schedules, distinctHistories, counterexample } = report;
  task.meta.lastcall = {
    status,
    verdict,
    schedules,
    distinctHistories,
    counterexample: counterexample?.text,
  };
  if (isFine(report)) await annotate(verdict, 'lastcall');
}
