/** A worker as a whole: its polls, its cache, its slots for activities, and how it stops. */
import { describe, expect, test } from 'vitest';
import type { CoreEffect, RequestId } from '../../src/core/effect.ts';
import { CoreWorker, type CoreWorkerOptions } from '../../src/core/worker.ts';
import type { WorkflowCommand } from '../../src/protocol/activation.ts';
import type { Reply, ServiceRequest } from '../../src/protocol/request.ts';
import type { ActivityTask, WorkflowTask } from '../../src/protocol/task.ts';
import {
  complete,
  payload,
  scheduleActivity,
  scheduleLocalActivity,
  startTimer,
} from './commands.ts';
import { HistoryBuilder } from './history-builder.ts';
import { OPTIONS, query, ScriptedRun } from './scripted-run.ts';

/** A worker that many runs come to. */
class Workshop {
  readonly core: CoreWorker;
  readonly activated: string[] = [];
  readonly evicted: string[] = [];
  readonly started: string[] = [];
  readonly cancelled: string[] = [];
  readonly requests = new Map<RequestId, ServiceRequest>();
  readonly timers = new Map<string, CoreEffect & { type: 'SetTimer' }>();
  now = 0;

  constructor(options: Partial<CoreWorkerOptions> = {}) {
    this.core = new CoreWorker({ ...OPTIONS, ...options });
    this.take(this.core.start(0));
  }

  take(effects: readonly CoreEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'Request') this.requests.set(effect.requestId, effect.request);
      if (effect.type === 'WithdrawRequest') this.requests.delete(effect.requestId);
      if (effect.type === 'Activate') this.activated.push(effect.activation.runId);
      if (effect.type === 'Evict') this.evicted.push(`${effect.runId} ${effect.reason}`);
      if (effect.type === 'StartAttempt') this.started.push(effect.attempt.taskToken);
      if (effect.type === 'CancelAttempt') this.cancelled.push(effect.reason);
      if (effect.type === 'SetTimer') this.timers.set(effect.slot, effect);
    }
  }

  get polled(): string[] {
    const names: string[] = [];
    for (const { method, request } of this.requests.values()) {
      if (method === 'PollWorkflowTaskQueue') names.push(`workflows of ${request.taskQueue.name}`);
      if (method === 'PollActivityTaskQueue') names.push(`activities of ${request.taskQueue.name}`);
    }
    return names.sort();
  }

  get asked(): string[] {
    return [...this.requests.values()]
      .map(({ method }) => method)
      .filter((method) => !method.startsWith('Poll'));
  }

  /** Answers the first open request of a kind. */
  answer(matches: (request: ServiceRequest) => boolean, reply: Reply): void {
    for (const [id, request] of this.requests) {
      if (!matches(request)) continue;
      this.requests.delete(id);
      return this.take(this.core.answered(id, reply, this.now));
    }
    throw new Error('Nobody asked for that');
  }

  reply(method: string, response: object = {}): void {
    this.answer((request) => request.method === method, { ok: true, response } as Reply);
  }

  workflowTask(task: WorkflowTask): void {
    this.answer(
      ({ method, request }) =>
        method === 'PollWorkflowTaskQueue' && request.taskQueue.kind === 'TASK_QUEUE_KIND_NORMAL',
      { ok: true, response: task },
    );
  }

  activityTask(taskToken: string): void {
    this.reply('PollActivityTaskQueue', activityTask(taskToken));
  }

  gives(runId: string, ...commands: WorkflowCommand[]): void {
    this.take(
      this.core.activated(
        runId,
        { status: 'successful', commands, usedInternalFlags: [] },
        this.now,
      ),
    );
  }
}

/** The first task of a run. */
function firstTask(runId: string, more: Partial<WorkflowTask> = {}): WorkflowTask {
  return {
    taskToken: `task of ${runId}`,
    workflowExecution: { workflowId: `workflow ${runId}`, runId },
    workflowType: { name: 'workflowType' },
    previousStartedEventId: 0,
    startedEventId: 3,
    attempt: 1,
    history: new HistoryBuilder().task().events,
    scheduledTime: 0,
    startedTime: 0,
    ...more,
  };
}

