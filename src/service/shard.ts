/** All executions of the namespace, and the way in which they ask things of the world. */
import { isUuid } from '../common/ids.ts';
import type { NewId } from '../common/ids.ts';
import type { EpochMs } from '../common/time.ts';
import type { EventAttributes } from '../protocol/event.ts';
import type { SearchAttributeType, SearchAttributeTypes } from '../protocol/operator-methods.ts';
import type { Reply } from '../protocol/request.ts';
import type { CallId, ServiceEffect } from './effect.ts';
import type { Execution } from './execution.ts';
import { HistoryPolls } from './history-poll.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { ServiceLimits } from './limits.ts';
import { Matching } from './matching.ts';
import type { Dispatch } from './matching.ts';
import { QueryRegistry } from './query-registry.ts';
import { invalidArgument, notFound } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { TimerTask, TransferTask } from './service-task.ts';
import { UpdateCallers } from './update-caller.ts';

/** What the service is told when it is made. */
export interface ServiceOptions {
  readonly namespace: string;
  readonly newId: NewId;
  /** Limits that differ from the service's defaults. */
  readonly limits?: Partial<ServiceLimits> | undefined;
  /** Search attributes that are registered from the start. */
  readonly searchAttributes?: SearchAttributeTypes | undefined;
  /** Draws what chance makes of a pause on a real service; without it, it is always the boring one. */
  readonly jitter?:
    ((what: string, low: number, high: number, boring: number) => number) | undefined;
  /** Whether PauseWorkflowExecution is allowed in the namespace; by default it is not. */
  readonly workflowPause?: boolean | undefined;
}

/** The names of timers, and the order in which they fire when they are due at the same instant. */
const TIMERS: Record<TimerTask['type'], { readonly name: string; readonly rank: number }> = {
  UserTimer: { name: 'user timer', rank: 0 },
  WorkflowBackoff: { name: 'first workflow task backoff', rank: 1 },
  ActivityRetry: { name: 'activity retry', rank: 1 },
  SignalExternal: { name: 'signal external workflow retry', rank: 1 },
  ActivityTimeout: { name: 'activity timeout', rank: 2 },
  WorkflowTaskTimeout: { name: 'workflow task timeout', rank: 3 },
  StickyQueryTimeout: { name: 'sticky query timeout', rank: 3 },
  WorkflowRunTimeout: { name: 'workflow run timeout', rank: 4 },
};

const TRANSFERS: Record<TransferTask['type'], string> = {
  DispatchWorkflowTask: 'task started',
  DispatchActivityTask: 'started',
  StartChild: 'start child',
  ScheduleFirstWorkflowTask: 'schedule first workflow task of child',
  RequestCancelExternal: 'request cancel of external workflow',
  SignalExternal: 'signal external workflow',
  CloseExecution: 'close execution',
  ApplyParentClosePolicy: 'apply parent close policy',
};

const NONE: readonly Execution[] = [];

/** Keeps the executions, and collects what they ask of the world. */
export class Shard {
  readonly namespace: string;
  readonly newId: NewId;
  readonly limits: ServiceLimits;
  readonly jitter: NonNullable<ServiceOptions['jitter']>;
  readonly workflowPause: boolean;
  readonly matching: Matching;
  /** Every run, in order of start. */
  readonly executions: Map<string, Execution> = new Map();
  /** The newest run of each workflow id. */
  readonly current: Map<string, Execution> = new Map();
  readonly historyPolls: HistoryPolls = new HistoryPolls();
  readonly updateCallers: UpdateCallers = new UpdateCallers();
  readonly queries: QueryRegistry = new QueryRegistry();
  /** Of those that were registered. */
  readonly searchAttributeTypes: Map<string, SearchAttributeType>;
  now: EpochMs = 0;
  #effects: ServiceEffect[] = [];
  readonly #changed = new Set<Execution>();

