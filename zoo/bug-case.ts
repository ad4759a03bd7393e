/** One case of the zoo: a workflow with a mistake around interrupts, its mended version, and what is to be found. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fault that a case needs. */
export type CaseFault =
  'cancel' | 'terminate' | 'childCancel' | 'signal' | 'update' | 'heartbeatLoss' | 'workerCrash';

/** What `case.json` says; README.md has the meaning. */
export interface BugCase {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly entry: string;
  readonly args: readonly unknown[];
  readonly faults: readonly CaseFault[];
  readonly maxFaults: number;
  readonly stimuli?:
    | readonly {
        readonly kind: 'signal' | 'update';
        readonly name: string;
        readonly args: readonly unknown[];
      }[]
    | undefined;
  readonly law: string;
  readonly laws: readonly string[];
  readonly userAssertion: string | null;
  readonly fixIn: 'workflow' | 'activities';
  /** Where it lies. */
  readonly folder: string;
}

/** The files that stand for the workflows and the activities of a version of a case. */
export function filesOf(
  { folder, fixIn }: BugCase,
  version: 'faulty' | 'fixed',
): { readonly workflows: string; readonly activities: string } {
  const file = (part: BugCase['fixIn']): string =>
    join(folder, `${version === 'fixed' && fixIn === part ? 'fixed' : part}.ts`);
  return { workflows: file('workflow'), activities: file('activities') };
}

/** The cases of a folder, in the order of their names. @throws Error if there are none */
export function casesIn(folder: string): readonly BugCase[] {
  const cases = readdirSync(folder)
    .toSorted()
    .filter((name) => existsSync(join(folder, name, 'case.json')))
    .map((name) => {
      const text = readFileSync(join(folder, name, 'case.json'), 'utf8');
      return { ...(JSON.parse(text) as BugCase), folder: join(folder, name) };
    });
  if (cases.length === 0) throw new Error(`There is no case in ${folder}`);
  return cases;
}
