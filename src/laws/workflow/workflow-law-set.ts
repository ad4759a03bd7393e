/** A set of workflow laws at work on one world: asks each law about what concerns it, and counts its premises. */
import { closingStatus } from '../../protocol/event.ts';
import type { EventType, HistoryEvent } from '../../protocol/event.ts';
import { PredicateFailedError } from '../../simulation/error.ts';
import type { StepObserver } from '../../simulation/observer.ts';
import type { Occurrence, RecordedExecution } from '../../simulation/occurrence.ts';
import type { TakenStep } from '../../simulation/step.ts';
import type { World } from '../../simulation/world.ts';
import type { Verdict, Witness } from '../law.ts';
import { RunLedger } from '../run-ledger.ts';
import { WorkflowLawBrokenError, type Scene } from './workflow-law-broken-error.ts';
import type { LawWatch, LookedAt, LookedAtRun, WorkflowLaw } from './workflow-law.ts';

interface Clause<Ask> {
  readonly law: number;
  readonly ask: Ask;
}

type AskOfEvent = (event: HistoryEvent, run: LookedAtRun, world: LookedAt) => Verdict;
type AskOfOccurrence = (occurrence: Occurrence, world: LookedAt) => Verdict;

/** Puts what laws say of things of one type together. */
function byType<Ask>(
  watches: readonly LawWatch[],
  pick: (watch: LawWatch) => object | undefined,
): Map<string, Clause<Ask>[]> {
  const table = new Map<string, Clause<Ask>[]>();
  for (const [law, watch] of watches.entries()) {
    for (const [type, ask] of Object.entries(pick(watch) ?? {})) {
      const clauses = table.get(type);
      const clause = { law, ask: ask as Ask };
      if (clauses === undefined) table.set(type, [clause]);
      else clauses.push(clause);
    }
  }
  return table;
}

/** Workflow laws at work on one world. The first that is broken ends the run after the step in which it was. */
export class WorkflowLawSet implements StepObserver {
  readonly hearsCalls = true;
  readonly #laws: readonly WorkflowLaw[];
  readonly #watches: readonly LawWatch[];
  readonly #events: ReadonlyMap<string, readonly Clause<AskOfEvent>[]>;
  readonly #occurrences: ReadonlyMap<string, readonly Clause<AskOfOccurrence>[]>;
  readonly #runs = new Map<string, RunLedger>();
  readonly #premises: number[];
  #failed: PredicateFailedError | undefined;
  #broken: { readonly law: number; readonly how: string; readonly scene: Scene } | undefined;

  constructor(laws: readonly WorkflowLaw[]) {
    this.#laws = laws;
    this.#premises = laws.map(() => 0);
    this.#watches = laws.map((law) => law.watch());
    this.#events = byType(this.#watches, ({ events }) => events);
    this.#occurrences = byType(this.#watches, ({ occurrences }) => occurrences);
  }

  /** How often the premise of each law has occurred. */
  witnesses(): readonly Witness[] {
    return this.#laws.map(({ name }, law) => ({ law: name, premises: this.#premises[law] ?? 0 }));
  }

  /** What passes between the parts of the world. */
  occurred(occurrence: Occurrence, world: World): void {
    if (occurrence.type === 'EventsWritten') this.#read(occurrence.execution, world);
    for (const { law, ask } of this.#occurrences.get(occurrence.type) ?? [])
      this.#ask(law, () => ask(occurrence, world), {});
  }

  /** @throws WorkflowLawBrokenError if a law was broken in the step, PredicateFailedError if one threw */
  afterStep(taken: TakenStep, world: World): void {
    for (const [law, { afterStep }] of this.#watches.entries())
      if (afterStep !== undefined) this.#ask(law, () => afterStep(taken, world), {});
    this.#throwIfBroken(taken);
  }

  /** @throws WorkflowLawBrokenError if something should have happened and has not */
  atEnd(world: World, atRest: boolean): void {
    for (const [law, { atEnd }] of this.#watches.entries()) {
      let verdicts: readonly Verdict[] = [];
      this.#ask(law, () => void (verdicts = atEnd?.(world, atRest) ?? []), {});
      for (const verdict of verdicts) this.#note(law, verdict, {});
    }
    this.#throwIfBroken(undefined);
  }

  #read({ workflowId, runId, events }: RecordedExecution, world: World): void {
    let run = this.#runs.get(runId);
    if (run === undefined) {
      run = new RunLedger(workflowId, runId, { exact: true });
      this.#runs.set(runId, run);
    }
    for (let at = run.length; at < events.length; at++) {
      const event = events[at] as HistoryEvent;
      const scene = { event, execution: { workflowId, runId } };
      for (const { law, ask } of this.#events.get(event.type) ?? [])
        this.#ask(law, () => ask(event, run, world), scene);
      if (isClosing(event.type)) {
        for (const [law, { closing }] of this.#watches.entries())
          this.#ask(law, () => closing?.(event, run, world), scene);
      }
      run.enter(event);
    }
  }

  /** A law that throws ends the run after the step, as one that is broken does. */
  #ask(law: number, ask: () => Verdict | void, scene: Scene): void {
    try {
      this.#note(law, ask() ?? undefined, scene);
    } catch (error) {
      this.#failed ??= new PredicateFailedError(`The law ${this.#laws[law]?.name}`, error);
    }
  }

  #note(law: number, verdict: Verdict, scene: Scene): void {
    if (verdict === undefined) return;
    if (verdict === true) this.#premises[law] = (this.#premises[law] ?? 0) + 1;
    else this.#broken ??= { law, how: verdict, scene };
  }

  #throwIfBroken(step: TakenStep | undefined): void {
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#broken === undefined) return;
    const { law, how, scene } = this.#broken;
    this.#broken = undefined;
    throw new WorkflowLawBrokenError(this.#laws[law] as WorkflowLaw, how, { ...scene, step });
  }
}

const isClosing = (type: EventType): boolean => closingStatus(type) !== undefined;
