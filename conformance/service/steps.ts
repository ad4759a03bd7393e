/**
 * Shorthands for writing scripts: each returns one `Step` or `Command` and fills in what most scripts have in common.
 * The main workflow is called `w`; every workflow and every activity has a task queue of its own name, so that a poll
 * is for exactly one of them.
 */
import type {
  Command,
  Duration,
  EventRef,
  Failure,
  ParentClosePolicy,
  RunRef,
  Script,
  Step,
  StepOf,
  UpdateMessage,
} from './script.ts';

type Extra<Do extends Step['do'], Fixed extends string> = Partial<Omit<StepOf<Do>, 'do' | Fixed>>;
type CommandOf<Type extends Command['type']> = Extract<Command, { type: Type }>;
type CommandExtra<Type extends Command['type'], Fixed extends string> = Partial<
  Omit<CommandOf<Type>, 'type' | Fixed>
>;

export const script = (
  name: string,
  about: string,
  steps: readonly (Step | readonly Step[])[],
): Script => ({
  name,
  about,
  steps: steps.flat() as Step[],
});

// workflows ------------------------------------------------------------------------------------------------------

export const start = (extra: Extra<'StartWorkflowExecution', ''> = {}): Step => {
  const workflowId = extra.workflowId ?? 'w';
  return {
    do: 'StartWorkflowExecution',
    workflowType: 'flow',
    taskQueue: workflowId,
    ...extra,
    workflowId,
  };
};
export const signalWithStart = (
  signalName: string,
  extra: Extra<'SignalWithStartWorkflowExecution', 'signalName'> = {},
): Step => {
  const workflowId = extra.workflowId ?? 'w';
  return {
    do: 'SignalWithStartWorkflowExecution',
    signalName,
    workflowType: 'flow',
    taskQueue: workflowId,
    ...extra,
    workflowId,
  };
};
export const cancel = (extra: Extra<'RequestCancelWorkflowExecution', ''> = {}): Step => ({
  do: 'RequestCancelWorkflowExecution',
  workflowId: 'w',
  ...extra,
});
export const terminate = (extra: Extra<'TerminateWorkflowExecution', ''> = {}): Step => ({
  do: 'TerminateWorkflowExecution',
  workflowId: 'w',
  reason: 'enough',
  ...extra,
});
export const signal = (
  signalName: string,
  extra: Extra<'SignalWorkflowExecution', 'signalName'> = {},
): Step => ({
  do: 'SignalWorkflowExecution',
  workflowId: 'w',
  signalName,
  ...extra,
});
export const describe = (extra: Extra<'DescribeWorkflowExecution', ''> = {}): Step => ({
  do: 'DescribeWorkflowExecution',
  workflowId: 'w',
  ...extra,
});
export const history = (extra: Extra<'GetWorkflowExecutionHistory', ''> = {}): Step => ({
  do: 'GetWorkflowExecutionHistory',
  workflowId: 'w',
  ...extra,
});
export const reset = (
  workflowTaskFinishEventId: EventRef,
  extra: Extra<'ResetWorkflowExecution', 'workflowTaskFinishEventId'> = {},
): Step => ({
  do: 'ResetWorkflowExecution',
  workflowId: 'w',
  reason: 'again',
  workflowTaskFinishEventId,
  ...extra,
});
export const pauseWorkflow = (extra: Extra<'PauseWorkflowExecution', ''> = {}): Step => ({
  do: 'PauseWorkflowExecution',
  workflowId: 'w',
  reason: 'wait',
  ...extra,
});
export const unpauseWorkflow = (extra: Extra<'UnpauseWorkflowExecution', ''> = {}): Step => ({
  do: 'UnpauseWorkflowExecution',
  workflowId: 'w',
  reason: 'go',
  ...extra,
});
export const update = (
  updateId: string,
  extra: Extra<'UpdateWorkflowExecution', 'updateId'> = {},
): Step => ({
  do: 'UpdateWorkflowExecution',
  workflowId: 'w',
  as: updateId,
  updateId,
  name: 'change',
  waitStage: 'COMPLETED',
  ...extra,
});
export const awaitAnswer = (of: string, upToMs?: number): Step => ({
  do: 'AwaitAnswer',
  of,
  ...(upToMs === undefined ? {} : { upToMs }),
});

// workflow tasks -------------------------------------------------------------------------------------------------

export const poll = (as: string, extra: Extra<'PollWorkflowTaskQueue', 'as'> = {}): Step => ({
  do: 'PollWorkflowTaskQueue',
  as,
  taskQueue: 'w',
  ...extra,
});
export const complete = (
  task: string,
  commands: readonly Command[] = [],
  extra: Extra<'RespondWorkflowTaskCompleted', 'task' | 'commands'> = {},
): Step => ({
  do: 'RespondWorkflowTaskCompleted',
  task,
  commands,
  ...extra,
});
export const failTask = (
  task: string,
  extra: Extra<'RespondWorkflowTaskFailed', 'task'> = {},
): Step => ({
  do: 'RespondWorkflowTaskFailed',
  task,
  cause: 'WORKFLOW_WORKER_UNHANDLED_FAILURE',
  failure: { message: 'not deterministic' },
  ...extra,
});
export const noTask = (
  taskQueue = 'w',
  forMs = 1000,
  kind: 'workflow' | 'activity' = 'workflow',
): Step => ({ do: 'ExpectNoTask', taskQueue, kind, forMs });
export const sleep = (ms: number): Step => ({ do: 'Sleep', ms });

