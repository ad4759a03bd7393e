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
    this.#remark('real-io', (resources) =>
      resources.length === 0
        ? undefined
        : `Activity code waits for something that is not simulated (${resources.join(', ')}); virtual time goes on without it. ` +
          "With activityTime: 'real' it is waited for.",
    );
  }

  /** Somebody is waited for in real time. */
  waitsFor(who: WaitedFor): void {
    this.#remark(who === 'an activity' ? 'real-io' : 'real-time', (resources) => {
      const what = resources.join(', ') || 'a promise';
      return `In real time, ${who} was waited for, which waits for ${what}.`;
    });
  }

  /** Asks what the process waits for only as long as the remark is to be made: that is asked again and again. */
  #remark(name: string, about: (resources: readonly string[]) => string | undefined): void {
    if (this.#made.has(name)) return;
    const message = about(activeResources());
    if (message === undefined) return;
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
