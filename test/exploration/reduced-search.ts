/** The search of the strategy `every order`, to be held against the plain one. */
import { everyOrder } from '../../src/exploration/every-order.ts';
import { Search } from '../../src/exploration/search.ts';
import type { SimulationOptions } from '../../src/simulation/options.ts';
import type { Scenario } from '../../src/simulation/simulation.ts';
import type { Found } from './plain-search.ts';

/** Runs every order that can make a difference; gives up beyond so many. */
export async function searchReduced(
  options: SimulationOptions,
  scenario: Scenario<unknown>,
  limit: number,
): Promise<Found> {
  const settings = { options, scenario, inPlay: { place: [], faults: [] }, laws: () => [] };
  const budget = { schedules: limit, time: '1 hour' } as const;
  const lookout = { placements: false, orders: false };
  const search = new Search({ budget }, settings, lookout);
  const { schedules, note } = await everyOrder().explore(search);
  const isComplete = note?.startsWith('complete: ') === true;
  return { schedules, histories: search.histories, isComplete };
}
