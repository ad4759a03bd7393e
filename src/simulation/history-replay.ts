/** Replaying a history: workflow code is run against it as a worker runs it that has lost its cache, and nothing comes of it. */
import { installAmbientGlobals } from '../host/ambient-globals.ts';
import { uuids } from '../common/ids.ts';
import { seededRandom } from '../common/random.ts';
import type { EvictionReason } from '../protocol/activation.ts';
import { Loop } from './loop.ts';
import type { StepObserver } from './observer.ts';
import type { Occurrence } from './occurrence.ts';
import { resolveOptions, type WorkerOptions } from './options.ts';
import { Participant } from './participant.ts';
import { ReplayService, replayTask, type HistoryOfWorkflow } from './replay-service.ts';
import type { Finding, LogLine } from './trace.ts';
import type { TakenStep } from './step.ts';
import { World } from './world.ts';

/** What came of a replay. */
export interface HistoryReplay {
  readonly runId: string;
  /** Why the run left the cache, where it did: `'LANG_REQUESTED'` if the history was replayed to its end. */
  readonly evicted: { readonly reason: EvictionReason; readonly message: string } | undefined;
  readonly findings: readonly Finding[];
}

/** Lets go of a run as soon as its code has dealt with something that its history does not have. */
class ReplayObserver implements StepObserver {
  evicted: HistoryReplay['evicted'];
  #isBeyond = false;

  occurred(occurrence: Occurrence): void {
    if (occurrence.type === 'ActivationStarted')
      this.#isBeyond ||= !occurrence.activation.isReplaying;
    if (occurrence.type === 'RunEvicted') {
      const { reason, message } = occurrence;
      this.evicted ??= { reason, message };
    }
  }

  afterStep({ runId }: TakenStep, world: World): void {
    if (!this.#isBeyond || runId === undefined) return;
    for (const worker of world.workers.values()) {
      const run = worker.core.cachedRuns.find((cached) => cached.runId === runId);
      if (run?.isLeaving === false) worker.evict(runId);
    }
  }
}

/**
 * Replays a history on a worker of its own. Activities are not run.
 * @param onLog - hears of what workflow code logs
 * @throws OptionError, HistoryStartError
 */
export async function replayHistory(
  options: WorkerOptions & { readonly namespace?: string | undefined },
  history: HistoryOfWorkflow,
  onLog?: (line: LogLine) => void,
): Promise<HistoryReplay> {
  const task = replayTask(history);
  const resolved = resolveOptions({ taskQueue: 'replay', ...options, activities: undefined });
  const newId = uuids(seededRandom(1));
  const uninstall = installAmbientGlobals();
  const service = new ReplayService({ ...resolved, newId }, task);
  const world = new World(resolved, service);
  world.onLog = onLog;
  const participant = new Participant(world);
  const observer = new ReplayObserver();
  try {
    participant.begin(() => participant.settle());
    await new Loop(world, participant, { observers: [observer] }).run();
  } finally {
    participant.close();
    world.close();
    uninstall();
  }
  const { runId } = task.workflowExecution;
  return { runId, evicted: observer.evicted, findings: world.trace.findings };
}
