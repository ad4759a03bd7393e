/** The options of a test: those of vitest and those of lastcall beside each other, and how they are told apart. */
import type { TestOptions } from 'vitest';
import type { WorkerOptions } from '../simulation/options.ts';

/** What makes a test run in a world: it names workflows, or workers. */
export type NamesWorkers =
  { readonly workflows: object } | { readonly workers: readonly WorkerOptions[] };

/** Whether the options of a test make it run in a world. */
export const namesWorkers = (options: unknown): options is NamesWorkers =>
  typeof options === 'object' &&
  options !== null &&
  ('workflows' in options || 'workers' in options);

const OF_VITEST: Readonly<Record<keyof TestOptions, true>> = {
  timeout: true,
  retry: true,
  repeats: true,
  concurrent: true,
  sequential: true,
  skip: true,
  only: true,
  todo: true,
  fails: true,
  tags: true,
  meta: true,
};

/** Options taken apart: what vitest is to see, and what lastcall is. */
export interface OptionsApart<Ours> {
  readonly vitest: TestOptions;
  readonly ours: Omit<Ours, keyof TestOptions>;
}

/** Takes the options of a test apart. */
export function apart<Ours extends TestOptions>(options: Ours): OptionsApart<Ours> {
  const entries = Object.entries(options);
  const pick = (ofVitest: boolean): object =>
    Object.fromEntries(entries.filter(([key]) => key in OF_VITEST === ofVitest));
  return { vitest: pick(true), ours: pick(false) as Omit<Ours, keyof TestOptions> };
}
