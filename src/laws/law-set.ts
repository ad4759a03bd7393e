/** A set of laws at work on one live world or on one history: asks each law about what concerns it, and counts its premises. */
import type { EventType, HistoryEvent } from '../protocol/event.ts';
import type { Occurrence, RecordedExecution } from '../simulation/occurrence.ts';
import type { StepObserver } from '../simulation/observer.ts';
import type { TakenStep } from '../simulation/step.ts';
import type { World } from '../simulation/world.ts';
import { handedOut, isAttemptMethod } from './handing-out.ts';
import { LawBrokenError, type Scene } from './law-broken-error.ts';
import type { Law, Verdict, Witness, WorldEvent } from './law.ts';
import type { RunLedger } from './run-ledger.ts';
import { WorldLedger } from './world-ledger.ts';

/** What a law says about one kind of thing. */
interface Clause<Ask> {
  readonly law: number;
  readonly ask: Ask;
}

type AskOfEvent = (event: HistoryEvent, run: RunLedger, world: WorldLedger | undefined) => Verdict;
type AskOfWorld = (event: WorldEvent, world: WorldLedger) => Verdict;

/** Laws in the order in which they are asked, by what they are about. Made once for each list of laws. */
export class LawTable {
  readonly laws: readonly Law[];
  readonly #everyEvent: readonly Clause<AskOfEvent>[];
  readonly #events = new Map<EventType, readonly Clause<AskOfEvent>[]>();
  readonly #occurrences = new Map<WorldEvent['type'], Clause<AskOfWorld>[]>();
  readonly afterStep: readonly Clause<NonNullable<Law['afterStep']>>[];
  readonly atRest: readonly Clause<NonNullable<Law['atRest']>>[];

  constructor(laws: readonly Law[]) {
    this.laws = laws;
    const clauses = <Ask>(pick: (law: Law) => Ask | undefined): Clause<Ask>[] =>
      laws.flatMap((law, index) => {
        const ask = pick(law);
        return ask === undefined ? [] : [{ law: index, ask }];
      });
    this.#everyEvent = clauses((law) => law.everyEvent);
    this.afterStep = clauses((law) => law.afterStep);
    this.atRest = clauses((law) => law.atRest);
    for (const [index, { occurrences }] of laws.entries()) {
      for (const [type, ask] of Object.entries(occurrences ?? {})) {
        const told = type as WorldEvent['type'];
        const asked = this.#occurrences.get(told) ?? [];
        asked.push({ law: index, ask: ask as AskOfWorld });
        this.#occurrences.set(told, asked);
      }
    }
  }

  /** The laws that have something to say about events of a type. */
  aboutEvents(type: EventType): readonly Clause<AskOfEvent>[] {
    let clauses = this.#events.get(type);
    if (clauses === undefined) {
      const own = this.laws.flatMap(({ events }, law) => {
        const ask = events?.[type] as AskOfEvent | undefined;
        return ask === undefined ? [] : [{ law, ask }];
      });
      clauses = [...this.#everyEvent, ...own].toSorted((a, b) => a.law - b.law);
      this.#events.set(type, clauses);
    }
    return clauses;
  }

  /** The laws that have something to say about a kind of happening. */
  aboutOccurrences(type: WorldEvent['type']): readonly Clause<AskOfWorld>[] | undefined {
    return this.#occurrences.get(type);
  }
}

/** Laws at work on one world. The first that is broken ends the run after the step in which it was. */
export class LawSet implements StepObserver {
  readonly #table: LawTable;
  readonly #premises: number[];
  readonly #ledger = new WorldLedger();
  #broken: { readonly law: number; readonly how: string; readonly scene: Scene } | undefined;

  constructor(table: LawTable) {
    this.#table = table;
    this.#premises = table.laws.map(() => 0);
  }

