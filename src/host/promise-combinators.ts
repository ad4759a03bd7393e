/** `Promise.all` and `Promise.allSettled` while promises are followed: what they return is known to stand for all its parts. */

type Combine = (this: unknown, parts: unknown) => unknown;
type Combining = Record<(typeof NAMES)[number], Combine>;

/** Those that tell of every part; `race` and `any` tell of one, which V8's own hooks follow. */
const NAMES = ['all', 'allSettled'] as const;

const native: Combining = { all: Promise.all, allSettled: Promise.allSettled } as Combining;

/** Puts ours in their place. @param combined told of what they return, and of its parts @returns what gives the native ones back */
export function watchCombinators(
  combined: (result: unknown, parts: readonly unknown[]) => void,
): () => void {
  const restores = NAMES.map((name) => {
    const original = Object.getOwnPropertyDescriptor(Promise, name);
    const value: Combine = {
      [name](this: unknown, parts: unknown) {
        const result = native[name].call(this, parts);
        if (Array.isArray(parts)) combined(result, parts);
        return result;
      },
    }[name] as Combine;
    Object.defineProperty(Promise, name, { ...original, value });
    return () => {
      if (Object.getOwnPropertyDescriptor(Promise, name)?.value !== value) return;
      if (original !== undefined) Object.defineProperty(Promise, name, original);
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}
