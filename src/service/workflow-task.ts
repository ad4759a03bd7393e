/** The workflow task of a run: at most one is pending; a failing one is tried again, first openly, then without events. */
import type { Edge, Machine, Transition } from '../common/machine.ts';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type {
  EventId,
  WorkerVersion,
  WorkflowTaskCompletedMetadata,
  WorkflowTaskFailedCause,
} from '../protocol/event.ts';
import type { Failure, TimeoutType } from '../protocol/failure.ts';
import type { TaskQueue } from '../protocol/payload.ts';
import type { EventBody } from './event-store.ts';

/** A speculative task carries updates and leaves no events unless it has to. */
export type WorkflowTaskType = 'Normal' | 'Speculative';

/** No task is pending; the next one will be the attempt named. */
export interface NoWorkflowTask {
  readonly status: 'None';
  readonly attempt: number;
}

interface Pending {
  readonly type: WorkflowTaskType;
  readonly attempt: number;
  /** Of a transient or speculative task: the id that its event would get. */
  readonly scheduledEventId: EventId;
  /** Whether its Scheduled event (and its Started event, if it is started) is in the history. */
  readonly written: boolean;
  readonly taskQueue: TaskQueue;
  readonly startToCloseTimeout: DurationMs;
  readonly scheduleToStartTimeout: DurationMs | undefined;
  readonly scheduledTime: EpochMs;
  /** When the first of a row of task heartbeats was scheduled. */
  readonly originalScheduledTime: EpochMs;
}

/** A task that waits for a worker. */
export interface ScheduledWorkflowTask extends Pending {
  readonly status: 'Scheduled';
}

/** A task that a worker works on. */
export interface StartedWorkflowTask extends Pending {
  readonly status: 'Started';
  readonly startedEventId: EventId;
  readonly startedTime: EpochMs;
  readonly requestId: string;
  readonly identity: string | undefined;
  readonly suggestContinueAsNew: boolean;
  readonly historySizeBytes: number;
}

/** The state of the workflow task. */
export type WorkflowTask = NoWorkflowTask | ScheduledWorkflowTask | StartedWorkflowTask;

/** What happens to a workflow task. `nextEventId` is the id of the next written event. */
export type WorkflowTaskInput =
  | {
      readonly type: 'Schedule';
      readonly taskType: WorkflowTaskType;
      readonly at: EpochMs;
      readonly nextEventId: EventId;
      /** Whether events were buffered: then the task is a real first attempt. */
      readonly flushed: boolean;
      readonly taskQueue: TaskQueue;
      readonly startToCloseTimeout: (attempt: number) => DurationMs;
      readonly scheduleToStartTimeout: DurationMs | undefined;
      readonly originalScheduledTime: EpochMs;
    }
  | {
      readonly type: 'Start';
      readonly at: EpochMs;
      readonly nextEventId: EventId;
      readonly requestId: string;
      readonly identity: string | undefined;
      readonly taskQueue: TaskQueue;
      readonly suggestContinueAsNew: boolean;
      readonly historySizeBytes: number;
    }
  | {
      readonly type: 'Complete';
      readonly nextEventId: EventId;
      readonly identity: string | undefined;
      readonly sdkMetadata: WorkflowTaskCompletedMetadata | undefined;
      readonly workerVersion: WorkerVersion | undefined;
      readonly meteringMetadata:
        { readonly nonfirstLocalActivityExecutionAttempts?: number | undefined } | undefined;
    }
  /** A speculative task vanishes: it was completed with rejections alone, or the service has lost it. */
  | { readonly type: 'Discard' }
  | {
      readonly type: 'Fail';
      readonly nextEventId: EventId;
      readonly cause: WorkflowTaskFailedCause;
      readonly failure: Failure | undefined;
      readonly identity: string | undefined;
      readonly sticky: boolean;
      readonly baseRunId?: string | undefined;
      readonly newRunId?: string | undefined;
    }
  | {
      readonly type: 'TimeOut';
      readonly nextEventId: EventId;
      readonly timeoutType: TimeoutType;
      readonly sticky: boolean;
    }
  /** Another transaction of the run makes a speculative task a normal one. */
  | { readonly type: 'ConvertToNormal' };

type InputOf<Type extends WorkflowTaskInput['type']> = Extract<WorkflowTaskInput, { type: Type }>;
type Result = Transition<WorkflowTask, EventBody>;

const RESET: WorkflowTaskFailedCause = 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW';
const FIRST: NoWorkflowTask = { status: 'None', attempt: 1 };

