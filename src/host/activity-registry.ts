/** The activities of a worker by their types, as a real Worker takes them from its options. */
import type { PayloadTypeInfo } from '@temporalio/common';
import { throwIfReservedName } from '@temporalio/common/lib/reserved.js';
import { isActivityFunctionWithOptions } from '@temporalio/common/lib/activity-definition-options.js';

/** The code of an activity. */
export type ActivityFunction = (...args: unknown[]) => unknown;

/** The type whose function serves all types that have none. @see WorkerOptions.activities */
const CATCH_ALL = 'default';

/**
 * The activities of a worker: the functions among the own enumerable properties of an object, so that methods which a
 * class defines are not among them.
 *
 * @see WorkerOptions.activities
 * @throws TypeError for a name that Temporal reserves
 */
export class ActivityRegistry {
  readonly #functions: ReadonlyMap<string, ActivityFunction>;

  constructor(activities: object | ReadonlyMap<string, unknown>) {
    const entries = activities instanceof Map ? activities.entries() : Object.entries(activities);
    const functions = new Map<string, ActivityFunction>();
    for (const [name, value] of entries as Iterable<[string, unknown]>) {
      if (typeof value !== 'function') continue;
      throwIfReservedName('activity', name);
      functions.set(name, value as ActivityFunction);
    }
    this.#functions = functions;
  }

  /** The types, in the order of registration. */
  get names(): readonly string[] {
    return [...this.#functions.keys()];
  }

  /** The function for a type, or the catch-all. */
  find(activityType: string): ActivityFunction | undefined {
    return this.#functions.get(activityType) ?? this.#functions.get(CATCH_ALL);
  }
}

/** How arguments and result of an activity are to be converted. @see setActivityOptions of `@temporalio/activity` */
export function typeInfoOf(fn: ActivityFunction): PayloadTypeInfo | undefined {
  return isActivityFunctionWithOptions(fn) ? fn.activityDefinitionOptions.typeInfo : undefined;
}
