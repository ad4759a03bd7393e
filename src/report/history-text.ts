/** A history as text: a line an event, with its time since the start and what it is about. */
import type { HistoryEvent } from '../protocol/event.ts';
import { sinceStart } from './since-start.ts';
import { detailOf } from './event-text.ts';

/** How much of a history is shown. */
export interface HistoryTextOptions {
  /** Events that get a mark, by id. */
  readonly marked?: readonly number[] | undefined;
  /** How many lines at most; what is left out in the middle shows as an ellipsis. Default: all. */
  readonly lines?: number | undefined;
}

/** The first and the last of a list, with an ellipsis for what is between, so that there are at most so many. */
export function ends(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const first = Math.floor((most - 1) / 2);
  const last = most - 1 - first;
  const left = lines.length - first - last;
  return [...lines.slice(0, first), `  … ${left} more …`, ...lines.slice(lines.length - last)];
}

/** The events of a history, a line each. */
export function historyText(
  events: readonly HistoryEvent[],
  { marked = [], lines = Number.POSITIVE_INFINITY }: HistoryTextOptions = {},
): string {
  const start = events[0]?.eventTime ?? 0;
  const width = String(events.at(-1)?.eventId ?? 0).length;
  const clock = sinceStart(events.at(-1)?.eventTime ?? start, start).length;
  const all = events.map((event) => {
    const mark = marked.includes(event.eventId) ? '✓' : ' ';
    const id = String(event.eventId).padStart(width);
    const detail = detailOf(event);
    return `${mark} ${id} ${sinceStart(event.eventTime, start).padStart(clock)} ${event.type}${detail === '' ? '' : ` ${detail}`}`;
  });
  return ends(all, lines).join('\n');
}
