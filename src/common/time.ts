/** Instants and spans of the virtual clock, which every part of lastcall counts in whole or fractional milliseconds. */

/** An instant, in milliseconds since the Unix epoch. */
export type EpochMs = number;

/** A span of time, in milliseconds. */
export type DurationMs = number;