  /** How often the premise of each law has occurred. */
  witnesses(): readonly Witness[] {
    return this.#table.laws.map(({ name }, law) => ({
      law: name,
      premises: this.#premises[law] ?? 0,
    }));
  }

  /** What passes between the parts of the world. */
  occurred(occurrence: Occurrence, { now, isLate }: Pick<World, 'now' | 'isLate'>): void {
    const ledger = this.#ledger;
    ledger.now = now;
    ledger.exact = !isLate;
    if (occurrence.type === 'EventsWritten') return this.#read(occurrence.execution);
    this.#ask(occurrence);
    if (occurrence.type === 'Answered') this.#askOfAnswer(occurrence);
    ledger.enter(occurrence);
  }

  /** @throws LawBrokenError if a law was broken in the step */
  afterStep(taken: TakenStep): void {
    for (const { law, ask } of this.#table.afterStep) {
      this.#note(law, ask(taken, this.#ledger));
    }
    this.#ledger.lastStepAt = taken.at;
    this.#throwIfBroken(taken);
  }

  /** @throws LawBrokenError if something should have happened and has not */
  atEnd(world: Pick<World, 'workers'>, atRest: boolean): void {
    this.#throwIfBroken(undefined);
    if (!atRest) return;
    this.#ledger.served = servedBy(world);
    for (const { law, ask } of this.#table.atRest) {
      for (const run of this.#ledger.runs.values()) {
        this.#note(law, ask(run, this.#ledger), undefined, run);
      }
    }
    this.#throwIfBroken(undefined);
  }

  #read({ workflowId, runId, events }: RecordedExecution): void {
    const run = this.#ledger.run(workflowId, runId);
    for (let at = run.length; at < events.length; at++) {
      const event = events[at] as HistoryEvent;
      for (const { law, ask } of this.#table.aboutEvents(event.type)) {
        this.#note(law, ask(event, run, this.#ledger), event, run);
      }
      run.enter(event);
      this.#ledger.entered(run);
    }
  }

  #ask(event: WorldEvent): void {
    const clauses = this.#table.aboutOccurrences(event.type);
    if (clauses === undefined) return;
    for (const { law, ask } of clauses) this.#note(law, ask(event, this.#ledger));
  }

  #askOfAnswer({ callId, reply }: Occurrence & { readonly type: 'Answered' }): void {
    const call = this.#ledger.calls.get(callId);
    if (call !== undefined && isAttemptMethod(call.request.method)) {
      const { method } = call.request;
      const { attempt } = call;
      this.#ask({ type: 'AttemptAnswered', method, call, reply, attempt } as WorldEvent);
    }
    const { workflowTask, activityTasks } = handedOut(reply);
    if (workflowTask !== undefined)
      this.#ask({ type: 'WorkflowTaskHandedOut', task: workflowTask });
    if (activityTasks !== undefined)
      for (const task of activityTasks) this.#ask({ type: 'AttemptHandedOut', task });
  }

  #note(law: number, verdict: Verdict, event?: HistoryEvent, execution?: RunLedger): void {
    if (verdict === undefined) return;
    if (verdict === true) this.#premises[law] = (this.#premises[law] ?? 0) + 1;
    else this.#broken ??= { law, how: verdict, scene: { event, execution } };
  }

  #throwIfBroken(step: TakenStep | undefined): void {
    if (this.#broken === undefined) return;
    const { law, how, scene } = this.#broken;
    this.#broken = undefined;
    throw new LawBrokenError(this.#table.laws[law] as Law, how, { ...scene, step });
  }
}

function servedBy({ workers }: Pick<World, 'workers'>): WorldLedger['served'] {
  const workflows = new Set<string>();
  const activities = new Set<string>();
  for (const { status, taskQueue, options } of workers.values()) {
    if (status !== 'running') continue;
    if (options.workflows !== undefined) workflows.add(taskQueue);
    if (options.activities !== undefined) activities.add(taskQueue);
  }
  return { workflows, activities };
}
