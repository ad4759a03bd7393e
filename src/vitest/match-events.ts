/** Whether a history has given events in a given order, with whatever others between them. */
import type { EventAttributes, EventType, HistoryEvent } from '../protocol/event.ts';

type PartOf<T> = T extends readonly (infer Item)[]
  ? readonly PartOf<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: PartOf<T[Key]> | undefined }
    : T;

/** An event by its type and by some of its attributes. */
export type EventPattern = {
  [Type in EventType]: {
    readonly type: Type;
    readonly attributes?: PartOf<EventAttributes[Type]> | undefined;
  };
}[EventType];

/** An event as a test names it: by its type alone, or by more. */
export type ExpectedEvent = EventType | EventPattern;

/** How far the search for events came. */
export interface EventSearch {
  /** The ids of the events that were found. */
  readonly found: readonly number[];
  /** The first one that was not; undefined if all were. */
  readonly missing: ExpectedEvent | undefined;
}

/** Looks for events in order. @param has whether attributes have the given part */
export function searchEvents(
  events: readonly HistoryEvent[],
  expected: readonly ExpectedEvent[],
  has: (attributes: object, part: object) => boolean,
): EventSearch {
  const found: number[] = [];
  let from = 0;
  for (const wanted of expected) {
    const { type, attributes } = typeof wanted === 'string' ? { type: wanted } : wanted;
    const at = events.findIndex(
      (event, index) =>
        index >= from &&
        event.type === type &&
        (attributes === undefined || has(event.attributes, attributes)),
    );
    const event = events[at];
    if (event === undefined) return { found, missing: wanted };
    found.push(event.eventId);
    from = at + 1;
  }
  return { found, missing: undefined };
}

/** An expected event in words. */
export const expectedText = (expected: ExpectedEvent): string =>
  typeof expected === 'string'
    ? expected
    : `${expected.type} ${JSON.stringify(expected.attributes ?? {})}`;
