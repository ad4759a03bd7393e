/** Shrinking: a schedule that breaks a law becomes the fewest deviations that still break it, as early as they go. */
import type { Probe } from './probe.ts';
import type { Deviation, Schedule } from './schedule.ts';
import type { Lookout } from './scheduled-chooser.ts';

/** Runs a schedule. */
export type Run = (schedule: Schedule, lookout?: Lookout) => Promise<Probe>;

/** Whether a run still breaks the law; where some of its deviations did not come about, without those. */
async function breaks(schedule: Schedule, law: string, run: Run): Promise<Probe | undefined> {
  const tried = await run(schedule);
  if (tried.violation?.law !== law) return undefined;
  const { unapplied } = tried;
  if (unapplied.length === 0) return tried;
  return breaks(
    schedule.filter((deviation) => !unapplied.includes(deviation)),
    law,
    run,
  );
}

/**
 * Takes deviations away for as long as the law stays broken, many at once where there are many: the result is minimal
 * under removal. @see Zeller, Hildebrandt: Simplifying and isolating failure-inducing input
 */
async function removed(probe: Probe, law: string, run: Run): Promise<Probe> {
  let best = probe;
  let size = Math.max(1, Math.floor(best.schedule.length / 2));
  for (let at = 0; at < best.schedule.length;) {
    const end = at + size;
    const kept = best.schedule.filter((_, index) => index < at || index >= end);
    const shorter = await breaks(kept, law, run);
    if (shorter !== undefined) {
      best = shorter;
      at = 0;
    } else {
      at += size;
    }
    if (at >= best.schedule.length && size > 1) {
      size = Math.floor(size / 2);
      at = 0;
    }
  }
  return best;
}

const placeOf = (deviation: Deviation): string | undefined =>
  deviation.type === 'before' || deviation.type === 'after' ? deviation.place : undefined;

/** Moves each placement to the earliest moment at which the law is still broken. */
async function earliest(probe: Probe, law: string, lookout: Lookout, run: Run): Promise<Probe> {
  let best = probe;
  for (let at = 0; at < best.schedule.length; at++) {
    const deviation = best.schedule[at];
    const place = deviation === undefined ? undefined : placeOf(deviation);
    if (place === undefined) continue;
    const head = best.schedule.slice(0, at);
    const tail = best.schedule.slice(at + 1);
    const { opportunities } = await run(head, lookout);
    for (const earlier of opportunities) {
      if (placeOf(earlier.deviation) !== place) continue;
      if (sameDeviation(earlier.deviation, best.schedule[at])) break;
      const moved = await run([...head, earlier.deviation, ...tail]);
      if (moved.violation?.law === law && moved.unapplied.length === 0) {
        best = moved;
        break;
      }
    }
  }
  return best;
}

const sameDeviation = (a: Deviation, b: Deviation | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** The smallest schedule near this one that breaks the same law. */
export async function shrink(probe: Probe, lookout: Lookout, run: Run): Promise<Probe> {
  const law = probe.violation?.law;
  if (law === undefined) return probe;
  let best = probe;
  for (;;) {
    const fewest = await removed(best, law, run);
    const early = await earliest(fewest, law, lookout, run);
    // what is earlier may need less beside it
    if (early === fewest || early.schedule.length < 2) return early;
    best = early;
  }
}
