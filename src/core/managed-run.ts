/** One cached run: its workflow task, its activations, its local activities and its way out of the cache. @see ManagedRun */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type {
  Activation,
  ActivationCompletion,
  ActivationJob,
  EvictionReason,
  Seq,
} from '../protocol/activation.ts';
import type { EventId } from '../protocol/event.ts';
import type { Reply, WorkflowQueryResult } from '../protocol/request.ts';
import type { TaskToken, WorkflowTask } from '../protocol/task.ts';
import { queryWorkflow } from './activation-builder.ts';
import { BufferedTasks } from './buffered-tasks.ts';
import { applyCommands } from './command-application.ts';
import { applyEffects } from './effect-application.ts';
import { applyHistory, applyTask } from './event-application.ts';
import {
  mayFinish,
  refused,
  SHUTTING_DOWN,
  WORKFLOW_COMPLETED,
  type Eviction,
} from './eviction.ts';
import { MOVE_TERMINAL_COMMANDS } from './internal-flags.ts';
import type { LocalActivityResolution } from './local-activity-request.ts';
import { executedResult } from './local-activity.ts';
import { reportOf, WorkflowMachinesError, type TaskFailureReport } from './replay-check.ts';
import type { RunPort } from './run-port.ts';
import { sortCommands } from './terminal-commands.ts';
import type { WorkflowMachines } from './workflow-machines.ts';

/** The id under which a query that is a task of its own goes to workflow code. */
const LEGACY_QUERY_ID = 'legacy_query';
/** The part of the workflow task timeout after which Core asks for a new task instead of an old one. */
const HEARTBEAT_FRACTION = 0.8;
const DEFAULT_TASK_TIMEOUT: DurationMs = 10_000;

interface OutstandingTask {
  readonly taskToken: TaskToken;
  readonly attempt: number;
  readonly receivedAt: EpochMs;
  readonly isLegacyQuery: boolean;
  /** Not asked yet. */
  queries: readonly ActivationJob[];
  queryResults: Readonly<Record<string, WorkflowQueryResult>> | undefined;
}

/** One run in the cache of a worker. */
export class ManagedRun {
  readonly machines: WorkflowMachines;
  /** Tasks that came while the run was busy. */
  readonly buffer: BufferedTasks = new BufferedTasks();
  readonly #port: RunPort;
  #task: OutstandingTask | undefined;
  /** For whom the run waits. */
  #awaits: 'code' | 'service' | undefined;
  #isApplying = false;
  /** What made the machines unusable. */
  #error: WorkflowMachinesError | undefined;
  #hasFailed = false;
  #hasAnswered = false;
  #eviction: Eviction | undefined;
  #heartbeatAt: EpochMs | undefined;
  /** The last answer may have undone its task. */
  #mayHaveVanished = false;

  constructor(machines: WorkflowMachines, port: RunPort) {
    this.machines = machines;
    this.#port = port;
  }

  get runId(): string {
    return this.machines.identity.runId;
  }

  /** Whether workflow code has an activation of this run. */
  get isActivated(): boolean {
    return this.#awaits === 'code';
  }

  /** Whether the run is to leave the cache. */
  get isLeaving(): boolean {
    return this.#eviction !== undefined;
  }

  /** Whether the run has a workflow task that was not answered yet. */
  get hasTask(): boolean {
    return this.#task !== undefined;
  }

  /** A task came for this run. */
  receive(task: WorkflowTask, now: EpochMs): void {
    if (this.#awaits || this.#eviction || (this.#task && this.machines.hasJobs)) {
      this.buffer.add(task);
      return;
    }
    this.#begin(task, now);
    this.settle(now);
  }

