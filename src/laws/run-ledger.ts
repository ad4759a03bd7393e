/** What laws remember of one run: kept event by event, apart from the service's own state, so that the two can be compared. */
import { LazyMap } from '../common/lazy-map.ts';
import type { EpochMs } from '../common/time.ts';
import {
  localActivityMarkerEvent,
  readLocalActivityMarker,
} from '../core/local-activity-marker.ts';
import type {
  ActivityCancellationType,
  ChildWorkflowCancellationType,
  Seq,
} from '../protocol/activation.ts';
import { closingStatus } from '../protocol/event.ts';
import type { EventId, EventType, HistoryEvent, HistoryEventOf } from '../protocol/event.ts';
import type { AttemptRecord } from './attempt-record.ts';
import { stampOf } from './event-stamp.ts';

/** The types of event that end an activity. */
export type ActivityCloseType =
  'ActivityTaskCompleted' | 'ActivityTaskFailed' | 'ActivityTaskTimedOut' | 'ActivityTaskCanceled';

/** The types of event that end a child workflow. */
export type ChildCloseType =
  | 'ChildWorkflowExecutionCompleted'
  | 'ChildWorkflowExecutionFailed'
  | 'ChildWorkflowExecutionCanceled'
  | 'ChildWorkflowExecutionTimedOut'
  | 'ChildWorkflowExecutionTerminated';

/** One activity, from its ActivityTaskScheduled event on. */
export interface ActivityRecord {
  readonly scheduled: HistoryEventOf<'ActivityTaskScheduled'>;
  cancelRequested: HistoryEventOf<'ActivityTaskCancelRequested'> | undefined;
  started: HistoryEventOf<'ActivityTaskStarted'> | undefined;
  closed: HistoryEventOf<ActivityCloseType> | undefined;
  /** Of a live world: the attempt that was handed out last. */
  attempt: AttemptRecord | undefined;
  /** Of a live world: an operator has paused, unpaused or reset it, so that its times and attempts follow other rules. */
  operated: boolean;
}

/** One timer, from its TimerStarted event on. */
export interface TimerRecord {
  readonly started: HistoryEventOf<'TimerStarted'>;
  readonly dueAt: EpochMs;
  ended: HistoryEventOf<'TimerFired' | 'TimerCanceled'> | undefined;
}

/** One child workflow, from its StartChildWorkflowExecutionInitiated event on. */
export interface ChildRecord {
  readonly initiated: HistoryEventOf<'StartChildWorkflowExecutionInitiated'>;
  started: HistoryEventOf<'ChildWorkflowExecutionStarted'> | undefined;
  closed: HistoryEventOf<ChildCloseType | 'StartChildWorkflowExecutionFailed'> | undefined;
}

/** One request to another workflow, from its Initiated event on. */
export interface ExternalRecord {
  readonly initiated: HistoryEventOf<
    'RequestCancelExternalWorkflowExecutionInitiated' | 'SignalExternalWorkflowExecutionInitiated'
  >;
  answered: boolean;
}

/** One update, from its WorkflowExecutionUpdateAccepted event on. */
export interface UpdateRecord {
  readonly accepted: HistoryEventOf<'WorkflowExecutionUpdateAccepted'>;
  completed: boolean;
}

/** The workflow task that is scheduled or started. */
export interface OpenTask {
  readonly scheduledEventId: EventId;
  /** 0 until it is started. */
  startedEventId: EventId;
}

/** Whether nothing is ever late. */
export interface Exactness {
  /** The times of events are those of a virtual clock, on which everything happens when it is due. */
  readonly exact: boolean;
}

