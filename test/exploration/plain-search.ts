/** Plain depth-first search: takes the enabled steps of a world in every order, one run each. The yardstick for anything smarter. */
import { fingerprint } from '../../src/exploration/fingerprint.ts';
import type { ChoicePoint, Chooser, DrawRange } from '../../src/simulation/chooser.ts';
import type { SimulationOptions } from '../../src/simulation/options.ts';
import { runSimulation, type Scenario } from '../../src/simulation/simulation.ts';
import type { World } from '../../src/simulation/world.ts';

/** What a search has found. */
export interface Found {
  readonly schedules: number;
  /** The fingerprints of the final histories. */
  readonly histories: ReadonlySet<string>;
  /** Whether nothing was left to be run. */
  readonly isComplete: boolean;
}

interface Branch {
  taken: number;
  readonly of: number;
}

/** Goes by a path of choices, and lengthens it by the first choice wherever it ends. */
class PathChooser implements Chooser {
  readonly path: Branch[];
  #at = 0;

  constructor(path: Branch[]) {
    this.path = path;
  }

  choose({ enabled }: ChoicePoint): number {
    if (enabled.length < 2) return 0;
    const at = this.#at++;
    const known = this.path[at];
    if (known !== undefined) return known.taken;
    this.path.push({ taken: 0, of: enabled.length });
    return 0;
  }

  draw({ boring }: DrawRange): number {
    return boring;
  }
}

/** The next path in lexical order; undefined after the last one. */
function nextPath(path: Branch[]): Branch[] | undefined {
  for (let last = path.pop(); last !== undefined; last = path.pop()) {
    if (last.taken + 1 < last.of) return [...path, { taken: last.taken + 1, of: last.of }];
  }
  return undefined;
}

/** Runs every order; gives up beyond so many. */
export async function searchPlainly(
  options: SimulationOptions,
  scenario: Scenario<unknown>,
  limit: number,
): Promise<Found> {
  const histories = new Set<string>();
  let schedules = 0;
  let path: Branch[] | undefined = [];
  while (path !== undefined && schedules < limit) {
    const chooser = new PathChooser(path);
    let seen: World | undefined;
    const afterStep = (_: unknown, world: World): void => void (seen = world);
    await runSimulation(options, scenario, { chooser, observers: [{ afterStep }] });
    schedules++;
    if (seen !== undefined) histories.add(fingerprint(seen));
    path = nextPath(chooser.path);
  }
  return { schedules, histories, isComplete: path === undefined };
}