  #begin(task: WorkflowTask, now: EpochMs): void {
    const { machines } = this;
    this.#forgetVanishedTask(task.previousStartedEventId);
    const isStale =
      task.query !== undefined &&
      task.startedEventId === 0 &&
      task.previousStartedEventId < machines.currentStartedEventId;
    // The query was asked of a state that is gone: the service will ask again.
    if (isStale) return;
    const queries: ActivationJob[] = [];
    for (const id in task.queries)
      if (task.queries[id] !== undefined) queries.push(queryWorkflow(id, task.queries[id]));
    if (task.query) queries.push(queryWorkflow(LEGACY_QUERY_ID, task.query));
    this.#task = {
      taskToken: task.taskToken,
      attempt: task.attempt,
      receivedAt: now,
      isLegacyQuery: task.query !== undefined,
      queries,
      queryResults: undefined,
    };
    this.#apply(() => applyTask(machines, task), now);
  }

  /** A task that only rejected updates may have left no trace; then the next one builds on the one before it. */
  #forgetVanishedTask(lastStartedEventId: EventId): void {
    if (this.#mayHaveVanished && lastStartedEventId < this.machines.currentStartedEventId) {
      this.machines.forgetSpeculativeTask(lastStartedEventId);
    }
    this.#mayHaveVanished = false;
  }

  /** Workflow code has dealt with an activation. */
  activated(completion: ActivationCompletion, now: EpochMs): void {
    this.#awaits = undefined;
    const task = this.#task;
    if (this.#error) {
      this.#failIfBroken(now);
      return this.settle(now);
    }
    if (completion.status === 'failed') {
      this.#fail({
        cause:
          completion.forceCause ?? 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
        reason: 'LANG_FAIL',
        failure: completion.failure,
      });
      return this.settle(now);
    }
    const [first] = completion.commands;
    if (task?.isLegacyQuery && first?.type === 'respondToQuery') {
      return this.#answerQuery(task, first.result);
    }
    const { machines } = this;
    const { commands, queryResults } = sortCommands(
      completion.commands,
      machines.flags.isOn(MOVE_TERMINAL_COMMANDS, !machines.isReplaying),
    );
    if (task) task.queryResults = queryResults ?? task.queryResults;
    machines.flags.useLang(completion.usedInternalFlags);
    this.#apply(() => {
      applyCommands(machines, commands, now);
      applyHistory(machines);
      this.#orderLocalActivities(now);
    }, now);
    this.settle(now);
  }

  #answerQuery(task: OutstandingTask, result: WorkflowQueryResult): void {
    this.#awaits = 'service';
    this.#port.answerQuery(this.runId, task.taskToken, result, (_reply, now) => {
      this.#answered();
      this.settle(now);
    });
  }

  #orderLocalActivities(now: EpochMs): void {
    const { localActivityBook, identity } = this.machines;
    if (localActivityBook.isTerminating) {
      return this.#port.cancelLocalActivities(identity.runId, now);
    }
    const orders = localActivityBook.takeOrders();
    if (orders) this.#port.orderLocalActivities(identity, orders, now);
  }

  /** A local activity of this run has ended. */
  localActivityResolved(seq: Seq, resolution: LocalActivityResolution, now: EpochMs): void {
    const entity = this.machines.localActivities.get(seq);
    if (entity === undefined) return;
    const result = executedResult(entity.state, resolution);
    const isNested = this.#isApplying;
    this.#apply(() => {
      const effects = entity.take({ type: 'HandleResult', result });
      if (effects.length > 0 && this.#isEnding)
        this.#port.found(this.runId, 'local activity ends after its run');
      applyEffects(this.machines, entity, effects);
    }, now);
    if (!isNested) this.settle(now);
  }

  /** Whether workflow code has ended the run, and the service has not been told. */
  get #isEnding(): boolean {
    return this.machines.localActivityBook.isTerminating && this.#awaits === undefined;
  }

  /** Most of the time that the workflow task may take is over. */
  heartbeat(now: EpochMs): void {
    this.#heartbeatAt = undefined;
    this.settle(now);
  }

  /** The run must leave the cache as soon as workflow code and service let go of it. */
  requestEviction(reason: EvictionReason, message: string, now: EpochMs): void {
    const isNew = this.#eviction === undefined;
    this.#eviction = { reason, message };
    if (!isNew) return;
    const task = this.#task;
    if (task && !mayFinish(reason) && !task.isLegacyQuery) task.queries = [];
    this.settle(now);
  }

  /** Goes on with what is next, unless workflow code or the service is waited for. */
  settle(now: EpochMs): void {
    while (this.#awaits === undefined) {
      // Those that wait for their next attempt end at once, and workflow code is told so.
      if (this.#eviction) this.#apply(() => this.#port.cancelLocalActivities(this.runId, now), now);
      const task = this.#task;
      if (task === undefined) {
        if (this.#rest(now)) return;
        continue;
      }
      if (!this.#error) {
        const activation = this.#nextActivation(task);
        if (activation) {
          this.#awaits = 'code';
          return this.#port.activate(activation);
        }
        if (this.#mayComplete(task, now)) return this.#complete(task);
      }
      if (this.#eviction) return this.#evict(now);
      if (!this.machines.hasSeenFinalEvent) return this.#setHeartbeat(this.#deadlineOf(task));
      // A closed run was replayed for the sake of its state alone.
      this.#task = undefined;
    }
  }

  /** What is left to do without a task. @returns whether the run has come to rest */
  #rest(now: EpochMs): boolean {
    this.#setHeartbeat(undefined);
    if (this.machines.isFinished && this.#hasAnswered) {
      this.#eviction ??= WORKFLOW_COMPLETED;
    }
    const next = this.#eviction ? undefined : this.buffer.next();
    if (next) {
      this.#begin(next, now);
      return false;
    }
    if (!this.#port.keepsIdleRuns) {
      this.#eviction ??= SHUTTING_DOWN;
    }
    if (this.#eviction) this.#evict(now);
    return true;
  }

  #nextActivation(task: OutstandingTask): Activation | undefined {
    if (this.machines.hasJobs) return this.machines.takeActivation();
    if (task.queries.length === 0) return undefined;
    const { queries } = task;
    task.queries = [];
    return this.machines.activationOf(queries, true);
  }

  /** Not while local activities run, but for a query that was answered, or when the time of the task is nearly over. */
  #mayComplete(task: OutstandingTask, now: EpochMs): boolean {
    if (task.queryResults) return true;
    if (this.machines.hasSeenFinalEvent) return false;
    return !this.#hasLocalActivities() || now >= this.#deadlineOf(task);
  }

  #hasLocalActivities(): boolean {
    return (
      !this.machines.localActivityBook.isTerminating &&
      this.#port.outstandingLocalActivities(this.runId) > 0
    );
  }

  #deadlineOf(task: OutstandingTask): EpochMs {
    const timeout = this.machines.started?.workflowTaskTimeout ?? DEFAULT_TASK_TIMEOUT;
    return task.receivedAt + HEARTBEAT_FRACTION * timeout;
  }

  #setHeartbeat(at: EpochMs | undefined): void {
    if (this.#heartbeatAt === at) return;
    this.#heartbeatAt = at;
    this.#port.setHeartbeat(this.runId, at);
  }

  #complete(task: OutstandingTask): void {
    const { machines } = this;
    this.#setHeartbeat(undefined);
    this.#awaits = 'service';
    const commands = machines.commands.outgoing();
    const messages = machines.outgoing;
    machines.outgoing = [];
    this.#mayHaveVanished =
      commands.length === 0 &&
      messages.length > 0 &&
      messages.every(({ body }) => body.type === 'Rejection');
    const completion = {
      taskToken: task.taskToken,
      commands,
      messages,
      queryResults: task.queryResults,
      sdkMetadata: machines.flags.takeMetadata(),
      forceCreateNewWorkflowTask: this.#hasLocalActivities(),
    };
    this.#port.completeTask(this.runId, completion, (reply, now) =>
      this.#completed(reply as Reply<'RespondWorkflowTaskCompleted'>, now),
    );
  }

  #completed(reply: Reply<'RespondWorkflowTaskCompleted'>, now: EpochMs): void {
    this.#answered();
    if (!reply.ok) {
      this.#eviction ??= refused(reply.status);
    } else {
      const { resetHistoryEventId, workflowTask } = reply.response;
      if (resetHistoryEventId) this.#forgetVanishedTask(resetHistoryEventId);
      if (workflowTask) this.receive(workflowTask, now);
    }
    this.settle(now);
  }

  /** The service has heard of the end of the task. */
  #answered(): void {
    this.#awaits = undefined;
    this.#task = undefined;
    this.#hasAnswered = true;
    this.#port.taskAnswered(this.runId);
  }

  /** Changes the machines; what does not fit together fails the workflow task. */
  #apply(change: () => void, now: EpochMs): void {
    const isNested = this.#isApplying;
    this.#isApplying = true;
    try {
      change();
    } catch (error) {
      if (!(error instanceof WorkflowMachinesError)) throw error;
      this.#error ??= error;
    } finally {
      this.#isApplying = isNested;
    }
    if (this.machines.found.length > 0)
      for (const name of this.machines.found.splice(0)) this.#port.found(this.runId, name);
    if (!isNested) this.#failIfBroken(now);
  }

  #failIfBroken(now: EpochMs): void {
    const error = this.#error;
    if (error === undefined || this.#hasFailed || this.#awaits) return;
    this.#hasFailed = true;
    if (error.finding) this.#port.found(this.runId, error.finding);
    this.#port.cancelLocalActivities(this.runId, now);
    this.#fail(reportOf(error));
  }

  /** The workflow task has failed: the service hears of it the first time only, and the run leaves the cache. */
  #fail({ cause, reason, failure }: TaskFailureReport): void {
    const task = this.#task;
    const message = `Workflow activation completion failed: ${failure.message ?? ''}`;
    this.#eviction = { reason, message };
    if (task === undefined) return;
    if (task.isLegacyQuery) {
      return this.#answerQuery(task, {
        resultType: 'QUERY_RESULT_TYPE_FAILED',
        errorMessage: failure.message ?? '',
        failure,
      });
    }
    if (task.attempt > 1) {
      this.#task = undefined;
      return;
    }
    this.#awaits = 'service';
    this.#port.failTask(this.runId, task.taskToken, cause, failure, (reply, now) => {
      this.#answered();
      if (!reply.ok) this.#eviction ??= refused(reply.status);
      this.settle(now);
    });
  }

  #evict(now: EpochMs): void {
    const { reason, message } = this.#eviction ?? refused(undefined);
    this.#setHeartbeat(undefined);
    this.#awaits = 'service';
    this.#port.evict(this.runId, reason, message, now);
  }
}