const activityTask = (taskToken: string): ActivityTask => ({
  taskToken,
  workflowNamespace: 'default',
  workflowType: { name: 'workflowType' },
  workflowExecution: { workflowId: 'workflow', runId: 'run' },
  activityType: { name: 'charge' },
  activityId: '1',
  scheduledTime: 0,
  currentAttemptScheduledTime: 0,
  startedTime: 0,
  attempt: 1,
  scheduleToCloseTimeout: 0,
  startToCloseTimeout: 60_000,
  heartbeatTimeout: 0,
});

describe('polls', () => {
  test('are open on the normal and on the sticky queue, and for activities', () => {
    expect(new Workshop().polled).toEqual([
      'activities of queue',
      'workflows of queue',
      'workflows of worker sticky',
    ]);
  });

  test.each([
    [{ maxCachedWorkflows: 0 }, ['activities of queue', 'workflows of queue']],
    [{ pollsActivities: false }, ['workflows of queue', 'workflows of worker sticky']],
    [{ pollsWorkflows: false }, ['activities of queue']],
  ])('are not open where nothing can be done: %j', (options, polled) => {
    expect(new Workshop(options).polled).toEqual(polled);
  });

  test('are opened anew when they are answered', () => {
    const worker = new Workshop();
    worker.workflowTask(firstTask('a'));
    worker.activityTask('t');
    expect(worker.polled).toHaveLength(3);
    expect(worker.started).toEqual(['t']);
  });

  test('for activities wait for a free slot', () => {
    const worker = new Workshop({ maxConcurrentActivities: 1 });
    worker.activityTask('t');
    expect(worker.polled).not.toContain('activities of queue');
    const outcome = { status: 'completed', result: payload('paid') } as const;
    worker.take(worker.core.reported({ type: 'ended', taskToken: 't', outcome }, 0));
    worker.reply('RespondActivityTaskCompleted');
    expect(worker.polled).toContain('activities of queue');
  });

  test('that are refused are opened anew after a while', () => {
    const worker = new Workshop({ pollsWorkflows: false });
    const status = { code: 'UNAVAILABLE', message: 'not now' } as const;
    worker.answer(() => true, { ok: false, status });
    expect(worker.polled).toEqual([]);
    const timer = worker.timers.get('activity poller');
    expect(timer?.at).toBe(1_000);
    if (timer) worker.take(worker.core.runTimer(timer.timer, 1_000));
    expect(worker.polled).toEqual(['activities of queue']);
  });
});