const scheduledEvent = (task: Pending): EventBody => ({
  type: 'WorkflowTaskScheduled',
  at: task.scheduledTime,
  attributes: {
    taskQueue: task.taskQueue,
    startToCloseTimeout: task.startToCloseTimeout,
    attempt: task.attempt,
  },
});

const startedEvent = (task: StartedWorkflowTask, scheduledEventId: EventId): EventBody => ({
  type: 'WorkflowTaskStarted',
  at: task.startedTime,
  attributes: {
    scheduledEventId,
    identity: task.identity,
    requestId: task.requestId,
    suggestContinueAsNew: task.suggestContinueAsNew,
    historySizeBytes: task.historySizeBytes,
  },
});

/** The Scheduled and Started events that a started task still has to write, and the ids they get. */
function catchUp(
  task: StartedWorkflowTask,
  nextEventId: EventId,
): { events: EventBody[]; scheduledEventId: EventId; startedEventId: EventId } {
  if (task.written)
    return {
      events: [],
      scheduledEventId: task.scheduledEventId,
      startedEventId: task.startedEventId,
    };
  return {
    events: [scheduledEvent(task), startedEvent(task, nextEventId)],
    scheduledEventId: nextEventId,
    startedEventId: nextEventId + 1,
  };
}

/** A sticky task that fails is tried again on the normal queue, as a first attempt. */
const nextAttempt = (task: Pending, sticky: boolean): NoWorkflowTask =>
  sticky ? FIRST : { status: 'None', attempt: task.attempt + 1 };

const isTransient = (task: Pending): boolean => task.attempt > 1;

function schedule(none: NoWorkflowTask, input: InputOf<'Schedule'>): Result {
  const attempt = input.flushed ? 1 : none.attempt;
  const type = input.flushed ? 'Normal' : input.taskType;
  const written = attempt === 1 && type === 'Normal';
  const state: ScheduledWorkflowTask = {
    status: 'Scheduled',
    type,
    attempt,
    scheduledEventId: input.nextEventId,
    written,
    taskQueue: input.taskQueue,
    startToCloseTimeout: input.startToCloseTimeout(attempt),
    scheduleToStartTimeout: input.scheduleToStartTimeout,
    scheduledTime: input.at,
    originalScheduledTime: input.originalScheduledTime,
  };
  return { state, effects: written ? [scheduledEvent(state)] : [] };
}

function start(task: ScheduledWorkflowTask, input: InputOf<'Start'>): Result {
  // What came since a transient task was scheduled has taken its id: it becomes a real task, scheduled now.
  const overtaken = !task.written && task.scheduledEventId !== input.nextEventId;
  const real: Pending = overtaken
    ? {
        ...task,
        attempt: 1,
        type: 'Normal',
        written: true,
        scheduledEventId: input.nextEventId,
        scheduledTime: input.at,
        taskQueue: input.taskQueue,
      }
    : task;
  // Field by field: to add fields to a copy costs V8 a microsecond each.
  const state: StartedWorkflowTask = {
    status: 'Started',
    type: real.type,
    attempt: real.attempt,
    scheduledEventId: real.scheduledEventId,
    written: real.written,
    taskQueue: real.taskQueue,
    startToCloseTimeout: real.startToCloseTimeout,
    scheduleToStartTimeout: real.scheduleToStartTimeout,
    scheduledTime: real.scheduledTime,
    originalScheduledTime: real.originalScheduledTime,
    startedEventId: real.written && !overtaken ? input.nextEventId : real.scheduledEventId + 1,
    startedTime: input.at,
    requestId: input.requestId,
    identity: input.identity,
    suggestContinueAsNew: input.suggestContinueAsNew,
    historySizeBytes: input.historySizeBytes,
  };
  if (!real.written) return { state, effects: [] };
  const started = startedEvent(state, real.scheduledEventId);
  return { state, effects: overtaken ? [scheduledEvent(real), started] : [started] };
}

function complete(task: StartedWorkflowTask, input: InputOf<'Complete'>): Result {
  const { events, scheduledEventId, startedEventId } = catchUp(task, input.nextEventId);
  const { identity, sdkMetadata, workerVersion, meteringMetadata } = input;
  events.push({
    type: 'WorkflowTaskCompleted',
    attributes: {
      scheduledEventId,
      startedEventId,
      identity,
      sdkMetadata,
      workerVersion,
      meteringMetadata,
    },
  });
  return { state: FIRST, effects: events };
}

