/** What a scenario expects of its run: predicates that hold always, sometimes, or in the end. */
import { ExpectationBrokenError, OptionError, PredicateFailedError } from './error.ts';
import { momentOf, type Moment } from './moment.ts';
import type { TakenStep } from './step.ts';
import type { World } from './world.ts';

/** When a predicate is to hold: after every step, after some step of some run, when nothing is left to happen. */
export type ExpectationKind = 'always' | 'sometimes' | 'eventually';

/** Whether something holds at a moment. */
export type Predicate = (moment: Moment) => boolean;

/** One expectation, by the name that the scenario gives it. */
interface Expectation {
  readonly kind: ExpectationKind;
  readonly name: string;
  readonly holds: Predicate;
  /** After how many steps it held. */
  times: number;
}

/** How often what was expected came about: never means that a test has not seen what it is about. */
export interface ExpectationWitness {
  readonly kind: ExpectationKind;
  readonly name: string;
  readonly times: number;
}

/** The expectations of one run, from the moment on in which the scenario states them. */
export class Expectations {
  readonly #world: World;
  readonly #all: Expectation[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** @throws OptionError for a name that is taken, or something that is no function */
  expect(kind: ExpectationKind, name: string, holds: Predicate): void {
    if (typeof name !== 'string' || name === '')
      throw new OptionError(`the name of world.${kind}()`, name, 'a text that says what holds');
    if (typeof holds !== 'function')
      throw new OptionError(`the predicate of world.${kind}()`, holds, 'a function of the moment');
    if (this.#all.some((other) => other.name === name))
      throw new OptionError(
        `the name of world.${kind}()`,
        name,
        'one that no other expectation has',
      );
    this.#all.push({ kind, name, holds, times: 0 });
  }

  get witnesses(): readonly ExpectationWitness[] {
    return this.#all.map(({ kind, name, times }) => ({ kind, name, times }));
  }

  /** @throws ExpectationBrokenError, PredicateFailedError */
  afterStep(taken: TakenStep): void {
    if (this.#all.length === 0) return;
    const moment = momentOf(this.#world, taken);
    for (const expectation of this.#all) {
      if (expectation.kind === 'eventually') continue;
      if (ask(expectation, moment)) expectation.times++;
      else if (expectation.kind === 'always')
        throw new ExpectationBrokenError('always', expectation.name, taken, moment.now);
    }
  }

  /** The run is over. @throws ExpectationBrokenError, PredicateFailedError */
  atEnd(last: TakenStep | undefined): void {
    for (const expectation of this.#all) {
      if (expectation.kind !== 'eventually') continue;
      const moment = momentOf(this.#world, last);
      if (!ask(expectation, moment))
        throw new ExpectationBrokenError('eventually', expectation.name, undefined, moment.now);
      expectation.times++;
    }
  }
}

function ask({ kind, name, holds }: Expectation, moment: Moment): boolean {
  try {
    return holds(moment);
  } catch (error) {
    throw new PredicateFailedError(`world.${kind}('${name}')`, error);
  }
}
