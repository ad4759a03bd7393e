/** A queue of local activities, driven by a test. */
import { expect } from 'vitest';
import { LocalActivityQueue } from '../../src/core/local-activity-queue.ts';
import type {
  LocalActivityRequest,
  LocalActivityResolution,
} from '../../src/core/local-activity-request.ts';
import type { ActivityOutcome } from '../../src/protocol/attempt.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import { WorkerClock } from './worker-clock.ts';

const request = (fields: Partial<LocalActivityRequest> = {}): LocalActivityRequest => ({
  seq: 1,
  workflowType: 'order',
  workflowExecution: { workflowId: 'order-1', runId: 'run-1' },
  activityId: String(fields.seq ?? 1),
  activityType: 'charge',
  arguments: [],
  headers: {},
  startToCloseTimeout: 10_000,
  cancellationType: 'TRY_CANCEL',
  attempt: 1,
  ...fields,
});

/** A queue driven by a test; time is the clock's. */
export class Stage {
  readonly clock = new WorkerClock();
  readonly resolutions: [string, number, LocalActivityResolution][] = [];
  readonly failures: string[] = [];
  readonly queue: LocalActivityQueue;

  constructor(slots = 100) {
    this.queue = new LocalActivityQueue({
      namespace: 'default',
      taskQueue: 'orders',
      worker: 'worker-1',
      slots,
      emit: this.clock.emit,
      resolved: (runId, seq, resolution) => this.resolutions.push([runId, seq, resolution]),
      workerFailed: (message) => this.failures.push(message),
    });
  }

  schedule(fields: Partial<LocalActivityRequest> = {}, runId = 'run-1'): void {
    this.queue.schedule(runId, request(fields), this.clock.now);
  }

  /** The attempts that were started so far, as sequence number and attempt. */
  get started(): string[] {
    return this.clock
      .of('StartAttempt')
      .map(({ attempt }) => `${attempt.activityId}#${attempt.attempt}`);
  }

  token(started = -1): string {
    return this.clock.of('StartAttempt').at(started)?.attempt.taskToken ?? '';
  }

  end(outcome: ActivityOutcome, token = this.token()): void {
    this.queue.reported({ type: 'ended', taskToken: token, outcome }, this.clock.now);
  }

  advanceTo(end: number): void {
    this.clock.advanceTo(end, (timer, now) => this.queue.runTimer(timer, now));
  }

  get cancels(): string[] {
    return this.clock.of('CancelAttempt').map(({ reason }) => reason);
  }

  get found(): string[] {
    return this.clock.of('Finding').map(({ name }) => name);
  }
}

export const completed: ActivityOutcome = {
  status: 'completed',
  result: { data: new Uint8Array([7]) },
};
export const failed = (info: Failure['applicationFailureInfo'] = {}): ActivityOutcome => ({
  status: 'failed',
  failure: { message: 'declined', applicationFailureInfo: info },
});
export const cancelled: ActivityOutcome = {
  status: 'cancelled',
  failure: { message: 'CANCELLED', source: 'TypeScriptSDK', canceledFailureInfo: {} },
};

export const only = (stage: Stage): LocalActivityResolution | undefined => {
  expect(stage.resolutions).toHaveLength(1);
  return stage.resolutions[0]?.[2];
};
