/** Small programs explored under one workflow law: what breaks it, and how often its premise occurred. */
import { exploreWith, replayWith } from '../../../src/exploration/explore.ts';
import type { ExploreOptions } from '../../../src/exploration/explore.ts';
import type { Violation } from '../../../src/exploration/probe.ts';
import { WorkflowLawSet } from '../../../src/laws/workflow/workflow-law-set.ts';
import type { WorkflowLaw } from '../../../src/laws/workflow/workflow-law.ts';
import type { LawWitness } from '../../../src/simulation/observer.ts';
import type { ScenarioContext } from '../../../src/simulation/simulation.ts';

/** What a program consists of. The workflow `main` is started under the id `main`. */
export interface Program extends Pick<ExploreOptions, 'place' | 'faults' | 'deviations'> {
  readonly workflows: { readonly main: (...args: never[]) => Promise<unknown> };
  readonly activities?: object;
  readonly beforeEach?: () => void;
  /** Run this schedule alone, instead of every one. */
  readonly schedule?: string;
}

/** What came of it. */
export interface Explored {
  /** How the law is broken, in words; undefined if it holds in every schedule. */
  readonly broken: string | undefined;
  readonly by: string | undefined;
  /** How often the premise of the law occurred, over all runs. */
  readonly premises: number;
}

/** Runs a program under every schedule with up to so many deviations, with one law watching. */
export async function explored(law: WorkflowLaw, program: Program): Promise<Explored> {
  const start = async ({ client }: ScenarioContext): Promise<void> => {
    await client.workflow.start('main', { taskQueue: 'q', workflowId: 'main' });
  };
  const watching = (): readonly [WorkflowLawSet] => [new WorkflowLawSet([law])];
  const { schedule } = program;
  if (schedule !== undefined) {
    const { violation, unapplied, witnesses } = await replayWith(
      program,
      start,
      schedule,
      watching,
    );
    if (unapplied.length > 0) throw new Error(`never came about: ${JSON.stringify(unapplied)}`);
    return verdictOf(law, violation, schedule, witnesses);
  }
  const { counterexample, divergence, laws } = await exploreWith(program, start, watching);
  if (divergence !== undefined) throw new Error(divergence.message);
  return verdictOf(law, counterexample?.violation, counterexample?.text, laws);
}

function verdictOf(
  { name }: WorkflowLaw,
  violation: Violation | undefined,
  by: string | undefined,
  laws: readonly LawWitness[],
): Explored {
  if (violation !== undefined && violation.law !== name) throw violation.error;
  const premises = laws.find(({ law }) => law === name)?.premises ?? 0;
  return { broken: violation?.message, by, premises };
}

/** A program in which a law holds in every schedule, and says something. */
export async function holds(law: WorkflowLaw, program: Program): Promise<void> {
  const { broken, by, premises } = await explored(law, program);
  if (broken !== undefined) throw new Error(`${broken}, by ${by}`);
  if (premises === 0) throw new Error(`${law.name} was not exercised`);
}
