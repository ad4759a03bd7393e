/** `Date` as everybody sees it while a world is open: workflow time in workflow code, virtual time in activity code, else the real one. */
import type { EpochMs } from '../common/time.ts';
import { runningActivity } from './activity-globals.ts';
import type { Before } from './ambient-property.ts';
import { real } from './real-globals.ts';
import { runningWorkflow } from './realm.ts';

/** The virtual time of the code that runs; undefined where the real time holds. */
export function virtualNow(): EpochMs | undefined {
  const activity = runningActivity();
  if (activity !== undefined) {
    activity.worksOn?.('the time');
    return Math.floor(activity.timers.clock.now);
  }
  return runningWorkflow()?.now();
}

/** Makes the `Date` that tells time by who asks. */
export function ambientDate(before: Before<DateConstructor>): DateConstructor {
  function AmbientDate(this: unknown, ...args: unknown[]): unknown {
    const now = virtualNow();
    if (new.target === undefined) {
      if (now === undefined) return before.value();
      // In the SDK's sandbox Date is a function that makes an object either way.
      const date = Reflect.construct(real.Date, args.length > 0 ? args : [now]) as Date;
      return runningActivity() === undefined ? date : new real.Date(now).toString();
    }
    const target = new.target as unknown;
    if (now === undefined) {
      return Reflect.construct(
        before.value,
        args,
        (target === AmbientDate ? before.value : target) as never,
      );
    }
    return Reflect.construct(
      real.Date,
      args.length > 0 ? args : [now],
      (target === AmbientDate ? real.Date : target) as never,
    );
  }
  const value = <T>(of: T) => ({ value: of, writable: true, configurable: true });
  Object.defineProperties(AmbientDate, {
    name: { value: 'Date', configurable: true },
    length: { value: 7, configurable: true },
    prototype: { value: real.Date.prototype, writable: false },
    now: value(function now() {
      return virtualNow() ?? before.value.now();
    }),
    parse: value(real.Date.parse),
    UTC: value(real.Date.UTC),
  });
  return AmbientDate as unknown as DateConstructor;
}