function fail(task: StartedWorkflowTask, input: InputOf<'Fail'>): Result {
  const { cause, failure, identity, baseRunId, newRunId } = input;
  const state = cause === RESET ? FIRST : nextAttempt(task, input.sticky);
  if (isTransient(task)) return { state, effects: [] };
  const { events, scheduledEventId, startedEventId } = catchUp(task, input.nextEventId);
  events.push({
    type: 'WorkflowTaskFailed',
    attributes: { scheduledEventId, startedEventId, cause, failure, identity, baseRunId, newRunId },
  });
  return { state, effects: events };
}

/** A task that is failed before a worker had it: by a pause, or by a reset to before its start. */
function failScheduled(task: ScheduledWorkflowTask, input: InputOf<'Fail'>): Result {
  const { cause, failure, identity, baseRunId, newRunId } = input;
  if (isTransient(task)) return { state: nextAttempt(task, input.sticky), effects: [] };
  const effects: EventBody[] = task.written ? [] : [scheduledEvent(task)];
  const scheduledEventId = task.written ? task.scheduledEventId : input.nextEventId;
  effects.push({
    type: 'WorkflowTaskFailed',
    attributes: {
      scheduledEventId,
      startedEventId: 0,
      cause,
      failure,
      identity,
      baseRunId,
      newRunId,
    },
  });
  return { state: FIRST, effects };
}

function timeOutStarted(task: StartedWorkflowTask, input: InputOf<'TimeOut'>): Result {
  const state = nextAttempt(task, input.sticky);
  if (isTransient(task)) return { state, effects: [] };
  const { events, scheduledEventId, startedEventId } = catchUp(task, input.nextEventId);
  events.push({
    type: 'WorkflowTaskTimedOut',
    attributes: { scheduledEventId, startedEventId, timeoutType: input.timeoutType },
  });
  return { state, effects: events };
}

/** Nobody took the task in time. That is no failure of the workflow: the next task is a first attempt. */
function timeOutScheduled(task: ScheduledWorkflowTask, input: InputOf<'TimeOut'>): Result {
  const effects: EventBody[] = task.written ? [] : [scheduledEvent(task)];
  const scheduledEventId = task.written ? task.scheduledEventId : input.nextEventId;
  effects.push({
    type: 'WorkflowTaskTimedOut',
    attributes: { scheduledEventId, startedEventId: 0, timeoutType: input.timeoutType },
  });
  return { state: FIRST, effects };
}

type WorkflowTaskEdge<From, Type extends WorkflowTaskInput['type']> = Edge<
  From,
  InputOf<Type>,
  WorkflowTask,
  EventBody
>;

const convertScheduled: WorkflowTaskEdge<ScheduledWorkflowTask, 'ConvertToNormal'> = {
  to: ['Scheduled'],
  apply: (task) => ({
    state: { ...task, type: 'Normal', written: true },
    effects: [scheduledEvent(task)],
  }),
};

const convertStarted: WorkflowTaskEdge<StartedWorkflowTask, 'ConvertToNormal'> = {
  to: ['Started'],
  apply: (task) => ({
    state: { ...task, type: 'Normal', written: true },
    effects: [scheduledEvent(task), startedEvent(task, task.scheduledEventId)],
  }),
};

const discard: WorkflowTaskEdge<WorkflowTask, 'Discard'> = {
  to: ['None'],
  apply: () => ({ state: FIRST, effects: [] }),
};

/** The life of workflow tasks. @see temporal service/history/workflow/workflow_task_state_machine.go */
export const workflowTaskMachine: Machine<WorkflowTask, WorkflowTaskInput, EventBody> = {
  name: 'WorkflowTask',
  edges: {
    None: { Schedule: { to: ['Scheduled'], apply: schedule } },
    Scheduled: {
      Start: { to: ['Started'], apply: start },
      TimeOut: { to: ['None'], apply: timeOutScheduled },
      Fail: { to: ['None'], apply: failScheduled },
      Discard: discard,
      ConvertToNormal: convertScheduled,
    },
    Started: {
      Complete: { to: ['None'], apply: complete },
      Discard: discard,
      Fail: { to: ['None'], apply: fail },
      TimeOut: { to: ['None'], apply: timeOutStarted },
      ConvertToNormal: convertStarted,
    },
  },
};

/** The events that a pending task would write, for whoever is shown them before they are written. */
export function unwrittenEvents(task: WorkflowTask): readonly EventBody[] {
  if (task.status === 'None' || task.written) return [];
  if (task.status === 'Scheduled') return [scheduledEvent(task)];
  return [scheduledEvent(task), startedEvent(task, task.scheduledEventId)];
}
