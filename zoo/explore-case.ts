/** Explores a version of a case: with the faults that it names, of which nothing but the kind is known. */
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { explore, type ExplorationReport, type ExploreOptions } from '../src/index.ts';
import { filesOf, type BugCase } from './bug-case.ts';
import type { Ledger } from './ledger.ts';
import type { Modules } from './load-modules.ts';
import { assertionLaw } from './user-assertion.ts';

const START = Date.UTC(2026, 0, 1);
const WORKFLOW_ID = 'entry';

/** The least that is known of an interrupt or a fault: its kind. */
function inPlay({ faults, stimuli = [] }: BugCase): Pick<ExploreOptions, 'place' | 'faults'> {
  const place: NonNullable<ExploreOptions['place']>[number][] = [];
  const happening: NonNullable<ExploreOptions['faults']>[number][] = [];
  for (const fault of faults) {
    if (fault === 'heartbeatLoss' || fault === 'workerCrash') happening.push(fault);
    else if (fault === 'signal' || fault === 'update')
      place.push(...stimuli.filter(({ kind }) => kind === fault));
    else place.push(fault);
  }
  return { place, faults: happening };
}

/** How a case is to be explored. */
export interface Manner {
  /** Without the case's own assertion. */
  readonly lawsOnly: boolean;
  readonly budget?: ExploreOptions['budget'];
}

/** Explores a version of a case. */
export async function exploreCase(
  bug: BugCase,
  version: 'faulty' | 'fixed',
  modules: Modules,
  { lawsOnly, budget }: Manner,
): Promise<ExplorationReport> {
  const files = filesOf(bug, version);
  const besides = join(dirname(bug.folder), 'ledger.ts');
  const own = new URL('ledger.ts', import.meta.url).pathname;
  const { ledger } = modules.load(existsSync(besides) ? besides : own) as { ledger: Ledger };
  ledger.clock = () => Date.now() - START;
  const { userAssertion } = bug;
  const asserted = lawsOnly ? null : userAssertion;
  return explore(
    {
      workflows: modules.load(files.workflows),
      activities: modules.load(files.activities),
      ...inPlay(bug),
      deviations: bug.maxFaults,
      startTime: START,
      budget,
      beforeEach: () => ledger.reset(),
      extraLaws: asserted === null ? [] : [assertionLaw(asserted, WORKFLOW_ID, START, ledger)],
    },
    async ({ client }) => {
      await client.workflow.start(bug.entry, {
        args: [...bug.args],
        taskQueue: 'zoo',
        workflowId: WORKFLOW_ID,
      });
    },
  );
}