/** One run. Laws are asked about an event before it is entered here. */
export class RunLedger {
  readonly workflowId: string;
  readonly runId: string;
  readonly #clock: Exactness;
  /** How many events were entered. */
  length = 0;
  lastEventId: EventId = 0;
  started: HistoryEventOf<'WorkflowExecutionStarted'> | undefined;
  cancelRequested: HistoryEventOf<'WorkflowExecutionCancelRequested'> | undefined;
  closed: HistoryEvent | undefined;
  task: OpenTask | undefined;
  /** While its events are those of an earlier run, which a reset repeats with their times. */
  repeats = false;
  /** The WorkflowTaskCompleted event, while only events of its commands have followed it. */
  commandsOf: EventId | undefined;
  readonly activities = new LazyMap<EventId, ActivityRecord>();
  /** By activity id, the one that was scheduled last. */
  readonly activityById = new LazyMap<string, ActivityRecord>();
  readonly timers = new LazyMap<EventId, TimerRecord>();
  lastFired: TimerRecord | undefined;
  readonly children = new LazyMap<EventId, ChildRecord>();
  readonly externals = new LazyMap<EventId, ExternalRecord>();
  readonly updates = new LazyMap<EventId, UpdateRecord>();
  /** Local activities of which a marker is written, by their numbers. */
  readonly markedLocalActivities = new LazyMap<number, true>();
  /** Of a live world: the ids of activities by the numbers by which workflow code calls them. */
  readonly activityIds = new LazyMap<Seq, string>();
  /** Of a live world: how the cancellation of activities and of children is dealt with, by their ids. */
  readonly activityTypes = new LazyMap<string, ActivityCancellationType>();
  readonly childTypes = new LazyMap<string, ChildWorkflowCancellationType>();
  /** Of a live world: how many signals were accepted while it was open, and the requests of those that are not written yet. */
  acceptedSignals = 0;
  readonly awaitedSignals = new LazyMap<string, true>();
  /** The ids of the requests whose signals are written. */
  readonly signalRequestIds = new LazyMap<string, true>();
  /** Of a live world: a cancel request was accepted while it was open. */
  acceptedCancel = false;
  /** The latest time among events that are written at once, that wait in the buffer, and that a flush moves to its end. */
  readonly latest = { atOnce: 0, buffered: 0, closes: 0 };

  constructor(workflowId: string, runId: string, clock: Exactness) {
    this.workflowId = workflowId;
    this.runId = runId;
    this.#clock = clock;
  }

  get exact(): boolean {
    return this.#clock.exact;
  }

  /** Enters an event. */
  enter(event: HistoryEvent): void {
    this.length++;
    this.lastEventId = event.eventId;
    if (closingStatus(event.type) !== undefined) this.closed ??= event;
    if (!isCommandEvent(event.type)) this.commandsOf = undefined;
    const stamp = stampOf(event.type);
    if (stamp !== 'earlier' && event.eventTime > this.latest[stamp])
      this.latest[stamp] = event.eventTime;
    const enter = ENTER[event.type] as ((run: RunLedger, event: HistoryEvent) => void) | undefined;
    enter?.(this, event);
  }
}

/** Events that a command of a completed workflow task writes; those of protocol messages stand among them. */
const COMMAND_EVENTS: ReadonlySet<EventType> = new Set<EventType>([
  'WorkflowExecutionCompleted',
  'WorkflowExecutionFailed',
  'WorkflowExecutionCanceled',
  'WorkflowExecutionContinuedAsNew',
  'ActivityTaskScheduled',
  'ActivityTaskCancelRequested',
  'TimerStarted',
  'TimerCanceled',
  'MarkerRecorded',
  'UpsertWorkflowSearchAttributes',
  'WorkflowPropertiesModified',
  'StartChildWorkflowExecutionInitiated',
  'RequestCancelExternalWorkflowExecutionInitiated',
  'SignalExternalWorkflowExecutionInitiated',
  'WorkflowExecutionUpdateAccepted',
  'WorkflowExecutionUpdateCompleted',
]);

/** Whether events of this type are written for a command of a workflow task, and only so. */
export const isCommandEvent = (type: EventType): boolean => COMMAND_EVENTS.has(type);

/** Whether a run begins as an earlier one did, because that was reset. */
export const isRepeated = (
  { attributes }: HistoryEventOf<'WorkflowExecutionStarted'>,
  { runId }: { readonly runId: string },
): boolean => attributes.originalExecutionRunId !== runId;

type Enter = {
  readonly [Type in EventType]?: (run: RunLedger, event: HistoryEventOf<Type>) => void;
};

function closeActivity(run: RunLedger, event: HistoryEventOf<ActivityCloseType>): void {
  const activity = run.activities.get(event.attributes.scheduledEventId);
  if (activity !== undefined) activity.closed ??= event;
}

function endTimer(run: RunLedger, event: HistoryEventOf<'TimerFired' | 'TimerCanceled'>): void {
  const timer = run.timers.get(event.attributes.startedEventId);
  if (timer === undefined) return;
  timer.ended ??= event;
  if (event.type === 'TimerFired') run.lastFired = timer;
}

function closeChild(
  run: RunLedger,
  event: HistoryEventOf<ChildCloseType | 'StartChildWorkflowExecutionFailed'>,
): void {
  const child = run.children.get(event.attributes.initiatedEventId);
  if (child !== undefined) child.closed ??= event;
}

