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
  readonly #functions = new Map<string, ActivityFunction>();

  constructor(activities: object | ReadonlyMap<string, unknown>) {
    if (activities instanceof Map)
      for (const [name, value] of activities as Map<string, unknown>) this.#register(name, value);
    else
      for (const name of Object.keys(activities))
        this.#register(name, (activities as Readonly<Record<string, unknown>>)[name]);
  }

  #register(name: string, value: unknown): void {
    if (typeof value !== 'function') return;
    throwIfReservedName('activity', name);
    this.#functions.set(name, value as ActivityFunction);
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
