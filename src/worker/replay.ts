/** Replaying histories on a worker, as `@temporalio/worker` does it. */
import type { HistoryAndWorkflowId } from '@temporalio/client';
import { DeterminismViolationError } from '@temporalio/workflow';
import { eventsOf } from '../client/client-history.ts';
import { replayHistory, type HistoryReplay } from '../simulation/history-replay.ts';
import type { WorkerOptions as SimulatedWorkerOptions } from '../simulation/options.ts';
import { logLine } from './log-to.ts';

/** A replay failed for another reason than that code and history do not fit. @see ReplayError of `@temporalio/worker` */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

/** @see ReplayResult of `@temporalio/worker` */
export interface ReplayResult {
  readonly workflowId: string;
  readonly runId: string;
  readonly error?: ReplayError | DeterminismViolationError | undefined;
}

/** @see ReplayHistoriesIterable of `@temporalio/worker` */
export type ReplayHistoriesIterable =
  AsyncIterable<HistoryAndWorkflowId> | Iterable<HistoryAndWorkflowId>;

function errorOf({ evicted }: HistoryReplay): ReplayResult['error'] {
  const { reason, message } = evicted ?? {};
  switch (reason) {
    case undefined:
    case 'LANG_REQUESTED':
    case 'CACHE_FULL':
    case 'WORKFLOW_EXECUTION_ENDING':
      return undefined;
    case 'NONDETERMINISM':
      return new DeterminismViolationError(
        'Replay failed with a nondeterminism error. This means that the workflow code as written is not compatible with ' +
          `the history that was fed in. Details: ${message}`,
      );
    case 'LANG_FAIL':
      return new ReplayError(`Replay failed due workflow task failure. Details: ${message}`);
    default:
      return new ReplayError(
        `Replay failed due to internal SDK issue. Code: ${reason}, Details: ${message}`,
      );
  }
}

/**
 * Replays one history.
 * @throws HistoryImportError, HistoryStartError for what is no whole history
 */
export async function replayOn(
  options: SimulatedWorkerOptions & { readonly namespace?: string | undefined },
  { workflowId, history }: { readonly workflowId: string; readonly history: unknown },
): Promise<ReplayResult> {
  const events = eventsOf(history);
  const replay = await replayHistory(options, { workflowId, events }, logLine);
  return { workflowId, runId: replay.runId, error: errorOf(replay) };
}
