/** One run of a workflow: its mutable state and its events, changed by transactions that are committed or rolled back as a whole. */
import { invariant } from '../common/invariant.ts';
import { transition } from '../common/machine.ts';
import type { EpochMs } from '../common/time.ts';
import type { EventId, HistoryEvent, WorkflowExecutionStatus } from '../protocol/event.ts';
import type { WorkflowExecution } from '../protocol/payload.ts';
import { isPending } from './activity.ts';
import type { Activity, ActivityInput, PendingActivity } from './activity.ts';
import { activityDeadline } from './activity-deadline.ts';
import { activityMachine } from './activity-machine.ts';
import { childMachine } from './child-workflow.ts';
import type { ChildInput, PendingChild } from './child-workflow.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import { EventStore } from './event-store.ts';
import type { EventBody } from './event-store.ts';
import { copyOf } from './execution-state.ts';
import type { ExecutionOrigin, ExecutionState } from './execution-state.ts';
import { externalCancelMachine, externalSignalMachine } from './external-workflow.ts';
import type {
  ExternalCancel,
  ExternalCancelInput,
  ExternalSignal,
  ExternalSignalInput,
} from './external-workflow.ts';
import { Journal, JournaledMap } from './journal.ts';
import type { Consequence, TimerTask, TransferTask } from './service-task.ts';
import { timerMachine } from './timer.ts';
import type { StartedTimer, Timer, TimerInput } from './timer.ts';
import { updateMachine } from './update.ts';
import type { Update, UpdateInput } from './update.ts';
import { workflowTaskMachine } from './workflow-task.ts';
import type { WorkflowTask, WorkflowTaskInput } from './workflow-task.ts';

