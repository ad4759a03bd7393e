/** Real time, which passes only where something is waited for that is not simulated: what is said of that. */
import type { DurationMs } from '../common/time.ts';
import { activeResources } from '../host/ambient-globals.ts';
import { RealTimeLimitError } from './error.ts';
import type { World } from './world.ts';

/** Who is waited for. */
export type WaitedFor = 'the scenario' | 'an activity';

/** Remarks of one run, each made once. */
export class RealTimeRemarks {
  readonly #world: World;
  readonly #made = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Activity code is under way that has set no virtual timer, and is not waited for. */
  passedOver(): void {
    if (this.#made.has('real-io')) return;
    const resources = activeResources();
    if (resources.length === 0) return;
    this.#remark(
      'real-io',
      `Activity code waits for something that is not simulated (${resources.join(', ')}); virtual time goes on without it. ` +
        "With activityTime: 'real' it is waited for.",
    );
  }

  /** Somebody is waited for in real time. */
  waitsFor(who: WaitedFor): void {
    const resources = activeResources().join(', ') || 'a promise';
    const name = who === 'an activity' ? 'real-io' : 'real-time';
    this.#remark(name, `In real time, ${who} was waited for, which waits for ${resources}.`);
  }

  #remark(name: string, message: string): void {
    if (this.#made.has(name)) return;
    this.#made.add(name);
    this.#world.found(name, undefined, message);
  }
}

/** The error where somebody has been waited for too long. */
export function realTimeOver(limit: DurationMs, who: WaitedFor, world: World): RealTimeLimitError {
  return new RealTimeLimitError(
    `For ${limit} ms of real time ${who} has been waiting for something that is not simulated ` +
      `(${activeResources().join(', ') || 'a promise that nothing settles'}), at virtual time ${new Date(world.now).toISOString()}. ` +
      'Await the simulation (a client call, world.sleep, world.until) instead, or raise realTimeLimit.',
  );
}
