/** Makes the runs that a search asks for in this thread, one after the other. */
import { seededRandom } from '../common/random.ts';
import type { StepObserver } from '../simulation/observer.ts';
import { guideOf } from './guide-recipe.ts';
import type { Horizon } from './horizon.ts';
import { probe, probeWith, type Probe, type ProbeSettings } from './probe.ts';
import type { ProbeRequest, ProbeResult, ProbeRunner } from './probe-request.ts';
import type { Schedule } from './schedule.ts';
import type { Lookout } from './scheduled-chooser.ts';

/** Runs here. */
export class ProbesHere implements ProbeRunner {
  readonly ahead = 1;
  readonly #settings: ProbeSettings;
  /** The boring run, where the random walks begin. */
  #boring: Promise<Probe> | undefined;

  constructor(settings: ProbeSettings) {
    this.#settings = settings;
  }

  /** Runs once, under a schedule. */
  probe(
    schedule: Schedule,
    lookout: Lookout | undefined,
    horizon: Horizon | undefined,
    observers: readonly StepObserver[] = [],
  ): Promise<Probe> {
    const { laws } = this.#settings;
    const watched = observers.length === 0 ? laws : () => [...observers, ...laws()];
    return probe({ ...this.#settings, laws: watched, horizon }, schedule, lookout);
  }

  async run(request: ProbeRequest, horizon: Horizon | undefined): Promise<ProbeResult> {
    const settings = { ...this.#settings, horizon };
    switch (request.type) {
      case 'schedule': {
        const outcome = await probe(settings, request.schedule, request.lookout);
        return { outcomes: [outcome], learned: {} };
      }
      case 'random walk':
        return { outcomes: await this.#walk(request, settings), learned: {} };
      case 'guided': {
        const { guide, learned } = guideOf(request.guide, settings.lateness ?? 0);
        const outcome = await probeWith(settings, guide);
        return { outcomes: [outcome], learned: learned() };
      }
    }
  }

  async #walk(
    { seed, deviations, lookout }: ProbeRequest & { readonly type: 'random walk' },
    settings: ProbeSettings,
  ): Promise<readonly Probe[]> {
    this.#boring ??= probe(settings, [], lookout);
    const random = seededRandom(seed);
    const length = deviations + random.below(2);
    const outcomes: Probe[] = [];
    let schedule: Schedule = [];
    let { opportunities } = await this.#boring;
    while (schedule.length < length) {
      const picked = opportunities[random.below(opportunities.length)];
      if (picked === undefined) break;
      schedule = [...schedule, picked.deviation];
      const outcome = await probe(settings, schedule, lookout);
      outcomes.push(outcome);
      if (outcome.broken !== undefined || outcome.unapplied.length > 0) break;
      ({ opportunities } = outcome);
    }
    return outcomes;
  }
}
