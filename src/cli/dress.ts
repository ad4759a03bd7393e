/** The colours of the command line: on a terminal that can show them, and none in a pipe. */
import colors from 'picocolors';
import type { Dress } from '../report/side-by-side.ts';

type Kind = Parameters<Dress>[0];

/** How each kind of line is dressed; `picocolors` leaves texts as they are where colours are not wanted. */
const DRESS: Readonly<Record<Kind, (text: string) => string>> = {
  clock: colors.dim,
  title: (text) => colors.bold(colors.underline(text)),
  event: (text) => text,
  activity: colors.cyan,
  client: colors.blue,
  told: colors.magenta,
  interrupt: colors.yellow,
  closing: (text) => colors.bold(colors.green(text)),
};

/** Dresses for standard output. */
export const dressed: Dress = (kind, text) => DRESS[kind](text);
