/** Workflow laws: what a well-behaved workflow and its activities do when they are interrupted, at work on one world at a time. */
import type { EventType, HistoryEvent, HistoryEventOf } from '../../protocol/event.ts';
import type { Occurrence, OccurrenceOf } from '../../simulation/occurrence.ts';
import type { TakenStep } from '../../simulation/step.ts';
import type { World } from '../../simulation/world.ts';
import type { Verdict } from '../law.ts';
import type { RunLedger } from '../run-ledger.ts';

/** What a law may look at of a world. */
export type LookedAt = Pick<World, 'now' | 'service' | 'trace' | 'options' | 'workers' | 'names'>;

/** A run as it was before the event that a law is asked about. */
export type LookedAtRun = Readonly<
  Pick<RunLedger, 'workflowId' | 'runId' | 'closed' | 'cancelRequested' | 'activities' | 'updates'>
>;

/** A law at work on one world: what it remembers, and what it is asked about. A verdict that is a text says how it is broken. */
export interface LawWatch {
  readonly events?:
    | {
        readonly [Type in EventType]?: (
          event: HistoryEventOf<Type>,
          run: LookedAtRun,
          world: LookedAt,
        ) => Verdict;
      }
    | undefined;
  /** Asked about every event that closes a run, of whatever type. */
  readonly closing?:
    ((event: HistoryEvent, run: LookedAtRun, world: LookedAt) => Verdict) | undefined;
  readonly occurrences?:
    | {
        readonly [Type in Occurrence['type']]?: (
          occurrence: OccurrenceOf<Type>,
          world: LookedAt,
        ) => Verdict;
      }
    | undefined;
  readonly afterStep?: ((taken: TakenStep, world: LookedAt) => Verdict) | undefined;
  /** Asked when the run is over, for as many verdicts as it has premises; at rest, or at the horizon. */
  readonly atEnd?: ((world: LookedAt, atRest: boolean) => readonly Verdict[]) | undefined;
}

/** A sentence about workflows and activities that are interrupted, which a test may switch off. */
export interface WorkflowLaw {
  /** In small letters with dashes: `'no-work-in-dead-scope'`. */
  readonly name: string;
  /** The law in one sentence. */
  readonly statement: string;
  /** Why one should keep it, in one line. */
  readonly reason: string;
  /** Where to read on, if anywhere: a path in this package (`'docs/laws/settles.md'`), or whatever says where it is. */
  readonly docs?: string | undefined;
  /** Sets the law to work on a world of its own. */
  watch(): LawWatch;
}
