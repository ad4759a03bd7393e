/** Which world a client belongs to, so that a handle that it gave can be asked about without a call. */
import type { Client, WorkflowClient } from '@temporalio/client';
import type { ScenarioWorld } from './scenario-world.ts';

/** No WeakMap: it would hold every world until the next full collection of garbage, since worlds refer to their clients. */
const WORLD = Symbol('lastcall.world');

interface Belonging {
  [WORLD]?: ScenarioWorld;
}

/** Notes that a client speaks to the service of that world. */
export function belongs(client: Client, world: ScenarioWorld): void {
  (client.workflow as Belonging)[WORLD] = world;
}

/** The world of a client; undefined for one that is connected to something else. */
export const worldOf = (client: WorkflowClient): ScenarioWorld | undefined =>
  (client as Belonging)[WORLD];
