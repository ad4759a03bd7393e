/** The search of the strategy `every order`, beside the plain one. */
import { everyOrder } from '../../src/exploration/every-order.ts';
import { Search } from '../../src/exploration/search.ts';
import type { SimulationOptions } from '../../src/simulation/options.ts';
import type { Scenario } from '../../src/simulation/simulation.ts';
import type { Found } from './plain-search.ts';

/** Runs every order that can make a difference. */
export async function searchReduced(
  options: SimulationOptions,
  scenario: Scenario<unknown>,
): Promise<Found> {
  const settings = { options, scenario, inPlay: { place: [], faults: [] }, laws: () => [] };
  const search = new Search({ budget: { schedules: 100_000, time: '1 hour' } }, settings, {
    placements: false,
    orders: false,
  });
  await everyOrder().explore(search);
  return { schedules: search.budget.spent, histories: search.histories };
}