/** Start, first task, first completion: `S wS wB wC` and what the commands write. */
export const begin = (
  commands: readonly Command[],
  extra: Extra<'StartWorkflowExecution', ''> = {},
): readonly Step[] => {
  const taskQueue = extra.taskQueue ?? extra.workflowId ?? 'w';
  const as = `${extra.workflowId ?? 'w'}-first`;
  return [start(extra), poll(as, { taskQueue }), complete(as, commands)];
};
/** One whole workflow task. */
export const turn = (
  as: string,
  commands: readonly Command[] = [],
  taskQueue = 'w',
): readonly Step[] => [poll(as, { taskQueue }), complete(as, commands)];

// activity tasks -------------------------------------------------------------------------------------------------

export const pollActivity = (as = 'a', extra: Extra<'PollActivityTaskQueue', 'as'> = {}): Step => ({
  do: 'PollActivityTaskQueue',
  as,
  taskQueue: as.replace(/\d+$/, ''),
  ...extra,
});
export const heartbeat = (task = 'a', details?: readonly unknown[]): Step => ({
  do: 'RecordActivityTaskHeartbeat',
  task,
  ...(details ? { details } : {}),
});
export const activityCompleted = (task = 'a', result: readonly unknown[] = ['done']): Step => ({
  do: 'RespondActivityTaskCompleted',
  task,
  result,
});
export const activityFailed = (task = 'a', failure: Failure = boom): Step => ({
  do: 'RespondActivityTaskFailed',
  task,
  failure,
});
export const activityCanceled = (task = 'a', details?: readonly unknown[]): Step => ({
  do: 'RespondActivityTaskCanceled',
  task,
  ...(details ? { details } : {}),
});

export const boom: Failure = { message: 'boom', applicationFailureInfo: { type: 'Boom' } };
export const fatal: Failure = {
  message: 'fatal',
  applicationFailureInfo: { type: 'Fatal', nonRetryable: true },
};
export const canceledFailure: Failure = { message: 'cancelled', canceledFailureInfo: {} };

// commands -------------------------------------------------------------------------------------------------------

export const activity = (
  activityId = 'a',
  extra: CommandExtra<'ScheduleActivityTask', 'activityId'> = {},
): Command => ({
  type: 'ScheduleActivityTask',
  activityId,
  activityType: 'work',
  taskQueue: activityId,
  startToCloseTimeout: '30s',
  ...extra,
});
export const cancelActivity = (activityId = 'a', nth?: number): Command => ({
  type: 'RequestCancelActivityTask',
  scheduledEventId: { of: 'ActivityTaskScheduled', activityId, ...(nth ? { nth } : {}) },
});
export const timer = (timerId = 't', startToFireTimeout: Duration = '1h'): Command => ({
  type: 'StartTimer',
  timerId,
  startToFireTimeout,
});
export const cancelTimer = (timerId = 't'): Command => ({ type: 'CancelTimer', timerId });
export const completeWorkflow = (result?: readonly unknown[]): Command => ({
  type: 'CompleteWorkflowExecution',
  ...(result ? { result } : {}),
});
export const failWorkflow = (failure: Failure = boom): Command => ({
  type: 'FailWorkflowExecution',
  failure,
});
export const cancelWorkflow = (details?: readonly unknown[]): Command => ({
  type: 'CancelWorkflowExecution',
  ...(details ? { details } : {}),
});
export const continueAsNew = (
  extra: CommandExtra<'ContinueAsNewWorkflowExecution', ''> = {},
): Command => ({ type: 'ContinueAsNewWorkflowExecution', ...extra });
export const child = (
  workflowId = 'c',
  extra: CommandExtra<'StartChildWorkflowExecution', 'workflowId'> = {},
): Command => ({
  type: 'StartChildWorkflowExecution',
  workflowId,
  workflowType: 'child',
  taskQueue: workflowId,
  ...extra,
});
export const childWith = (parentClosePolicy: ParentClosePolicy, workflowId = 'c'): Command =>
  child(workflowId, { parentClosePolicy });
export const cancelExternal = (
  workflowId = 'c',
  extra: CommandExtra<'RequestCancelExternalWorkflowExecution', 'workflowId'> = {},
): Command => ({
  type: 'RequestCancelExternalWorkflowExecution',
  workflowId,
  ...extra,
});
export const signalExternal = (
  workflowId = 'c',
  extra: CommandExtra<'SignalExternalWorkflowExecution', 'workflowId'> = {},
): Command => ({
  type: 'SignalExternalWorkflowExecution',
  workflowId,
  signalName: 'hello',
  ...extra,
});
export const marker = (
  markerName = 'mark',
  details?: Readonly<Record<string, unknown>>,
): Command => ({ type: 'RecordMarker', markerName, ...(details ? { details } : {}) });

/** Commands and messages of a completion that accepts an update, and answers it unless told otherwise. */
export const acceptUpdate = (
  updateId: string,
): { commands: Command[]; messages: UpdateMessage[] } => ({
  commands: [{ type: 'ProtocolMessage', messageId: `accept-${updateId}` }],
  messages: [{ id: `accept-${updateId}`, updateId, body: 'Acceptance' }],
});
export const answerUpdate = (
  updateId: string,
  result: readonly unknown[] = ['changed'],
): { commands: Command[]; messages: UpdateMessage[] } => ({
  commands: [{ type: 'ProtocolMessage', messageId: `answer-${updateId}` }],
  messages: [{ id: `answer-${updateId}`, updateId, body: 'Response', result }],
});

export const runOf = (step: string): RunRef => ({ runOf: step });
/** A well-formed run id that no run has. */
export const UNKNOWN_RUN = '00000000-0000-4000-8000-000000000000';
