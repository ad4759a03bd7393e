/** An activity as scenarios and tests see it: how often its code was set going, by which workflow, in which attempt. */
import { OptionError } from './error.ts';
import type { StartedAttempt } from './trace.ts';
import type { World } from './world.ts';

/** All attempts of the activities of one type in a world, local ones and those of dead workers included. */
export interface ScenarioActivity {
  readonly type: string;
  /** In the order in which they were set going. It grows for as long as the world lives. */
  readonly attempts: readonly StartedAttempt[];
}

/** The type that stands for all types that have no function of their own. @see WorkerOptions.activities */
const CATCH_ALL = 'default';

function knownTypes(world: World): readonly string[] {
  const types = world.options.workers.flatMap(({ activities = {} }) =>
    activities instanceof Map
      ? [...(activities as ReadonlyMap<string, unknown>).keys()]
      : Object.keys(activities),
  );
  return [...new Set(types)];
}

class ActivityOfWorld implements ScenarioActivity {
  readonly type: string;
  readonly #world: World;

  constructor(type: string, world: World) {
    this.type = type;
    this.#world = world;
  }

  get attempts(): readonly StartedAttempt[] {
    return this.#world.trace.attempts.filter(({ activityType }) => activityType === this.type);
  }
}

/** The activities of a type. @throws OptionError if no worker of the world has an activity of that type */
export function activityOf(world: World, type: string): ScenarioActivity {
  const known = knownTypes(world);
  if (!known.includes(type) && !known.includes(CATCH_ALL)) {
    throw new OptionError(
      'type of activity()',
      type,
      `one that a worker has (${known.join(', ') || 'there is none'})`,
    );
  }
  return new ActivityOfWorld(type, world);
}