  constructor(options: ServiceOptions) {
    this.namespace = options.namespace;
    this.newId = options.newId;
    this.limits =
      options.limits === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...options.limits };
    this.jitter = options.jitter ?? ((_what, _low, _high, boring) => boring);
    this.workflowPause = options.workflowPause ?? false;
    this.searchAttributeTypes = new Map(Object.entries(options.searchAttributes ?? {}));
    this.matching = new Matching(this.limits.stickyPollerPatience, (dispatch) =>
      this.#requestDispatch(dispatch),
    );
  }

  #requestDispatch(dispatch: Dispatch): void {
    const { execution } = dispatch.task;
    if (dispatch.kind === 'workflow') {
      const { queue: taskQueue, task: queued } = dispatch;
      return this.addTransfer(execution, { type: 'DispatchWorkflowTask', taskQueue, queued });
    }
    const { queue: taskQueue, task: queued } = dispatch;
    const activity = execution.activities.get(queued.scheduledEventId)?.scheduled;
    this.addTransfer(execution, { type: 'DispatchActivityTask', taskQueue, queued }, activity);
  }

  /** Takes the run into the books, as the current one of its workflow id. */
  register(execution: Execution): void {
    this.executions.set(execution.runId, execution);
    this.current.set(execution.workflowId, execution);
  }

  /** The run that a request speaks of; without a run id the current one. */
  find(workflowId: string, runId: string | undefined, malformed?: string): Execution | Refusal {
    const problem = executionProblem(workflowId, runId, malformed);
    if (problem !== undefined) return problem;
    if (runId === undefined || runId === '')
      return this.current.get(workflowId) ?? notFound(`workflow not found for ID: ${workflowId}`);
    const execution = this.executions.get(runId);
    if (execution?.workflowId === workflowId) return execution;
    return notFound(
      `workflow execution not found for workflow ID "${workflowId}" and run ID "${runId}"`,
    );
  }

  /** The same for a request that the frontend passes on without a look at its run id. */
  findUnchecked(workflowId: string, runId: string | undefined): Execution | Refusal {
    return this.find(workflowId, runId, 'RunId is not valid UUID.');
  }

  /** The history of a run has grown. */
  noteChange(execution: Execution): void {
    this.#changed.add(execution);
  }

  /** The runs whose histories have grown since the last time. */
  takeChanged(): readonly Execution[] {
    if (this.#changed.size === 0) return NONE;
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** What has been asked of the world since the last time. */
  takeEffects(): readonly ServiceEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  reply(callId: CallId, reply: Reply): void {
    this.#effects.push({ type: 'Reply', callId, reply });
  }

  addTransfer(
    execution: Execution,
    task: TransferTask,
    scheduled?: EventAttributes['ActivityTaskScheduled'],
  ): void {
    const { workflowId, runId } = execution;
    const name = TRANSFERS[task.type];
    const activity =
      scheduled === undefined
        ? undefined
        : { activityId: scheduled.activityId, activityType: scheduled.activityType.name };
    const transfer = { name, workflowId, runId, activity, task };
    this.#effects.push({ type: 'AddTransfer', transfer });
  }

  /** Sets, moves or takes away the timer of a run's slot. */
  setTimer(execution: Execution, key: string, at: EpochMs | undefined, task: TimerTask): void {
    const { armedTimers, workflowId, runId } = execution;
    if (armedTimers.get(key)?.at === at) return;
    if (at === undefined) armedTimers.delete(key);
    else armedTimers.set(key, { at, task });
    const { name, rank } = TIMERS[task.type];
    const timer = { name, workflowId, runId, rank, task };
    this.#effects.push({ type: 'SetTimer', slot: `${runId}/${key}`, at, timer });
  }

  /** Takes all timers of a closed run away. */
  clearTimers(execution: Execution): void {
    for (const [key, { task }] of [...execution.armedTimers])
      this.setTimer(execution, key, undefined, task);
  }
}

/** What is wrong with the ids by which a request names a run. */
export function executionProblem(
  workflowId: string,
  runId: string | undefined,
  malformed = 'Invalid RunId.',
): Refusal | undefined {
  if (workflowId === '') return invalidArgument('WorkflowId is not set on request.');
  const wellFormed = runId === undefined || runId === '' || isUuid(runId);
  return wellFormed ? undefined : invalidArgument(malformed);
}

/** The slot of a timer within its run. */
export const timerKey = (task: TimerTask): string => {
  switch (task.type) {
    case 'ActivityRetry':
      return `activity retry ${task.scheduledEventId}`;
    case 'SignalExternal':
      return `signal external ${task.initiatedEventId}`;
    case 'StickyQueryTimeout':
      return `sticky query ${task.queryId}`;
    default:
      return TIMERS[task.type].name;
  }
};
