/** Explorations over arbitrary workloads: whatever the scenario is given, no law is broken under any schedule of it. */
import fc from 'fast-check';
import { explorationText, isFine } from '../exploration-text.ts';
import { explore, replay, type ExploreOptions } from '../explore.ts';
import type { Scenario } from '../simulation/simulation.ts';

/** A workload and a schedule break a law. Its message is the story. */
export class WorkloadFailedError extends Error {
  override readonly name = 'WorkloadFailedError';
  /** The schedule, shrunk, as lines that `replay` takes. */
  readonly schedule: readonly string[];

  constructor(message: string, schedule: readonly string[]) {
    super(message);
    this.schedule = schedule;
  }
}

/**
 * The property that each workload is explored without a law being broken, for `fc.assert` and its options. Of what is found
 * the schedule is shrunk first, and then the workload: a smaller one is tried under the schedule that was found last, and
 * explored only where that does not break the same law any more.
 * @throws what `explore` throws
 */
export function workloadsHold<Workload>(
  workload: fc.Arbitrary<Workload>,
  options: ExploreOptions,
  scenarioOf: (workload: Workload) => Scenario<unknown>,
): fc.IAsyncPropertyWithHooks<[Workload]> {
  let found: { readonly law: string; readonly schedule: readonly string[] } | undefined;
  return fc.asyncProperty(workload, async (drawn) => {
    const scenario = scenarioOf(drawn);
    if (found !== undefined) {
      const { violation, message, unapplied } = await replay(options, scenario, found.schedule);
      if (violation?.law === found.law && unapplied.length === 0)
        throw new WorkloadFailedError(message, found.schedule);
    }
    const report = await explore(options, scenario);
    if (isFine(report)) return;
    const { counterexample } = report;
    const schedule = counterexample?.text.split('\n').filter((line) => line !== '') ?? [];
    if (counterexample !== undefined) found = { law: counterexample.violation.law, schedule };
    throw new WorkloadFailedError(explorationText(report), schedule);
  });
}
