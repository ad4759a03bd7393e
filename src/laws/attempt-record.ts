/** What laws remember of one attempt of an activity in a live world, from the moment in which a worker is handed it. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { ActivityCancelReason } from '../protocol/attempt.ts';
import type { HeartbeatAnswer } from '../protocol/request.ts';
import type { Payloads } from '../protocol/payload.ts';
import type { ActivityTask } from '../protocol/task.ts';

/** One attempt. */
export interface AttemptRecord {
  readonly task: ActivityTask;
  /** When its last accepted heartbeat arrived. */
  lastBeatAt: EpochMs | undefined;
  /** What the service keeps for the next attempt, as far as this one has said it. */
  details: Payloads | undefined;
  /** What its last heartbeat was answered. */
  lastAnswer: HeartbeatAnswer | 'refused' | undefined;
  /** How the accepted answer ended it, if one was accepted. */
  ended: 'completed' | 'failed' | 'canceled' | undefined;
  /** When the accepted answer arrived. */
  endedAt: EpochMs | undefined;
  /** How long the failure that ended it asks to wait. */
  nextRetryDelay: DurationMs | undefined;
  /** Why its code was told to stop, if it was. */
  told: ActivityCancelReason | undefined;
}

/** When the service gives an attempt up if nothing more is heard of it. */
export function attemptDeadline({ task, lastBeatAt }: AttemptRecord): EpochMs {
  const { startedTime, startToCloseTimeout, heartbeatTimeout } = task;
  const close = startToCloseTimeout > 0 ? startedTime + startToCloseTimeout : Infinity;
  const beat =
    heartbeatTimeout > 0 ? Math.max(startedTime, lastBeatAt ?? 0) + heartbeatTimeout : Infinity;
  return Math.min(close, beat);
}
