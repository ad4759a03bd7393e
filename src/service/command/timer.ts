/** The commands StartTimer and CancelTimer. */
import type { CommandAttributes } from '../../protocol/command.ts';
import { capped } from '../timeouts.ts';
import type { Timer } from '../timer.ts';
import { failTask, invalidState } from './context.ts';
import type { CommandContext, CommandHandler } from './context.ts';

const tooLong = (
  command: string,
  timerId: string,
  { shard }: CommandContext,
): string | undefined =>
  timerId.length > shard.limits.maxIdLength
    ? `TimerId on ${command} exceeds length limit. TimerId=${timerId} Length=${timerId.length} Limit=${shard.limits.maxIdLength}`
    : undefined;

/** @see temporal.api.command.v1.StartTimerCommandAttributes */
export const startTimer: CommandHandler<CommandAttributes['StartTimer']> = (
  context,
  command,
  userMetadata,
) => {
  const { shard, execution, workflowTaskCompletedEventId } = context;
  const { timerId } = command;
  const startToFireTimeout = capped(command.startToFireTimeout);
  const problem =
    (timerId === '' ? 'TimerId is not set on StartTimerCommand.' : undefined) ??
    tooLong('StartTimerCommand', timerId, context) ??
    (startToFireTimeout < 0
      ? `An invalid StartToFireTimeout is set on StartTimerCommand: negative duration. TimerId=${timerId}`
      : undefined);
  if (problem !== undefined) return failTask('BAD_START_TIMER_ATTRIBUTES', problem);
  if (execution.timerIds.has(timerId))
    return failTask(
      'START_TIMER_DUPLICATE_ID',
      invalidState('add-timer-started-event', `TimerID: ${timerId}`),
    );
  const startedEventId = execution.add({
    type: 'TimerStarted',
    attributes: { timerId, startToFireTimeout, workflowTaskCompletedEventId },
    userMetadata,
  });
  const expiryTime = shard.now + startToFireTimeout;
  execution.addTimer({ status: 'Started', timerId, startedEventId, expiryTime });
  return undefined;
};

/** The timer that a command means: one that runs, or one whose firing the worker has not seen. */
function findTimer({ execution }: CommandContext, timerId: string): Timer | undefined {
  const pending = execution.timerIds.get(timerId);
  if (pending !== undefined) return execution.timers.get(pending);
  const startedEventId = execution.events.takeTimerFired(timerId);
  if (startedEventId === undefined) return undefined;
  return { status: 'Fired', timerId, startedEventId, expiryTime: 0 };
}

/** @see temporal.api.command.v1.CancelTimerCommandAttributes */
export const cancelTimer: CommandHandler<CommandAttributes['CancelTimer']> = (
  context,
  { timerId },
) => {
  const { execution, workflowTaskCompletedEventId, identity } = context;
  const problem =
    (timerId === '' ? 'TimerId is not set on CancelTimerCommand.' : undefined) ??
    tooLong('CancelTimerCommand', timerId, context);
  if (problem !== undefined) return failTask('BAD_CANCEL_TIMER_ATTRIBUTES', problem);
  const timer = findTimer(context, timerId);
  if (timer === undefined)
    return failTask(
      'BAD_CANCEL_TIMER_ATTRIBUTES',
      invalidState('add-timer-canceled-event', `TimerID: ${timerId}`),
    );
  execution.feedTimer(timer, { type: 'Cancel', workflowTaskCompletedEventId, identity });
  // If the firing was all that was held back, the workflow may close now.
  context.hasBufferedEvents &&= execution.events.hasBufferedEvents;
  return undefined;
};
