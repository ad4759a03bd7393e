/** How the command line ends: fine, something is broken, or what it was given cannot be used. */

/** The exit status of a command. */
export const EXIT = { fine: 0, broken: 1, unusable: 2 } as const;

/** One of the three. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** What a command was given cannot be used: a file, a schedule, a history. The message says what to do. */
export class UnusableError extends Error {
  override readonly name = 'UnusableError';
}