function initiateExternal(run: RunLedger, initiated: ExternalRecord['initiated']): void {
  run.externals.set(initiated.eventId, { initiated, answered: false });
}

function answerExternal(
  run: RunLedger,
  event: { readonly attributes: { readonly initiatedEventId: EventId } },
): void {
  const external = run.externals.get(event.attributes.initiatedEventId);
  if (external !== undefined) external.answered = true;
}

function endTask(run: RunLedger): void {
  run.task = undefined;
}

const ENTER: Enter = {
  WorkflowExecutionStarted(run, event) {
    run.started ??= event;
    run.repeats = isRepeated(event, run);
  },
  WorkflowExecutionCancelRequested(run, event) {
    run.cancelRequested ??= event;
  },
  WorkflowExecutionSignaled(run, { attributes: { requestId } }) {
    if (requestId === undefined) return;
    run.signalRequestIds.set(requestId, true);
    run.awaitedSignals.delete(requestId);
  },
  WorkflowTaskScheduled(run, { eventId }) {
    run.task = { scheduledEventId: eventId, startedEventId: 0 };
  },
  WorkflowTaskStarted(run, { eventId }) {
    if (run.task !== undefined) run.task.startedEventId = eventId;
  },
  WorkflowTaskCompleted(run, { eventId }) {
    run.task = undefined;
    run.commandsOf = eventId;
  },
  WorkflowTaskFailed(run, { attributes }) {
    endTask(run);
    if (attributes.newRunId === run.runId) run.repeats = false;
  },
  WorkflowTaskTimedOut: endTask,
  ActivityTaskScheduled(run, scheduled) {
    const activity: ActivityRecord = {
      scheduled,
      cancelRequested: undefined,
      started: undefined,
      closed: undefined,
      attempt: undefined,
      operated: false,
    };
    run.activities.set(scheduled.eventId, activity);
    run.activityById.set(scheduled.attributes.activityId, activity);
  },
  ActivityTaskCancelRequested(run, event) {
    const activity = run.activities.get(event.attributes.scheduledEventId);
    if (activity !== undefined) activity.cancelRequested ??= event;
  },
  ActivityTaskStarted(run, event) {
    const activity = run.activities.get(event.attributes.scheduledEventId);
    if (activity !== undefined) activity.started ??= event;
  },
  ActivityTaskCompleted: closeActivity,
  ActivityTaskFailed: closeActivity,
  ActivityTaskTimedOut: closeActivity,
  ActivityTaskCanceled: closeActivity,
  TimerStarted(run, started) {
    const dueAt = started.eventTime + started.attributes.startToFireTimeout;
    run.timers.set(started.eventId, { started, dueAt, ended: undefined });
  },
  TimerFired: endTimer,
  TimerCanceled: endTimer,
  StartChildWorkflowExecutionInitiated(run, initiated) {
    run.children.set(initiated.eventId, { initiated, started: undefined, closed: undefined });
  },
  ChildWorkflowExecutionStarted(run, event) {
    const child = run.children.get(event.attributes.initiatedEventId);
    if (child !== undefined) child.started ??= event;
  },
  StartChildWorkflowExecutionFailed: closeChild,
  ChildWorkflowExecutionCompleted: closeChild,
  ChildWorkflowExecutionFailed: closeChild,
  ChildWorkflowExecutionCanceled: closeChild,
  ChildWorkflowExecutionTimedOut: closeChild,
  ChildWorkflowExecutionTerminated: closeChild,
  RequestCancelExternalWorkflowExecutionInitiated: initiateExternal,
  SignalExternalWorkflowExecutionInitiated: initiateExternal,
  RequestCancelExternalWorkflowExecutionFailed: answerExternal,
  ExternalWorkflowExecutionCancelRequested: answerExternal,
  SignalExternalWorkflowExecutionFailed: answerExternal,
  ExternalWorkflowExecutionSignaled: answerExternal,
  MarkerRecorded(run, event) {
    const attributes = localActivityMarkerEvent(event);
    const marker = attributes === undefined ? undefined : readLocalActivityMarker(attributes);
    if (marker !== undefined) run.markedLocalActivities.set(marker.seq, true);
  },
  WorkflowExecutionUpdateAccepted(run, accepted) {
    run.updates.set(accepted.eventId, { accepted, completed: false });
  },
  WorkflowExecutionUpdateCompleted(run, { attributes }) {
    const update = run.updates.get(attributes.acceptedEventId);
    if (update !== undefined) update.completed = true;
  },
};
