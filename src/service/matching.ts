/** The matching service: which queue a task waits in, and when a task and a poller have found each other. */
import type { EpochMs } from '../common/time.ts';
import type { EventId } from '../protocol/event.ts';
import type { TaskQueue as TaskQueueName } from '../protocol/payload.ts';
import type { WorkflowQuery } from '../protocol/request.ts';
import type { CallId } from './effect.ts';
import type { Execution } from './execution.ts';
import { TaskQueue } from './task-queue.ts';
import type { Poller } from './task-queue.ts';

/** A workflow task in a queue, by what tells it from later ones. */
export interface QueuedWorkflowTask {
  readonly type: 'WorkflowTask';
  readonly execution: Execution;
  readonly scheduledEventId: EventId;
  readonly attempt: number;
  readonly sticky: boolean;
}

/** A query that goes to a worker outside of any workflow task. */
export interface QueuedQuery {
  readonly type: 'Query';
  readonly execution: Execution;
  readonly queryId: string;
  readonly callId: CallId;
  readonly query: WorkflowQuery;
  readonly sticky: boolean;
}

/** An attempt of an activity in a queue. */
export interface QueuedActivityTask {
  readonly type: 'ActivityTask';
  readonly execution: Execution;
  readonly scheduledEventId: EventId;
  readonly stamp: number;
}

/** What waits in a queue for workflow workers. */
export type QueuedForWorkflow = QueuedWorkflowTask | QueuedQuery;

/** Whether a waiting task is still wanted. */
function isWanted(task: QueuedForWorkflow | QueuedActivityTask): boolean {
  const { execution } = task;
  switch (task.type) {
    case 'Query':
      return true;
    case 'WorkflowTask': {
      const pending = execution.workflowTask;
      return (
        execution.isRunning &&
        pending.status === 'Scheduled' &&
        pending.scheduledEventId === task.scheduledEventId &&
        pending.attempt === task.attempt &&
        (!task.sticky || execution.state.stickyQueue !== undefined)
      );
    }
    case 'ActivityTask': {
      const activity = execution.activities.get(task.scheduledEventId);
      return (
        execution.isRunning &&
        !execution.isPaused &&
        activity?.status === 'Scheduled' &&
        activity.stamp === task.stamp
      );
    }
  }
}

/** A task is to be taken to the pollers of a queue. */
export type Dispatch =
  | { readonly kind: 'workflow'; readonly queue: string; readonly task: QueuedForWorkflow }
  | { readonly kind: 'activity'; readonly queue: string; readonly task: QueuedActivityTask };

/** Asks for a dispatch: a task and a poller of the queue are there. */
export type RequestDispatch = (dispatch: Dispatch) => void;

/** All task queues. */
export class Matching {
  readonly #workflow = new Map<string, TaskQueue<QueuedForWorkflow>>();
  readonly #activity = new Map<string, TaskQueue<QueuedActivityTask>>();
  readonly #polledQueues = new Map<CallId, TaskQueue<unknown>>();
  readonly #stickyPatience: number;
  readonly #requestDispatch: RequestDispatch;

  constructor(stickyPatience: number, requestDispatch: RequestDispatch) {
    this.#stickyPatience = stickyPatience;
    this.#requestDispatch = requestDispatch;
  }

  /** Puts a workflow task or query into its queue; into the normal one if nobody is behind the sticky one. */
  addWorkflowTask(
    task: QueuedForWorkflow,
    normalQueue: string,
    stickyQueue: string | undefined,
    now: EpochMs,
  ): void {
    const sticky = stickyQueue !== undefined && this.isPolled(stickyQueue, now);
    const queue = this.#workflowQueue(sticky ? stickyQueue : normalQueue);
    queue.add(task.sticky === sticky ? task : { ...task, sticky });
    this.#dispatchWorkflow(queue);
  }

  addActivityTask(task: QueuedActivityTask, name: string): void {
    const queue = this.#activityQueue(name);
    queue.add(task);
    this.#dispatchActivity(queue);
  }

