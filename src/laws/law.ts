/** Laws: sentences that are true of every run, written as predicates over what has just happened and what was seen before. */
import type { EventType, HistoryEvent, HistoryEventOf } from '../protocol/event.ts';
import type { Occurrence } from '../simulation/occurrence.ts';
import type { TakenStep } from '../simulation/step.ts';
import type { RunLedger } from './run-ledger.ts';
import type { AttemptAnswered, AttemptHandedOut, WorkflowTaskHandedOut } from './handing-out.ts';
import type { WorldLedger } from './world-ledger.ts';

/** What happens between the parts of a live world, in the forms in which laws speak of it. */
export type WorldEvent = Occurrence | WorkflowTaskHandedOut | AttemptHandedOut | AttemptAnswered;

/** A happening of one given type. */
export type WorldEventOf<Type extends WorldEvent['type']> = Extract<
  WorldEvent,
  { readonly type: Type }
>;

/**
 * What a law says of one thing that happened: undefined if it has nothing to say, `true` if its premise occurred and it held,
 * or, where it is broken, in what way: a clause without a full stop.
 */
export type Verdict = undefined | true | string;

/**
 * A sentence that is true of every run. Its predicates are pure: they look at what happened and at the ledgers, which hold
 * what was seen before it, and change nothing.
 */
export interface Law {
  /** In small letters with dashes: `'closed-run-gets-no-event'`. */
  readonly name: string;
  /** The law in one sentence. */
  readonly statement: string;
  /** Why it is so, with a source. */
  readonly reason: string;
  /** `'SDK workers'`: the service would let it be broken by a worker that no SDK drives. */
  readonly among: 'every worker' | 'SDK workers';
  /** Asked about every event of a history. */
  readonly everyEvent?: (
    event: HistoryEvent,
    run: RunLedger,
    world: WorldLedger | undefined,
  ) => Verdict;
  /** Asked about events of the named types; of a history that stands for itself there is no world. */
  readonly events?: {
    readonly [Type in EventType]?: (
      event: HistoryEventOf<Type>,
      run: RunLedger,
      world: WorldLedger | undefined,
    ) => Verdict;
  };
  /** Asked about what happens between the parts of a live world. */
  readonly occurrences?: {
    readonly [Type in WorldEvent['type']]?: (
      event: WorldEventOf<Type>,
      world: WorldLedger,
    ) => Verdict;
  };
  /** Asked after every step of a live world. */
  readonly afterStep?: (taken: TakenStep, world: WorldLedger) => Verdict;
  /** Asked about every run of a live world when nothing is left to happen in it. */
  readonly atRest?: (run: RunLedger, world: WorldLedger) => Verdict;
}

/** How often the premise of a law occurred: a law without premises was not exercised, which is not the same as held. */
export interface Witness {
  readonly law: string;
  readonly premises: number;
}