/** One run. */
export class Execution {
  readonly origin: ExecutionOrigin;
  readonly events: EventStore = new EventStore();
  readonly #clock: { readonly now: EpochMs };
  readonly #journal = new Journal();
  readonly activities: JournaledMap<EventId, PendingActivity> = new JournaledMap(this.#journal);
  readonly activityIds: JournaledMap<string, EventId> = new JournaledMap(this.#journal);
  readonly timers: JournaledMap<EventId, StartedTimer> = new JournaledMap(this.#journal);
  readonly timerIds: JournaledMap<string, EventId> = new JournaledMap(this.#journal);
  readonly children: JournaledMap<EventId, PendingChild> = new JournaledMap(this.#journal);
  readonly externalCancels: JournaledMap<EventId, ExternalCancel> = new JournaledMap(this.#journal);
  readonly externalSignals: JournaledMap<EventId, ExternalSignal> = new JournaledMap(this.#journal);
  readonly updates: JournaledMap<string, Update> = new JournaledMap(this.#journal);
  readonly signalRequestIds: JournaledMap<string, true> = new JournaledMap(this.#journal);
  readonly timerDeadlines: DeadlineQueue = new DeadlineQueue(
    (startedEventId) => this.timers.get(startedEventId)?.expiryTime,
    () => this.timers.keys(),
  );
  readonly activityDeadlines: DeadlineQueue = new DeadlineQueue(
    (scheduledEventId) => activityDeadline(this.activities.get(scheduledEventId))?.at,
    () => this.activities.keys(),
  );
  /** The timers that are set for the run, by slot. */
  readonly armedTimers: Map<string, { readonly at: EpochMs; readonly task: TimerTask }> = new Map();
  /** What `viewOf` gives for this run. */
  view: object | undefined;
  #state: ExecutionState;
  #committedState: ExecutionState;
  #consequences: Consequence[] = [];
  /** The run that follows this one, created in the transaction that closes it. */
  #successor: Execution | undefined;

  constructor(origin: ExecutionOrigin, clock: { readonly now: EpochMs }) {
    this.origin = origin;
    this.#clock = clock;
    this.#state = {
      status: 'RUNNING',
      closeTime: undefined,
      closeEventId: undefined,
      cancelRequested: false,
      workflowTask: { status: 'None', attempt: 1 },
      stickyQueue: undefined,
      previousStartedEventId: 0,
      closeAttempted: false,
      signalCount: 0,
      memo: origin.started.memo,
      searchAttributes: origin.started.searchAttributes,
      newExecutionRunId: undefined,
      wasReset: false,
      resetRunId: undefined,
      pauseRequestId: undefined,
    };
    this.#committedState = this.#state;
  }

  get now(): EpochMs {
    return this.#clock.now;
  }

  get workflowId(): string {
    return this.origin.workflowId;
  }

  get runId(): string {
    return this.origin.runId;
  }

  get reference(): WorkflowExecution {
    return { workflowId: this.origin.workflowId, runId: this.origin.runId };
  }

  get state(): ExecutionState {
    return this.#state;
  }

  get workflowTask(): WorkflowTask {
    return this.#state.workflowTask;
  }

  get history(): readonly HistoryEvent[] {
    return this.events.written;
  }

  /** A paused run is running too. */
  get isRunning(): boolean {
    return this.#state.status === 'RUNNING' || this.#state.status === 'PAUSED';
  }

  get isPaused(): boolean {
    return this.#state.status === 'PAUSED';
  }

  /** When the first workflow task is due. */
  get executionTime(): EpochMs {
    return this.origin.startTime + (this.origin.started.firstWorkflowTaskBackoff ?? 0);
  }

  /** When the run times out, if it does: the timeouts of the run and of its chain together. */
  get runExpirationTime(): EpochMs | undefined {
    const { workflowRunTimeout } = this.origin.started;
    const executionExpiration = this.executionExpirationTime;
    if (workflowRunTimeout === 0) return executionExpiration;
    const expiration = this.executionTime + workflowRunTimeout;
    return executionExpiration === undefined
      ? expiration
      : Math.min(expiration, executionExpiration);
  }

  /** When the chain of runs times out, if it does. */
  get executionExpirationTime(): EpochMs | undefined {
    const { started, reset } = this.origin;
    return reset === undefined
      ? started.workflowExecutionExpirationTime
      : reset.executionExpirationTime;
  }

  /** Whether a workflow task is pending or has ever been completed. */
  get hadOrHasWorkflowTask(): boolean {
    return this.workflowTask.status !== 'None' || this.#state.previousStartedEventId > 0;
  }

  /** Whether the run still waits for the end of its start delay or backoff. */
  get isInFirstTaskBackoff(): boolean {
    return !this.hadOrHasWorkflowTask && (this.origin.started.firstWorkflowTaskBackoff ?? 0) > 0;
  }

  get successor(): Execution | undefined {
    return this.#successor;
  }

  /** Changes fields of the state. */
  change(fields: Partial<ExecutionState>): void {
    // The committed state stays as it is; what a transaction has made of it is its own.
    if (this.#state === this.#committedState) this.#state = copyOf(this.#committedState);
    const target = this.#state as unknown as Record<string, unknown>;
    for (const field in fields) target[field] = fields[field as keyof ExecutionState];
  }

  /** Adds an event; gives its id, or a placeholder if it is buffered. */
  add(body: EventBody): EventId {
    return this.events.add(body, this.#clock.now);
  }

  /** Adds the event that closes the run. */
  close(status: WorkflowExecutionStatus, body: EventBody, successor?: Execution): void {
    const closeEventId = this.add(body);
    this.change({
      status,
      closeEventId,
      closeTime: this.#clock.now,
      newExecutionRunId: successor?.runId,
    });
    this.#successor = successor;
    this.follow({ type: 'AddTransfer', task: { type: 'CloseExecution' } });
  }

  /** Says what is to be done when the transaction is committed. */
  follow(consequence: Consequence): void {
    this.#consequences.push(consequence);
  }

  /** Asks for a transfer when the transaction is committed. */
  transfer(task: TransferTask): void {
    this.#consequences.push({ type: 'AddTransfer', task });
  }

  /** Writes the buffered events. */
  flush(): void {
    for (const start of this.events.flush()) {
      if (start.type !== 'ChildWorkflowExecutionStarted') continue;
      const child = this.children.get(start.of);
      if (child?.status === 'Started')
        this.children.set(start.of, { ...child, startedEventId: start.startedEventId });
    }
  }

  /** Makes the changes stay, and gives what follows from them. */
  commit(): readonly Consequence[] {
    const consequences = this.#consequences;
    if (consequences.length > 0) this.#consequences = [];
    this.events.commit();
    this.#journal.commit();
    this.#committedState = this.#state;
    return consequences;
  }

  /** Takes back what was done since the last commit. */
  rollback(): void {
    this.events.rollback();
    this.#journal.rollback();
    this.#state = this.#committedState;
    this.#consequences = [];
    this.#successor = undefined;
  }

  feedWorkflowTask(input: WorkflowTaskInput): void {
    const { state, effects } = transition(workflowTaskMachine, this.workflowTask, input);
    const ended = this.workflowTask.status === 'Started' && state.status === 'None';
    this.change(ended ? { workflowTask: state, closeAttempted: false } : { workflowTask: state });
    for (const effect of effects) this.add(effect);
  }

  /** Has everything dispatched that a rebuilt run has pending. */
  refreshTasks(): void {
    for (const activity of this.activities.values())
      if (activity.status === 'Scheduled') this.#handOut(activity);
    for (const { initiatedEventId, status } of this.children.values())
      if (status === 'Initiated') this.transfer({ type: 'StartChild', initiatedEventId });
    for (const { initiatedEventId } of this.externalCancels.values())
      this.transfer({ type: 'RequestCancelExternal', initiatedEventId });
    for (const { initiatedEventId } of this.externalSignals.values())
      this.transfer({ type: 'SignalExternal', initiatedEventId });
  }

  /** Takes a newly scheduled activity on; one that is started in the same transaction goes to no queue. */
  addActivity(activity: PendingActivity, inline: boolean): void {
    this.activityIds.set(activity.scheduled.activityId, activity.scheduledEventId);
    this.activities.set(activity.scheduledEventId, activity);
    this.activityDeadlines.add(activity.scheduledEventId);
    if (!inline) this.#handOut(activity);
  }

  feedActivity(scheduledEventId: EventId, input: ActivityInput): Activity {
    const before = this.activities.get(scheduledEventId);
    invariant(before !== undefined, 'only pending activities are fed');
    const { state, effects } = transition(activityMachine, before, input);
    this.#storeActivity(before, state);
    for (const effect of effects) this.add(effect);
    return state;
  }

  /** Takes a newly started timer on. */
  addTimer(timer: StartedTimer): void {
    this.timers.set(timer.startedEventId, timer);
    this.timerIds.set(timer.timerId, timer.startedEventId);
    this.timerDeadlines.add(timer.startedEventId);
  }

  /** A timer is fed; one that fired in the buffer is no longer among the pending ones. */
  feedTimer(timer: Timer, input: TimerInput): void {
    const { effects } = transition(timerMachine, timer, input);
    this.forgetTimer(timer.startedEventId);
    for (const effect of effects) this.add(effect);
  }

  feedChild(child: PendingChild, input: ChildInput): void {
    const { state, effects } = transition(childMachine, child, input);
    if (state.status === 'Initiated' || state.status === 'Started')
      this.children.set(state.initiatedEventId, state);
    else this.children.delete(state.initiatedEventId);
    for (const effect of effects) this.add(effect);
  }

  feedExternalCancel(request: ExternalCancel, input: ExternalCancelInput): void {
    const { state, effects } = transition(externalCancelMachine, request, input);
    this.externalCancels.delete(state.initiatedEventId);
    for (const effect of effects) this.add(effect);
  }

  feedExternalSignal(request: ExternalSignal, input: ExternalSignalInput): void {
    const { state, effects } = transition(externalSignalMachine, request, input);
    this.externalSignals.delete(state.initiatedEventId);
    for (const effect of effects) this.add(effect);
  }

  feedUpdate(update: Update, input: UpdateInput): void {
    const { state, effects } = transition(updateMachine, update, input);
    if (state === update) return;
    this.updates.set(state.updateId, state);
    for (const effect of effects) this.add(effect);
    this.follow({ type: 'AnswerUpdate', updateId: state.updateId });
  }

  /** Takes an activity out without a word, because its end is in a history that was taken over. */
  forgetActivity(scheduledEventId: EventId): void {
    const activity = this.activities.get(scheduledEventId);
    if (activity === undefined) return;
    this.activities.delete(scheduledEventId);
    this.activityIds.delete(activity.scheduled.activityId);
  }

  /** Takes a timer out without a word. */
  forgetTimer(startedEventId: EventId): void {
    const timer = this.timers.get(startedEventId);
    if (timer === undefined) return;
    this.timers.delete(startedEventId);
    this.timerIds.delete(timer.timerId);
  }

  /** A pause of the workflow makes all tasks of activities stale; its end hands them out anew. */
  restampActivities(handOut: boolean): void {
    for (const scheduledEventId of [...this.activities.keys()]) {
      const activity = this.activities.get(scheduledEventId);
      if (activity === undefined) continue;
      const restamped = { ...activity, stamp: activity.stamp + 1 };
      this.activities.set(scheduledEventId, restamped);
      if (handOut && restamped.status === 'Scheduled') this.#handOut(restamped);
    }
  }

  /** Has an attempt dispatched, now or when it is due. */
  #handOut({ scheduledEventId, stamp, scheduledTime }: PendingActivity): void {
    if (scheduledTime > this.#clock.now)
      this.follow({ type: 'SetRetryTimer', scheduledEventId, stamp, at: scheduledTime });
    else if (!this.isPaused) this.follow({ type: 'AddActivityTask', scheduledEventId, stamp });
  }

  #storeActivity(before: PendingActivity, after: Activity): void {
    if (after === before) return;
    const { scheduledEventId, stamp } = after;
    const wasDueLater = before.status === 'Scheduled' && before.scheduledTime > this.#clock.now;
    const again = after.status === 'Scheduled' && after.stamp !== before.stamp;
    if (wasDueLater && !(again && after.scheduledTime > this.#clock.now))
      this.follow({ type: 'SetRetryTimer', scheduledEventId, stamp, at: undefined });
    if (!isPending(after)) {
      this.forgetActivity(scheduledEventId);
      return;
    }
    this.activities.set(scheduledEventId, after);
    if (again) this.#handOut(after);
    // A heartbeat only moves a deadline further away, which the queue finds out by itself.
    if (before.status !== after.status || before.stamp !== stamp)
      this.activityDeadlines.add(scheduledEventId);
  }
}