  pollWorkflow(name: TaskQueueName, poller: Poller, now: EpochMs): void {
    const queue = this.#workflowQueue(name.name);
    queue.poll(poller, now);
    this.#polledQueues.set(poller.callId, queue);
    this.#dispatchWorkflow(queue);
  }

  pollActivity(name: TaskQueueName, poller: Poller, now: EpochMs): void {
    const queue = this.#activityQueue(name.name);
    queue.poll(poller, now);
    this.#polledQueues.set(poller.callId, queue);
    this.#dispatchActivity(queue);
  }

  withdraw(callId: CallId, now: EpochMs): void {
    this.#polledQueues.get(callId)?.withdraw(callId, now);
    this.#polledQueues.delete(callId);
  }

  /** Whether a worker is behind a sticky queue. */
  isPolled(name: string, now: EpochMs): boolean {
    return this.#workflow.get(name)?.wasPolledSince(now - this.#stickyPatience) === true;
  }

  /** The worker behind a sticky queue shuts down. */
  unload(stickyQueue: string): void {
    this.#workflow.get(stickyQueue)?.forgetPollers();
  }

  /** Takes a query out of the sticky queue in which nobody took it; says whether it was still there. */
  takeBackQuery(stickyQueue: string, queryId: string): QueuedQuery | undefined {
    const queue = this.#workflow.get(stickyQueue);
    let found: QueuedQuery | undefined;
    queue?.remove((task) => {
      if (task.type !== 'Query' || task.queryId !== queryId) return false;
      found = task;
      return true;
    });
    return found;
  }

  /** The caller of a query no longer waits for it. */
  dropQuery(queryId: string): void {
    for (const queue of this.#workflow.values())
      queue.remove((task) => task.type === 'Query' && task.queryId === queryId);
  }

  /** Brings a task that was sent on its way and the first poller of its queue together. */
  matchWorkflow(
    name: string,
    task: QueuedForWorkflow,
    now: EpochMs,
  ): { task: QueuedForWorkflow; poller: Poller } | undefined {
    const queue = this.#workflowQueue(name);
    const match = this.#match(queue, task, now);
    this.#dispatchWorkflow(queue);
    return match;
  }

  /** Brings a task that was sent on its way and the first poller of its queue together. */
  matchActivity(
    name: string,
    task: QueuedActivityTask,
    now: EpochMs,
  ): { task: QueuedActivityTask; poller: Poller } | undefined {
    const queue = this.#activityQueue(name);
    const match = this.#match(queue, task, now);
    this.#dispatchActivity(queue);
    return match;
  }

  #match<Task extends QueuedForWorkflow | QueuedActivityTask>(
    queue: TaskQueue<Task>,
    task: Task,
    now: EpochMs,
  ): { task: Task; poller: Poller } | undefined {
    if (!queue.arrive(task) || !isWanted(task)) return undefined;
    const poller = queue.takePoller(now);
    if (poller === undefined) {
      queue.putBack(task);
      return undefined;
    }
    this.#polledQueues.delete(poller.callId);
    return { task, poller };
  }

  #dispatchWorkflow(queue: TaskQueue<QueuedForWorkflow>): void {
    const task = queue.hasPollers ? queue.dispatch(isWanted) : undefined;
    if (task !== undefined) this.#requestDispatch({ kind: 'workflow', queue: queue.name, task });
  }

  #dispatchActivity(queue: TaskQueue<QueuedActivityTask>): void {
    const task = queue.hasPollers ? queue.dispatch(isWanted) : undefined;
    if (task !== undefined) this.#requestDispatch({ kind: 'activity', queue: queue.name, task });
  }

  #workflowQueue(name: string): TaskQueue<QueuedForWorkflow> {
    let queue = this.#workflow.get(name);
    if (queue === undefined) this.#workflow.set(name, (queue = new TaskQueue(name)));
    return queue;
  }

  #activityQueue(name: string): TaskQueue<QueuedActivityTask> {
    let queue = this.#activity.get(name);
    if (queue === undefined) this.#activity.set(name, (queue = new TaskQueue(name)));
    return queue;
  }
}
