/** A read-only view of a run, for laws and reports. */
import type { EpochMs } from '../common/time.ts';
import type { EventId, HistoryEvent, WorkflowExecutionStatus } from '../protocol/event.ts';
import type { WorkflowExecution } from '../protocol/payload.ts';
import type { PendingActivity } from './activity.ts';
import type { PendingChild } from './child-workflow.ts';
import type { Execution } from './execution.ts';
import type { StartedTimer } from './timer.ts';

/** The pending workflow task of a run. */
export interface WorkflowTaskView {
  readonly status: 'Scheduled' | 'Started';
  readonly attempt: number;
  /** Whether it leaves no events unless it has to. */
  readonly speculative: boolean;
  /** The sticky queue that the next task goes to, if the run has one. */
  readonly stickyQueue: string | undefined;
}

/** A pending activity of a run. */
export interface ActivityView {
  readonly activityId: string;
  readonly scheduledEventId: EventId;
  readonly status: PendingActivity['status'];
  readonly attempt: number;
  /** When the current attempt is due. */
  readonly scheduledTime: EpochMs;
}

/** One run as it stands. Everything is computed when it is asked for, and `events` is the live history: it only grows. */
export interface ExecutionView {
  readonly workflowId: string;
  readonly runId: string;
  readonly firstExecutionRunId: string;
  readonly workflowType: string;
  readonly status: WorkflowExecutionStatus;
  readonly startTime: EpochMs;
  readonly closeTime: EpochMs | undefined;
  readonly events: readonly HistoryEvent[];
  readonly cancelRequested: boolean;
  /** How many events a started workflow task holds back. */
  readonly bufferedEvents: number;
  readonly workflowTask: WorkflowTaskView | undefined;
  readonly pendingActivities: readonly ActivityView[];
  readonly pendingTimers: readonly Pick<
    StartedTimer,
    'timerId' | 'startedEventId' | 'expiryTime'
  >[];
  readonly pendingChildren: readonly {
    readonly workflowId: string;
    readonly initiatedEventId: EventId;
    readonly status: PendingChild['status'];
  }[];
  readonly parent: WorkflowExecution | undefined;
}

class View implements ExecutionView {
  readonly #execution: Execution;

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  get workflowId(): string {
    return this.#execution.workflowId;
  }

  get runId(): string {
    return this.#execution.runId;
  }

  get firstExecutionRunId(): string {
    return this.#execution.origin.started.firstExecutionRunId;
  }

  get workflowType(): string {
    return this.#execution.origin.started.workflowType.name;
  }

  get status(): WorkflowExecutionStatus {
    return this.#execution.state.status;
  }

  get startTime(): EpochMs {
    return this.#execution.origin.startTime;
  }

  get closeTime(): EpochMs | undefined {
    return this.#execution.state.closeTime;
  }

  get events(): readonly HistoryEvent[] {
    return this.#execution.history;
  }

  get cancelRequested(): boolean {
    return this.#execution.state.cancelRequested;
  }

  get bufferedEvents(): number {
    return this.#execution.events.bufferedCount;
  }

  get workflowTask(): WorkflowTaskView | undefined {
    const { workflowTask: task, state } = this.#execution;
    if (task.status === 'None') return undefined;
    return {
      status: task.status,
      attempt: task.attempt,
      speculative: task.type === 'Speculative',
      stickyQueue: state.stickyQueue?.name,
    };
  }

  get pendingActivities(): readonly ActivityView[] {
    return [...this.#execution.activities.values()].map(
      ({ scheduled, scheduledEventId, status, attempt, scheduledTime }) => ({
        activityId: scheduled.activityId,
        scheduledEventId,
        status,
        attempt,
        scheduledTime,
      }),
    );
  }

  get pendingTimers(): ExecutionView['pendingTimers'] {
    return [...this.#execution.timers.values()];
  }

  get pendingChildren(): ExecutionView['pendingChildren'] {
    return [...this.#execution.children.values()].map(
      ({ initiated, initiatedEventId, status }) => ({
        workflowId: initiated.workflowId,
        initiatedEventId,
        status,
      }),
    );
  }

  get parent(): WorkflowExecution | undefined {
    return this.#execution.origin.started.parentWorkflowExecution;
  }
}

/**
 * The view of a run; always the same object for the same run. The run itself keeps it: a WeakMap would hold every run until the next
 * full collection of garbage, since views refer to their runs.
 */
export function viewOf(execution: Execution): ExecutionView {
  const view = (execution.view ?? new View(execution)) as ExecutionView;
  execution.view = view;
  return view;
}
