/** Event ids: how the parts of a history refer to one another. */

/** The position of an event in its history, from 1; 0 where there is no event to refer to. */
export type EventId = number;
