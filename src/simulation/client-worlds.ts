/** Which world a client belongs to, so that a handle that it gave can be asked about without a call. */
import type { Client, WorkflowClient } from '@temporalio/client';
import type { ScenarioWorld } from './scenario-world.ts';

const worlds = new WeakMap<WorkflowClient, ScenarioWorld>();

/** Notes that a client speaks to the service of that world. */
export function belongs(client: Client, world: ScenarioWorld): void {
  worlds.set(client.workflow, world);
}

/** The world of a client; undefined for one that is connected to something else. */
export const worldOf = (client: WorkflowClient): ScenarioWorld | undefined => worlds.get(client);
