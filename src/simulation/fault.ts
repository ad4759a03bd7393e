/** Faults: what may befall a worker. Each is carried out within a step of its own. */
import type { DurationMs } from '../common/time.ts';
import type { ModelledWorker } from './modelled-worker.ts';
import type { World } from './world.ts';

/** How a worker dies. */
export interface CrashOptions {
  /** Its attempts go on: their heartbeats and answers still reach the service. Default false: they die with it. */
  readonly zombies?: boolean | undefined;
  /** After how many milliseconds a new process takes its place. Default 0; `'never'`: none does. */
  readonly restartAfter?: DurationMs | 'never' | undefined;
}

function workerOf(world: World, key: string): ModelledWorker | undefined {
  return world.workers.get(key);
}

/** A worker's process dies. */
export function crashWorker(world: World, key: string, options: CrashOptions = {}): void {
  const worker = workerOf(world, key);
  if (worker === undefined || worker.status === 'crashed') return;
  worker.crash(options.zombies ?? false);
  const { restartAfter = 0 } = options;
  if (restartAfter === 'never') return;
  const { agenda } = world;
  agenda.set(`restart ${key}`, agenda.now + restartAfter, 0, {
    type: 'Wake',
    name: `worker:${worker.taskQueue} restarted`,
    actor: 'worker',
    wake: () => world.startWorker(worker.options, worker.taskQueue),
  });
}

/** A worker is told to stop: no more polls; its attempts hear of it after the grace time. */
export function shutdownWorker(world: World, key: string): void {
  const worker = workerOf(world, key);
  if (worker === undefined || worker.status !== 'running') return;
  worker.shutdown();
}

/** A run leaves the cache of every worker that has it. */
export function evictRun(world: World, workflowId: string): void {
  for (const execution of world.service.executions()) {
    if (execution.workflowId !== workflowId) continue;
    for (const worker of world.workers.values()) worker.evict(execution.runId);
  }
}

/** From now on, for that long, no heartbeat reaches the service. */
export function loseHeartbeats(world: World, span: DurationMs): void {
  world.heartbeatsLostUntil = Math.max(world.heartbeatsLostUntil, world.now + span);
}
