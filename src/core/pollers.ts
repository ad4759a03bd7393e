/** The polls of a worker: one open at a time on each of its queues, while there is room for what it may bring. */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { TaskQueue } from '../protocol/payload.ts';
import type { Reply } from '../protocol/request.ts';
import type { ActivityTask, WorkflowTask } from '../protocol/task.ts';
import type { CoreEffect, RequestId } from './effect.ts';
import type { OpenRequests } from './open-requests.ts';

/** How long a poller waits after a refusal before it tries again. */
const RETRY_INTERVAL: DurationMs = 1_000;

/** What the pollers need of their worker. */
export interface PollersOptions {
  readonly namespace: string;
  readonly identity: string;
  readonly taskQueue: string;
  /** Undefined if nothing is cached. */
  readonly stickyQueue: string | undefined;
  readonly pollsWorkflows: boolean;
  readonly pollsActivities: boolean;
  readonly emit: (effect: CoreEffect) => void;
  readonly requests: OpenRequests;
  readonly onWorkflowTask: (task: WorkflowTask, now: EpochMs) => void;
  readonly onActivityTask: (task: ActivityTask, now: EpochMs) => void;
}

/** A poller that was refused tries again. */
class RetryTimer {
  readonly poller: string;

  constructor(poller: string) {
    this.poller = poller;
  }
}

/**
 * The pollers of one worker.
 *
 * @divergence One poll at a time on each queue, and no limit on workflow tasks at once; a real worker holds several polls open.
 */
export class Pollers {
  readonly #options: PollersOptions;
  readonly #normalQueue: TaskQueue;
  readonly #stickyQueue: TaskQueue | undefined;
  readonly #open = new Map<string, RequestId>();
  readonly #resting = new Set<string>();
  #isStopped = true;

  constructor(options: PollersOptions) {
    this.#options = options;
    const { taskQueue, stickyQueue } = options;
    this.#normalQueue = { name: taskQueue, kind: 'TASK_QUEUE_KIND_NORMAL' };
    this.#stickyQueue =
      stickyQueue === undefined
        ? undefined
        : { name: stickyQueue, kind: 'TASK_QUEUE_KIND_STICKY', normalName: taskQueue };
  }

  start(): void {
    this.#isStopped = false;
  }

  /** Opens the polls that are not open; of activities only if there is a free slot for one. */
  poll(hasActivitySlot: boolean): void {
    const { pollsWorkflows, pollsActivities } = this.#options;
    if (this.#isStopped) return;
    if (pollsWorkflows) {
      if (this.#stickyQueue !== undefined)
        this.#pollWorkflows('sticky workflow poller', this.#stickyQueue);
      this.#pollWorkflows('workflow poller', this.#normalQueue);
    }
    if (pollsActivities && hasActivitySlot) this.#pollActivities(this.#normalQueue);
  }

  /** Whether a poll may bring an activity at any moment, for which a slot must be kept. */
  get awaitsActivity(): boolean {
    return this.#open.has('activity poller');
  }

  /** Closes all polls for good. */
  stop(): void {
    this.#isStopped = true;
    for (const requestId of this.#open.values()) this.#options.requests.withdraw(requestId);
    this.#open.clear();
  }

  /** @returns false if the timer is not one of a poller */
  runTimer(task: unknown): boolean {
    if (!(task instanceof RetryTimer)) return false;
    this.#resting.delete(task.poller);
    return true;
  }

  #pollWorkflows(poller: string, taskQueue: TaskQueue): void {
    if (this.#open.has(poller) || this.#resting.has(poller)) return;
    const { namespace, identity, requests, onWorkflowTask } = this.#options;
    const request = { namespace, taskQueue, identity };
    const requestId = requests.send({ method: 'PollWorkflowTaskQueue', request }, (reply, now) => {
      if (this.#closed(poller, reply, now)) onWorkflowTask(reply.response as WorkflowTask, now);
    });
    this.#open.set(poller, requestId);
  }

  #pollActivities(taskQueue: TaskQueue): void {
    const poller = 'activity poller';
    if (this.#open.has(poller) || this.#resting.has(poller)) return;
    const { namespace, identity, requests, onActivityTask } = this.#options;
    const request = { namespace, taskQueue, identity };
    const requestId = requests.send({ method: 'PollActivityTaskQueue', request }, (reply, now) => {
      if (this.#closed(poller, reply, now)) onActivityTask(reply.response as ActivityTask, now);
    });
    this.#open.set(poller, requestId);
  }

  /** A poll was answered. @returns whether it brought a task */
  #closed(poller: string, reply: Reply, now: EpochMs): reply is Extract<Reply, { ok: true }> {
    this.#open.delete(poller);
    if (reply.ok) return 'taskToken' in reply.response;
    this.#resting.add(poller);
    this.#options.emit({
      type: 'SetTimer',
      slot: poller,
      at: now + RETRY_INTERVAL,
      timer: { name: 'poll again', task: new RetryTimer(poller) },
    });
    return false;
  }
}
