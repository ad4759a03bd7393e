/** Where the code of a worker of a world runs: its workflows and its activities, each on the clock of the world. */
import { createActivityHost } from '../host/activity-host.ts';
import { loadedConverter } from '../host/activity-converter.ts';
import { ActivityRegistry } from '../host/activity-registry.ts';
import type { ActivityHost, WorkflowHost } from '../host/port.ts';
import { createWorkflowHost } from '../host/workflow-host.ts';
import type { ResolvedWorker } from './options.ts';
import { clientOfWorker } from './worker-client.ts';
import type { World } from './world.ts';

/** Opens them. */
export function workerHosts(
  world: World,
  options: ResolvedWorker,
  taskQueue: string,
): { readonly workflows: WorkflowHost; readonly activities: ActivityHost } {
  const { namespace, dataConverter, commandBudget } = world.options;
  const loaded = loadedConverter(options.dataConverter ?? dataConverter);
  const { payloadConverter, failureConverter, payloadCodecs } = loaded;
  const registry = new ActivityRegistry(options.activities ?? {});
  const log = (
    level: string,
    message: string,
    attributes: Readonly<Record<string, unknown>>,
  ): void => {
    const line = { at: world.now, level, message, attributes };
    world.trace.logs.push(line);
    world.onLog?.(line);
  };
  const workflows = createWorkflowHost({
    workflows: (options.workflows ?? {}) as Readonly<Record<string, unknown>>,
    namespace,
    taskQueue,
    registeredActivityNames: new Set(registry.names),
    interceptorModules: options.interceptors?.workflowModules,
    sinks: options.sinks,
    payloadConverter,
    failureConverter,
    payloadCodecs,
    workflowFailureErrorTypes: options.workflowFailureErrorTypes,
    commandBudget,
    watch: world,
    onLog: ({ level, message, attributes }) => log(level, message, attributes),
  });
  let client: unknown;
  const activities = createActivityHost({
    activities: registry,
    namespace,
    taskQueue,
    dataConverter: loaded,
    interceptors: options.interceptors?.activity,
    client: () => (client ??= clientOfWorker(world, options)),
    clock: world.clock,
    lasting: (attempt, low, high) =>
      world.draws.duration(`${world.names.attempt(attempt)} lasts`, low, high),
    onLog: ({ level, message, meta }) => log(level, message, meta),
    watch: world,
  });
  return { workflows, activities };
}
