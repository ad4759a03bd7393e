/** The commands ScheduleActivityTask and RequestCancelActivityTask. */
import { encodeText } from '../json-payload.ts';
import { payloadsSize } from '../payload-size.ts';
import { retryPolicyProblem, withRetryDefaults } from '../retry.ts';
import { activityTimeouts } from '../timeouts.ts';
import type { CommandAttributes } from '../../protocol/command.ts';
import { failTask, invalidState, terminateWorkflow } from './context.ts';
import type { CommandContext, CommandHandler, CommandProblem } from './context.ts';

const BAD_SCHEDULE = 'BAD_SCHEDULE_ACTIVITY_ATTRIBUTES';
const BAD_CANCEL = 'BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES';

type Schedule = CommandAttributes['ScheduleActivityTask'];

function idProblem({ shard }: CommandContext, command: Schedule): string | undefined {
  const maximum = shard.limits.maxIdLength;
  const { activityId, activityType } = command;
  if (activityId === '') return 'activityId is not set';
  if (activityType.name === '') return 'activityType is not set';
  const policyProblem = retryPolicyProblem(withRetryDefaults(command.retryPolicy ?? {}));
  if (policyProblem !== undefined) return policyProblem;
  if (activityId.length > maximum)
    return `activityId exceeds length limit. Length=${activityId.length} Limit=${maximum}`;
  if (activityType.name.length > maximum)
    return `activityType exceeds length limit. Length=${activityType.name.length} Limit=${maximum}`;
  return undefined;
}

/** The queue of an activity; there is none to fall back on. */
function taskQueueProblem({ shard }: CommandContext, command: Schedule): string | undefined {
  if (command.taskQueue === undefined) return 'taskQueue is not set';
  if (command.taskQueue.name === '') return 'missing task queue name';
  return command.taskQueue.name.length > shard.limits.maxIdLength
    ? 'taskQueue length exceeds limit'
    : undefined;
}

function limitProblem(
  { shard, execution }: CommandContext,
  command: Schedule,
): CommandProblem | undefined {
  if (payloadsSize(command.input) > shard.limits.blobSize)
    return terminateWorkflow(
      BAD_SCHEDULE,
      'ScheduleActivityTaskCommandAttributes.Input exceeds size limit.',
    );
  const count = execution.activities.size;
  const limit = shard.limits.pendingActivities;
  if (count >= limit)
    return failTask(
      'PENDING_ACTIVITIES_LIMIT_EXCEEDED',
      `the number of pending activities, ${count}, has reached the per-workflow limit of ${limit}`,
    );
  if (execution.activityIds.has(command.activityId))
    return failTask(
      'SCHEDULE_ACTIVITY_DUPLICATE_ID',
      invalidState('add-activitytask-scheduled-event', `ActivityID: ${command.activityId}`),
    );
  return undefined;
}

/** @see temporal.api.command.v1.ScheduleActivityTaskCommandAttributes */
export const scheduleActivityTask: CommandHandler<Schedule> = (context, command, userMetadata) => {
  const { shard, execution, workflowTaskCompletedEventId } = context;
  const problem = taskQueueProblem(context, command) ?? idProblem(context, command);
  if (problem !== undefined) return failTask(BAD_SCHEDULE, problem);
  const timeouts = activityTimeouts(command, execution.origin.started.workflowRunTimeout);
  if (typeof timeouts === 'string') return failTask(BAD_SCHEDULE, timeouts);
  const limited = limitProblem(context, command);
  if (limited !== undefined) return limited;
  const retryPolicy = withRetryDefaults(command.retryPolicy ?? {});
  const { activityId, activityType, taskQueue, header, input, priority } = command;
  const scheduled = {
    activityId,
    activityType,
    taskQueue: { name: taskQueue?.name ?? '', kind: 'TASK_QUEUE_KIND_NORMAL' },
    header,
    input,
    scheduleToCloseTimeout: timeouts.scheduleToCloseTimeout,
    scheduleToStartTimeout: timeouts.scheduleToStartTimeout,
    startToCloseTimeout: timeouts.startToCloseTimeout,
    heartbeatTimeout: timeouts.heartbeatTimeout,
    retryPolicy,
    workflowTaskCompletedEventId,
    priority,
  } as const;
  const scheduledEventId = execution.add({
    type: 'ActivityTaskScheduled',
    attributes: scheduled,
    userMetadata,
  });
  const eager = command.requestEagerExecution === true && !execution.isPaused;
  execution.addActivity(
    {
      status: 'Scheduled',
      scheduledEventId,
      scheduled,
      retryPolicy,
      attempt: 1,
      firstScheduledTime: shard.now,
      scheduledTime: shard.now,
      expirationTime:
        timeouts.scheduleToCloseTimeout > 0
          ? shard.now + timeouts.scheduleToCloseTimeout
          : undefined,
      lastHeartbeatDetails: undefined,
      lastHeartbeatTime: undefined,
      lastFailure: undefined,
      lastWorkerIdentity: undefined,
      stamp: 0,
      reset: false,
      resetHeartbeats: false,
    },
    eager,
  );
  if (eager) context.eagerActivities.push(scheduledEventId);
  return undefined;
};

/** What the service says of an activity that it cancels on the spot. */
const NOT_STARTED = encodeText('ACTIVITY_ID_NOT_STARTED');

/** @see temporal.api.command.v1.RequestCancelActivityTaskCommandAttributes */
export const requestCancelActivityTask: CommandHandler<
  CommandAttributes['RequestCancelActivityTask']
> = (context, { scheduledEventId }, userMetadata) => {
  const { execution, workflowTaskCompletedEventId, identity } = context;
  if (!(scheduledEventId > 0))
    return failTask(BAD_CANCEL, 'ScheduledEventId is not set on RequestCancelActivityTaskCommand.');
  const activity = execution.activities.get(scheduledEventId);
  if (activity === undefined && execution.events.hasActivityFinish(scheduledEventId)) {
    // It has just ended, which this workflow task has not seen: the request is noted, without effect.
    execution.add({
      type: 'ActivityTaskCancelRequested',
      attributes: { scheduledEventId, workflowTaskCompletedEventId },
      userMetadata,
    });
    return undefined;
  }
  const again =
    activity?.status === 'CancelRequested' ||
    (activity?.status === 'Scheduled' && activity.cancelRequestedEventId !== undefined);
  if (activity === undefined || again)
    return failTask(
      BAD_CANCEL,
      invalidState(
        'add-activitytask-cancel-requested-event',
        `ScheduledEventID: ${scheduledEventId}`,
      ),
    );
  const after = execution.feedActivity(scheduledEventId, {
    type: 'RequestCancel',
    workflowTaskCompletedEventId,
    nextEventId: execution.events.nextEventId,
    identity,
    notStartedDetails: NOT_STARTED,
  });
  if (after.status === 'Canceled') context.activityNotStartedCanceled = true;
  return undefined;
};
