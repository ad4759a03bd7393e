/** Putting something in the place of a global, in such a way that others can still put theirs in its place, and take it away. */

/** What was in the place of a property before: what it still is for code that is not ours. */
export interface Before<T> {
  value: T;
}

/** A property that can be replaced and given back any number of times. */
export interface AmbientProperty {
  install(): void;
  uninstall(): void;
}

/** Whether a value was put there by fake-timers, which is to say by `vi.useFakeTimers()` and the like. */
const isFake = (value: unknown): boolean =>
  (value as { readonly clock?: unknown } | undefined)?.clock !== undefined;

/**
 * Replaces a property that test tools replace as well. What they put there is what everybody sees but the code that
 * lastcall runs (`oursRuns`). When nobody else is in the way everybody sees `ambient`, so that references which are
 * taken early work too; to those who took them it stays what was there before, whatever is put there later.
 *
 * @param native - what is there when nobody has replaced it
 */
export function ambientGlobal<T>(
  target: object,
  key: string,
  native: T,
  oursRuns: () => boolean,
  ambient: (before: Before<T>) => T,
): AmbientProperty {
  const before: Before<T> = { value: native };
  const mine = ambient(before);
  let others = native;
  let original: PropertyDescriptor | undefined;
  const seen = (): T => (target as Record<string, T>)[key] as T;
  const get = (): T => (others === before.value || oursRuns() ? mine : others);
  return {
    install() {
      original = Object.getOwnPropertyDescriptor(target, key);
      const current = seen();
      others = current === mine ? native : current;
      // Tools that took ours for the native one have given it back after we had gone.
      if (original?.value === mine) original = { ...original, value: native };
      // Tools that put fakes there before us will give back what they found, and that is the native one.
      before.value = isFake(others) ? native : others;
      Object.defineProperty(target, key, {
        configurable: true,
        enumerable: original?.enumerable ?? false,
        get,
        set: (value: T) => {
          others = value === mine ? before.value : value;
        },
      });
    },
    uninstall() {
      // Whoever has defined the property anew since then knows what to give back.
      if (Object.getOwnPropertyDescriptor(target, key)?.get !== get) return;
      if (original === undefined) Reflect.deleteProperty(target, key);
      else Object.defineProperty(target, key, original);
      if (seen() !== others) (target as Record<string, T>)[key] = others;
    },
  };
}

/** Replaces a property of one of Node's modules. */
export function ambientMember<T>(
  target: object,
  key: string,
  native: T,
  ambient: (outer: Before<T>) => T,
): AmbientProperty {
  const mine = ambient({ value: native });
  let original: PropertyDescriptor | undefined;
  return {
    install() {
      original = Object.getOwnPropertyDescriptor(target, key);
      const { enumerable = true } = original ?? {};
      const replaced = { value: mine, writable: true, configurable: true, enumerable };
      Object.defineProperty(target, key, replaced);
    },
    uninstall() {
      if (Object.getOwnPropertyDescriptor(target, key)?.value !== mine) return;
      if (original === undefined) Reflect.deleteProperty(target, key);
      else Object.defineProperty(target, key, original);
    },
  };
}
