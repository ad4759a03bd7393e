/** The order book of a run: follows what brings about what and who touches what, while the run goes on. */
import type { EpochMs } from '../common/time.ts';
import type { AgendaWatch } from '../simulation/agenda.ts';
import type { StepObserver } from '../simulation/observer.ts';
import type { Occurrence } from '../simulation/occurrence.ts';
import type { Step, TakenStep } from '../simulation/step.ts';
import type { World } from '../simulation/world.ts';
import { Footprints } from './footprint.ts';
import { blend, StepOrder, type Mark, type OrderedStep } from './step-order.ts';

interface Expected {
  readonly origin: Mark;
  readonly cause: OrderedStep | undefined;
  /** When it is enabled. */
  readonly at: EpochMs;
  enabledIn: number | undefined;
}

/** What steps begin with that nothing in the run has brought about. */
const ROOT: Mark = 1;

/** Keeps the book of one run. It is told of each choice by whoever makes it. */
export class OrderBook implements StepObserver, AgendaWatch {
  readonly order: StepOrder = new StepOrder();
  readonly #footprints = new Footprints();
  readonly #expected = new Map<Step, Expected>();
  readonly #origins = new Set<Mark>();
  readonly #alarms = new Map<Step, EpochMs>();
  #world: World | undefined;
  /** The step that is being taken; what it brings about is known by its number among all that it brings about. */
  #taking: { readonly step: Step; readonly expected: Expected } | undefined;
  #children: Step[] = [];
  #removed: Step[] = [];
  #instant = 0;
  #strays = 0;

  begun(world: World): void {
    this.#world = world;
    world.agenda.watch = this;
    this.#children = [...world.agenda.enabled()];
    this.#christen(undefined);
  }

  added(step: Step, at: EpochMs | undefined): void {
    this.#children.push(step);
    if (at !== undefined) this.#alarms.set(step, at);
  }

  removed(step: Step): void {
    this.#removed.push(step);
  }

  occurred(occurrence: Occurrence): void {
    this.#footprints.occurred(occurrence);
  }

  /** What an enabled step, or one that is set for a time, is by its origin. */
  originOf(step: Step): Mark | undefined {
    return this.#expected.get(step)?.origin;
  }

  /** Whether a step of that origin is expected, enabled or not. */
  expects(origin: Mark): boolean {
    return this.#origins.has(origin);
  }

  /** The steps that are enabled before one of them is chosen. */
  enabled(steps: readonly Step[]): void {
    if (this.#children.length > 0) this.#christen(undefined);
    for (const step of steps) {
      const expected = this.#expected.get(step);
      if (expected !== undefined) expected.enabledIn ??= this.#instant;
    }
  }

  /** The clock is about to move. */
  clockMoves(): void {
    this.#instant++;
  }

  /** A step is chosen. */
  chosen(step: Step): void {
    const expected = this.#expected.get(step);
    if (expected === undefined || this.#world === undefined) return;
    this.#forget(step, expected);
    this.#taking = { step, expected };
    this.#footprints.begin(step, this.#world);
  }

  afterStep(_taken: TakenStep, world: World): void {
    if (this.#taking === undefined) return;
    const { origin, cause, at } = this.#taking.expected;
    this.#taking = undefined;
    const ordered = this.order.add({
      origin,
      cause,
      footprint: this.#footprints.end(world),
      since: at,
      at: world.now,
      instant: this.#instant,
    });
    this.#christen(ordered);
    for (const step of this.#removed) {
      const lost = this.#expected.get(step);
      if (lost === undefined) continue;
      this.#forget(step, lost);
      this.order.lost.push({ ...lost, instant: lost.enabledIn, by: ordered });
    }
    this.#removed = [];
  }

  #forget(step: Step, { origin }: Expected): void {
    this.#expected.delete(step);
    this.#origins.delete(origin);
  }

  /** Names what a step has brought about; what came from outside of any step is numbered through. */
  #christen(cause: OrderedStep | undefined): void {
    const now = this.#world?.now ?? 0;
    for (const [number, step] of this.#children.entries()) {
      const at = this.#alarms.get(step) ?? now;
      this.#alarms.delete(step);
      const origin = cause === undefined ? blend(ROOT, this.#strays++) : blend(cause.mark, number);
      this.#origins.add(origin);
      this.#expected.set(step, { origin, cause, at, enabledIn: undefined });
    }
    this.#children = [];
  }
}
