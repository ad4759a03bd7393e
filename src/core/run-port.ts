/** What a cached run needs of its worker. */
import type { EpochMs } from '../common/time.ts';
import type { Activation, EvictionReason } from '../protocol/activation.ts';
import type { Command } from '../protocol/command.ts';
import type { WorkflowTaskCompletedMetadata, WorkflowTaskFailedCause } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Reply, WorkflowQueryResult } from '../protocol/request.ts';
import type { TaskToken } from '../protocol/task.ts';
import type { UpdateMessage } from '../protocol/update.ts';
import type { FindingName } from './finding.ts';
import type { LocalActivityOrders } from './local-activity-orders.ts';
import type { RunIdentity } from './workflow-machines.ts';

/** What a run tells the service when it has dealt with a workflow task. */
export interface TaskCompletion {
  readonly taskToken: TaskToken;
  readonly commands: readonly Command[];
  readonly messages: readonly UpdateMessage[];
  readonly queryResults: Readonly<Record<string, WorkflowQueryResult>> | undefined;
  readonly sdkMetadata: WorkflowTaskCompletedMetadata;
  /** Local activities still run: a new task is needed at once. */
  readonly forceCreateNewWorkflowTask: boolean;
}

/** Gives the answer of the service to a run. */
export type OnReply = (reply: Reply, now: EpochMs) => void;

/** The worker, as its runs see it. */
export interface RunPort {
  /** Whether a run that has nothing to do may stay in the cache. */
  readonly keepsIdleRuns: boolean;
  activate(activation: Activation): void;
  completeTask(runId: string, completion: TaskCompletion, onReply: OnReply): void;
  /** The task has failed, and its run with it where the worker is so set. */
  failTask(
    runId: string,
    taskToken: TaskToken,
    cause: WorkflowTaskFailedCause,
    failure: Failure,
    onReply: OnReply,
  ): void;
  answerQuery(
    runId: string,
    taskToken: TaskToken,
    result: WorkflowQueryResult,
    onReply: OnReply,
  ): void;
  orderLocalActivities(run: RunIdentity, orders: LocalActivityOrders, now: EpochMs): void;
  /** Whatever local activities of the run are under way are told to stop. */
  cancelLocalActivities(runId: string, now: EpochMs): void;
  outstandingLocalActivities(runId: string): number;
  /** A task was answered, whatever the answer was. */
  taskAnswered(runId: string): void;
  /** Sets when the run must be asked for a heartbeat of its workflow task, or that it need not be. */
  setHeartbeat(runId: string, at: EpochMs | undefined): void;
  found(runId: string, name: FindingName): void;
  /** The run leaves the cache. */
  evict(runId: string, reason: EvictionReason, message: string, now: EpochMs): void;
}
