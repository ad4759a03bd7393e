/** Mishaps: what may befall a message on its way to the service, or the answer to it. Each befalls one step. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Reply, ServiceStatus } from '../protocol/request.ts';
import type { Step } from './step.ts';
import type { World } from './world.ts';

/** What befalls a step. */
export type Mishap =
  /** The request takes effect, but whoever sent it does not hear of that, and sends it again. */
  | { readonly type: 'answer lost' }
  /** The request arrives twice. */
  | { readonly type: 'doubled' }
  /** The step comes only then, after everything else that is due at that time. */
  | { readonly type: 'late'; readonly at: EpochMs };

/** After this time a worker sends a request again whose answer it lacks. @see RetryConfig.initial_interval of sdk-core */
const WORKER_BACKOFF: DurationMs = 100;

/** How much of it chance takes off or adds. @see RetryConfig.randomization_factor of sdk-core */
const JITTER = 0.2;

/** After whatever else falls due at that time. */
const LAST = Number.MAX_SAFE_INTEGER;

const LOST: ServiceStatus = { code: 'UNAVAILABLE', message: 'the answer was lost on its way' };

/** The mishaps that are to come in one world. */
export class Mishaps {
  readonly #ofSteps = new Map<Step, Mishap>();
  readonly #ofNames = new Map<string, (now: EpochMs) => Mishap>();

  /** Whether there are any. */
  get any(): boolean {
    return this.#ofSteps.size > 0 || this.#ofNames.size > 0;
  }

  /** Something befalls a step that is enabled. */
  befall(step: Step, mishap: Mishap): void {
    this.#ofSteps.set(step, mishap);
  }

  /** Something befalls the step of that name, when it is its turn. */
  befallNamed(name: string, mishap: (now: EpochMs) => Mishap): void {
    this.#ofNames.set(name, mishap);
  }

  /** It is the turn of a step of that name. */
  turnOf(step: Step, name: string, now: EpochMs): void {
    const mishap = this.#ofNames.get(name);
    if (mishap === undefined) return;
    this.#ofNames.delete(name);
    this.#ofSteps.set(step, mishap(now));
  }

  /** What befalls a step; after that it has befallen. */
  take(step: Step, type?: Mishap['type']): Mishap | undefined {
    const mishap = this.#ofSteps.get(step);
    if (mishap === undefined || (type !== undefined && mishap.type !== type)) return undefined;
    this.#ofSteps.delete(step);
    return mishap;
  }
}

/** Puts a step off whose turn it is, if it is to be late. @returns whether it is */
export function putOff({ agenda, mishaps, names }: World, step: Step): boolean {
  mishaps.turnOf(step, names.next(step.name), agenda.now);
  const mishap = mishaps.take(step, 'late');
  if (mishap?.type !== 'late') return false;
  agenda.set(`late ${names.next(step.name)}`, mishap.at, LAST, step);
  return true;
}

/** What is done with the answer that is lost: a client tries again as it does of itself, a worker after a while. */
export function answerLost(
  world: World,
  step: Step & { readonly type: 'Request' },
  answered: ((reply: Reply) => void) | undefined,
): () => void {
  return () => {
    if (answered === undefined) return;
    if (step.worker === undefined) return answered({ ok: false, status: LOST });
    const [low, high] = [WORKER_BACKOFF * (1 - JITTER), WORKER_BACKOFF * (1 + JITTER)];
    const pause = world.draws.jitter(`${step.name} is sent again after`, low, high, WORKER_BACKOFF);
    world.callLater({ ...step, callId: world.newCallId() }, answered, pause);
  };
}
