/** Attempts of activities driven by hand: what the tests of the activity host share. */
import { defaultDataConverter } from '@temporalio/common';
import { createActivityHost, type ActivityHostOptions } from '../../src/host/activity-host.ts';
import { real } from '../../src/host/real-globals.ts';
import type { ActivityHost, ActivityReport } from '../../src/host/port.ts';
import { VirtualClock } from '../../src/host/virtual-clock.ts';
import type {
  ActivityAttempt,
  ActivityCancelReason,
  ActivityCancellationDetails,
  ActivityOutcome,
} from '../../src/protocol/attempt.ts';
import type { Payload } from '../../src/protocol/payload.ts';

export const START = Date.UTC(2026, 0, 1);

export const payload = (value: unknown): Payload =>
  defaultDataConverter.payloadConverter.toPayload(value);

export const value = (of: Payload | undefined): unknown =>
  of === undefined ? undefined : defaultDataConverter.payloadConverter.fromPayload(of as never);

/** An attempt with everything set that a service sets. */
export function attemptOf(
  activityType: string,
  more: Partial<ActivityAttempt> = {},
): ActivityAttempt {
  return {
    taskToken: `token-of-${activityType}`,
    isLocal: false,
    workflowNamespace: 'default',
    workflowType: 'order',
    workflowExecution: { workflowId: 'order-1', runId: 'run-1' },
    activityId: '1',
    activityType,
    taskQueue: 'orders',
    headers: {},
    input: [],
    heartbeatDetails: [],
    scheduledTime: START,
    currentAttemptScheduledTime: START,
    startedTime: START,
    attempt: 1,
    scheduleToCloseTimeout: 60_000,
    startToCloseTimeout: 10_000,
    heartbeatTimeout: 0,
    ...more,
  };
}

const DETAILS: Record<ActivityCancelReason, Partial<ActivityCancellationDetails>> = {
  CANCELLED: { cancelRequested: true },
  NOT_FOUND: { notFound: true },
  TIMED_OUT: { timedOut: true, notFound: true },
  WORKER_SHUTDOWN: { workerShutdown: true },
  PAUSED: { paused: true },
  RESET: { reset: true },
  HEARTBEAT_DETAILS_CONVERSION_FAILED: {},
};

const NO_DETAILS: ActivityCancellationDetails = {
  notFound: false,
  cancelRequested: false,
  paused: false,
  timedOut: false,
  workerShutdown: false,
  reset: false,
};

/** A host whose attempts a test drives step by step. */
export class Attempts {
  readonly clock: VirtualClock;
  readonly host: ActivityHost;
  readonly reports: ActivityReport[] = [];
  readonly #attempts: ActivityAttempt[] = [];

  constructor(activities: object, options: Partial<ActivityHostOptions> = {}) {
    this.clock = options.clock ?? new VirtualClock(START);
    this.host = createActivityHost({
      activities,
      namespace: 'default',
      taskQueue: 'orders',
      ...options,
      clock: this.clock,
    });
  }

  /** Starts an attempt and lets it run until it waits. */
  async start(activityType: string, more: Partial<ActivityAttempt> = {}): Promise<string> {
    const attempt = attemptOf(activityType, more);
    this.#attempts.push(attempt);
    this.host.start(attempt);
    await this.drain();
    return attempt.taskToken;
  }

  async drain(): Promise<void> {
    await new Promise<void>((resolve) => void real.setImmediate(resolve));
    this.reports.push(...this.host.takeReports());
  }

  async cancel(
    reason: ActivityCancelReason = 'CANCELLED',
    details: Partial<ActivityCancellationDetails> = {},
    token: string = this.#attempts.at(-1)?.taskToken ?? '',
  ): Promise<void> {
    this.host.cancel(token, reason, { ...NO_DETAILS, ...DETAILS[reason], ...details });
    await this.drain();
  }

  /** Moves the clock on, firing what becomes due on the way, until nothing is due at its new time. */
  async advance(ms: number): Promise<void> {
    const until = this.clock.now + ms;
    for (;;) {
      const next = this.clock.nextWakeUpAt();
      if (next === undefined || next > until) break;
      this.clock.wakeUp(next);
      await this.drain();
    }
    this.clock.setNow(until);
    await this.drain();
  }

  /** The outcomes, in the order in which the attempts ended. */
  get outcomes(): ActivityOutcome[] {
    return this.reports.flatMap((report) => (report.type === 'ended' ? [report.outcome] : []));
  }

  get outcome(): ActivityOutcome | undefined {
    return this.outcomes.at(-1);
  }

  /** What the one completed attempt returned. */
  get result(): unknown {
    const outcome = this.outcome;
    if (outcome?.status !== 'completed') throw new Error(`it ended ${JSON.stringify(outcome)}`);
    return value(outcome.result);
  }

  /** The details of the heartbeats that went to Core. */
  get heartbeats(): unknown[] {
    return this.reports.flatMap((report) =>
      report.type === 'heartbeat' ? [value(report.details?.payloads[0])] : [],
    );
  }
}