describe('the cache', () => {
  test('lets the least recently used run go when another one comes', () => {
    const worker = new Workshop({ maxCachedWorkflows: 2 });
    for (const runId of ['a', 'b']) {
      worker.workflowTask(firstTask(runId));
      worker.gives(runId, startTimer(1));
      worker.reply('RespondWorkflowTaskCompleted');
    }
    worker.workflowTask(firstTask('c'));
    expect(worker.evicted).toEqual(['a CACHE_FULL']);
    expect(worker.core.cachedRuns.map(({ runId }) => runId)).toEqual(['b', 'c']);
    expect(worker.activated).toEqual(['a', 'b', 'c']);
  });

  test('does not let a run go in the middle of its task', () => {
    const worker = new Workshop({ maxCachedWorkflows: 1 });
    worker.workflowTask(firstTask('a'));
    worker.workflowTask(firstTask('b'));
    worker.workflowTask(firstTask('c'));
    expect(worker.evicted).toEqual([]);
    worker.gives('a', startTimer(1));
    expect(worker.evicted).toEqual([]);
    worker.reply('RespondWorkflowTaskCompleted');
    expect(worker.evicted).toEqual(['a CACHE_FULL']);
    expect(worker.activated).toEqual(['a', 'b']);
    worker.gives('b', startTimer(1));
    worker.reply('RespondWorkflowTaskCompleted');
    expect(worker.activated).toEqual(['a', 'b', 'c']);
  });

  test('of size 0 keeps a run for one task, and asks for no task with an answer', () => {
    const worker = new Workshop({ maxCachedWorkflows: 0 });
    worker.workflowTask(firstTask('a'));
    worker.gives('a', startTimer(1));
    const completion = [...worker.requests.values()].find(
      ({ method }) => method === 'RespondWorkflowTaskCompleted',
    );
    expect(completion?.request).toMatchObject({
      returnNewWorkflowTask: false,
      stickyAttributes: undefined,
    });
    worker.reply('RespondWorkflowTaskCompleted');
    expect(worker.evicted).toEqual(['a CACHE_FULL']);
  });

  test('lets a run go that is to be evicted, once its task is answered', () => {
    const worker = new Workshop();
    worker.workflowTask(firstTask('a'));
    worker.take(worker.core.evict('a', 'LANG_REQUESTED', 'asked for', 0));
    expect(worker.core.cachedRuns).toMatchObject([{ isActivated: true, hasTask: true }]);
    worker.gives('a', startTimer(1));
    worker.reply('RespondWorkflowTaskCompleted');
    expect(worker.evicted).toEqual(['a LANG_REQUESTED']);
  });

  test('lets a run go with its local activities', () => {
    const worker = new Workshop();
    worker.workflowTask(firstTask('a'));
    worker.gives('a', scheduleLocalActivity(1));
    expect(worker.core.cachedRuns).toMatchObject([{ outstandingLocalActivities: 1 }]);
    worker.take(worker.core.evict('a', 'LANG_REQUESTED', 'asked for', 0));
    expect(worker.evicted).toEqual(['a LANG_REQUESTED']);
    expect(worker.cancelled).toEqual(['CANCELLED']);
    expect(worker.asked).toEqual([]);
  });
});

describe('a task of a run that is not cached', () => {
  const history = new HistoryBuilder().task().completed().signal().task();

  test('needs the whole history, page by page', () => {
    const worker = new Workshop();
    const events = history.events;
    worker.workflowTask(
      firstTask('a', {
        previousStartedEventId: 3,
        startedEventId: 7,
        history: events.slice(3),
      }),
    );
    expect(worker.activated).toEqual([]);
    worker.reply('GetWorkflowExecutionHistory', {
      events: events.slice(0, 2),
      nextPageToken: 'more',
    });
    expect(worker.activated).toEqual([]);
    const page = [...worker.requests.values()].find(
      ({ method }) => method === 'GetWorkflowExecutionHistory',
    );
    expect(page?.request).toMatchObject({
      execution: { workflowId: 'workflow a', runId: 'a' },
      nextPageToken: 'more',
    });
    worker.reply('GetWorkflowExecutionHistory', { events: events.slice(2, 5) });
    expect(worker.activated).toEqual(['a']);
    worker.gives('a');
    worker.gives('a', complete());
    expect(worker.asked).toEqual(['RespondWorkflowTaskCompleted']);
  });

  test('is given up if the history can not be had', () => {
    const worker = new Workshop();
    worker.workflowTask(
      firstTask('a', { startedEventId: 0, history: [], query: query(), previousStartedEventId: 3 }),
    );
    const status = { code: 'NOT_FOUND', message: 'no such run' } as const;
    worker.answer(({ method }) => method === 'GetWorkflowExecutionHistory', { ok: false, status });
    expect(worker.activated).toEqual([]);
    expect(worker.asked).toEqual([]);
  });
});

