/** How a law is specified: by histories or worlds in which it holds and its premise occurs, and by ones that it alone reports. */
import { describe, expect, test } from 'vitest';
import { checkHistory } from '../../src/laws/check-history.ts';
import { LawBrokenError } from '../../src/laws/law-broken-error.ts';
import { SERVICE_LAWS } from '../../src/laws/service-laws.ts';
import { HistoryBuilder } from './history-builder.ts';
import { PlayedWorld } from './played-world.ts';

type Stories<Teller> = Readonly<Record<string, (teller: Teller) => unknown>>;

interface Specification<Teller> {
  readonly holds: Stories<Teller>;
  readonly breaks: Stories<Teller>;
}

const named = (name: string): void => {
  expect(SERVICE_LAWS.map((law) => law.name)).toContain(name);
};

/** Specifies a law about the events of one run. */
export function specifyByHistories(
  name: string,
  { holds, breaks, exact = false }: Specification<HistoryBuilder> & { readonly exact?: boolean },
): void {
  describe(name, () => {
    for (const [story, tell] of Object.entries(holds)) {
      test(`holds when ${story}`, () => {
        named(name);
        const history = new HistoryBuilder();
        tell(history);
        const { broken, witnesses } = checkHistory(history.events, { exact });
        expect(broken.map(({ message }) => message)).toEqual([]);
        expect(witnesses.find(({ law }) => law === name)?.premises).toBeGreaterThan(0);
      });
    }
    for (const [story, tell] of Object.entries(breaks)) {
      test(`is broken, and no other law, when ${story}`, () => {
        const history = new HistoryBuilder();
        tell(history);
        const { broken } = checkHistory(history.events, { exact });
        expect(broken.map(({ law, message }) => [law.name, message])).toEqual([
          [name, expect.stringContaining(name)],
        ]);
      });
    }
  });
}

/** Specifies a law about a live world. */
export function specifyByWorlds(name: string, { holds, breaks }: Specification<PlayedWorld>): void {
  describe(name, () => {
    for (const [story, play] of Object.entries(holds)) {
      test(`holds when ${story}`, () => {
        named(name);
        const world = new PlayedWorld();
        play(world);
        world.step();
        expect(world.premises(name)).toBeGreaterThan(0);
      });
    }
    for (const [story, play] of Object.entries(breaks)) {
      test(`is what is reported when ${story}`, () => {
        expect(lawBrokenIn(play)).toBe(name);
      });
    }
  });
}

function lawBrokenIn(play: (world: PlayedWorld) => unknown): string | undefined {
  const world = new PlayedWorld();
  try {
    play(world);
    world.step();
  } catch (error) {
    if (error instanceof LawBrokenError) return error.law.name;
    throw error;
  }
  return undefined;
}
