/** What Node says the process is waiting for: how I/O that is not simulated gives itself away. */

/** How many resources of every kind are active, by Node's names. */
export type ActiveResources = ReadonlyMap<string, number>;

/** Real timers belong to the test or to its runner: those of activity code are virtual. The terminal is no I/O of theirs. */
const NOT_COUNTED = new Set(['Timeout', 'Immediate', 'TTYWrap', 'TickObject']);

/** @see process.getActiveResourcesInfo */
export function activeResourcesNow(): ActiveResources {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (!NOT_COUNTED.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** The kinds of which there are more now than there were. */
export function beyond(before: ActiveResources, now: ActiveResources): readonly string[] {
  return [...now].filter(([kind, count]) => count > (before.get(kind) ?? 0)).map(([kind]) => kind);
}