describe('activities that may start together with their scheduling', () => {
  const eager = (seq: number, taskQueue = 'queue'): WorkflowCommand =>
    scheduleActivity(seq, 'TRY_CANCEL', { doNotEagerlyExecute: false, taskQueue });

  const wishes = (worker: Workshop): unknown[] => {
    for (const { method, request } of worker.requests.values()) {
      if (method !== 'RespondWorkflowTaskCompleted') continue;
      return request.commands.map((command) =>
        command.type === 'ScheduleActivityTask' ? command.attributes.requestEagerExecution : '',
      );
    }
    return [];
  };

  test('are at most three, and of the same queue', () => {
    const worker = new Workshop();
    worker.workflowTask(firstTask('a'));
    worker.gives('a', eager(1, 'other'), eager(2), eager(3), eager(4), eager(5));
    expect(wishes(worker)).toEqual([false, true, true, true, false]);
  });

  test('do not ask for it if workflow code does not want it', () => {
    const worker = new Workshop();
    worker.workflowTask(firstTask('a'));
    worker.gives('a', scheduleActivity(1));
    expect(wishes(worker)).toEqual([false]);
  });

  test('need a free slot, beside the one that the poll holds', () => {
    const worker = new Workshop({ maxConcurrentActivities: 2 });
    worker.workflowTask(firstTask('a'));
    worker.gives('a', eager(1), eager(2));
    expect(wishes(worker)).toEqual([true, false]);
  });

  test('need a worker that runs activities', () => {
    const worker = new Workshop({ pollsActivities: false });
    worker.workflowTask(firstTask('a'));
    worker.gives('a', eager(1));
    expect(wishes(worker)).toEqual([false]);
  });

  test('are started as they come with the answer', () => {
    const worker = new Workshop();
    worker.workflowTask(firstTask('a'));
    worker.gives('a', eager(1));
    worker.reply('RespondWorkflowTaskCompleted', { activityTasks: [activityTask('t')] });
    expect(worker.started).toEqual(['t']);
  });
});

describe('a worker that shuts down', () => {
  test('withdraws its polls, says so, and lets idle runs go', () => {
    const worker = new Workshop();
    worker.workflowTask(firstTask('a'));
    worker.gives('a', startTimer(1));
    worker.reply('RespondWorkflowTaskCompleted');
    worker.take(worker.core.shutdown(0));
    expect(worker.polled).toEqual([]);
    expect(worker.asked).toEqual(['ShutdownWorker']);
    expect(worker.evicted).toEqual(['a LANG_REQUESTED']);
    expect(worker.core.hasStopped).toBe(true);
  });

  test('finishes its workflow tasks, local activities included', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1));
    run.shutdown();
    run.reply('ShutdownWorker', {});
    expect(run.worker.hasStopped).toBe(false);
    run.endLocal(1, { status: 'completed', result: payload('seen') });
    run.activation('local 1 completed', startTimer(1));
    run.sent('LM ST1');
    expect(run.evictions).toEqual(['LANG_REQUESTED']);
    expect(run.worker.hasStopped).toBe(true);
  });

  test('runs the local activities and the retries that its workflow tasks still ask for', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1));
    run.shutdown();
    run.reply('ShutdownWorker', {});
    run.endLocal(1, { status: 'failed', failure: { message: 'once more' } });
    run.pass(1000);
    run.endLocal(1, { status: 'completed' });
    run.activation('local 1 completed', scheduleLocalActivity(2));
    run.endLocal(2, { status: 'completed' });
    run.activation('local 2 completed', startTimer(1));
    run.sent('LM LM ST1');
    expect(run.worker.hasStopped).toBe(true);
  });

  test('tells its attempts to stop at once', () => {
    const worker = new Workshop();
    worker.activityTask('t');
    worker.take(worker.core.shutdown(0));
    expect(worker.cancelled).toEqual(['WORKER_SHUTDOWN']);
    expect(worker.core.hasStopped).toBe(false);
  });

  test('tells its attempts to stop when the grace time is over', () => {
    const worker = new Workshop({ shutdownGraceTime: 5_000 });
    worker.activityTask('t');
    worker.take(worker.core.shutdown(0));
    expect(worker.cancelled).toEqual([]);
    const timer = worker.timers.get('shutdown grace');
    expect(timer?.at).toBe(5_000);
    if (timer) worker.take(worker.core.runTimer(timer.timer, 5_000));
    expect(worker.cancelled).toEqual(['WORKER_SHUTDOWN']);
  });

  test('does so once', () => {
    const worker = new Workshop();
    worker.core.shutdown(0);
    expect(worker.core.shutdown(0)).toEqual([]);
  });
});
