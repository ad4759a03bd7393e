/** What the globals of workflow code do: workflow time, the run's random numbers, timers that are durable. */
import { LazyMap } from '../common/lazy-map.ts';
import type { EpochMs } from '../common/time.ts';
import type { WorkflowGlobals } from './realm.ts';
import type { Activator, WorkflowSdk } from './sdk.ts';

/** The pending timers of `setTimeout`, by their handles. */
type Timers = LazyMap<number, { cancel(): void }>;

/** @see global-overrides of the SDK, which replaces the globals of a worker's sandbox to the same effect */
export class RunGlobals implements WorkflowGlobals {
  readonly runId: string;
  readonly #sdk: WorkflowSdk;
  readonly #activator: Activator;
  readonly #timers: Timers = new LazyMap();

  constructor(sdk: WorkflowSdk, activator: Activator) {
    this.runId = activator.info.runId;
    this.#sdk = sdk;
    this.#activator = activator;
  }

  now(): EpochMs {
    return this.#activator.now;
  }

  random(): number {
    return this.#activator.currentRandom();
  }

  setTimeout(callback: (...args: unknown[]) => unknown, ms: number, ...args: unknown[]): number {
    const activator = this.#activator;
    const atLeastOne = Math.max(1, ms);
    const { NonCancellableScopesAreShieldedFromPropagation: asScope } = this.#sdk.flags;
    if (!activator.hasFlag(asScope))
      return this.#setTimeoutWithoutScope(callback, atLeastOne, args);

    const seq = activator.nextSeqs.timer;
    const { CancellationScope, sleep } = this.#sdk.workflow;
    const scope = new CancellationScope({ cancellable: true });
    void scope
      .run(() => sleep(atLeastOne))
      .then(
        () => {
          this.#timers.delete(seq);
          callback(...args);
        },
        () => {
          this.#timers.delete(seq);
        },
      );
    this.#timers.set(seq, scope);
    return seq;
  }

  clearTimeout(handle: unknown): void {
    const seq = handle as number;
    const timer = this.#timers.get(seq);
    if (timer === undefined) {
      this.#clearTimeoutWithoutScope(seq);
      return;
    }
    this.#timers.delete(seq);
    timer.cancel();
  }

  /** As histories from before version 1.11 want it. */
  #setTimeoutWithoutScope(
    callback: (...args: unknown[]) => unknown,
    ms: number,
    args: readonly unknown[],
  ): number {
    const activator = this.#activator;
    const seq = activator.nextSeqs.timer++;
    void new Promise<void>((resolve, reject) => {
      activator.completions.timer.set(seq, { resolve, reject });
      activator.pushCommand({ startTimer: { seq, startToFireTimeout: this.#sdk.msToTs(ms) } });
    }).then(
      () => callback(...args),
      () => undefined,
    );
    return seq;
  }

  /** Burns a number and sends a command even where there is no such timer, as the SDK does. */
  #clearTimeoutWithoutScope(seq: number): void {
    const activator = this.#activator;
    activator.nextSeqs.timer++;
    activator.completions.timer.delete(seq);
    activator.pushCommand({ cancelTimer: { seq } });
  }
}
