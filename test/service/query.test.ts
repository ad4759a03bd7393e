/** How queries reach a worker: with a workflow task, or by themselves when nothing is pending. */
import { describe, expect, test } from 'vitest';
import type { RequestOf } from '../../src/protocol/request.ts';
import type { WorkflowTask } from '../../src/protocol/task.ts';
import { complete, payloads, PlayedService, startTimer, taskQueue } from './played-service.ts';

const namespace = 'default';
const answer = payloads(['fine']) ?? { payloads: [] };

const query = (
  service: PlayedService,
  workflowId: string,
  extra: Partial<RequestOf<'QueryWorkflow'>> = {},
): number =>
  service.pend('QueryWorkflow', {
    namespace,
    execution: { workflowId },
    query: { queryType: 'state' },
    ...extra,
  });

const answerQuery = (service: PlayedService, task: WorkflowTask): void => {
  service.ask('RespondQueryTaskCompleted', {
    namespace,
    taskToken: task.taskToken,
    result: { resultType: 'QUERY_RESULT_TYPE_ANSWERED', answer },
  });
};

const sticky = (workflowId: string, scheduleToStartTimeout = 5000): object => ({
  stickyAttributes: { workerTaskQueue: taskQueue(workflowId, true), scheduleToStartTimeout },
});

const answered = { ok: true, response: { queryResult: answer } };

describe('a query of an idle workflow', () => {
  test('goes to a worker by itself, with the whole history', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()]);
    const call = query(service, 'w');
    const task = service.take('w');
    expect(task.query).toMatchObject({ queryType: 'state' });
    expect(task.history.map(({ type }) => type)).toEqual(service.types('w'));
    answerQuery(service, task);
    expect(service.replyTo(call)).toEqual(answered);
    expect(service.types('w')).toEqual([
      'WorkflowExecutionStarted',
      'WorkflowTaskScheduled',
      'WorkflowTaskStarted',
      'WorkflowTaskCompleted',
      'TimerStarted',
    ]);
  });

  test('goes to the sticky worker, which has the history', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()], sticky('w'));
    service.poll('w', true);
    const call = query(service, 'w');
    expect(service.poll('w')).toBeUndefined();
    const task = service.take('w', true);
    expect(task.history).toEqual([]);
    answerQuery(service, task);
    expect(service.replyTo(call)).toEqual(answered);
    expect(service.alarms).toBe(1);
  });

  test('goes to any worker when the sticky one has not answered in time', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()], sticky('w'));
    service.poll('w', true);
    const call = query(service, 'w');
    service.advance(4999);
    expect(service.poll('w')).toBeUndefined();
    service.advance(1);
    const task = service.take('w');
    expect(task.history.length).toBeGreaterThan(0);
    answerQuery(service, task);
    expect(service.replyTo(call)).toEqual(answered);
    expect(service.view('w').workflowTask).toBeUndefined();
  });

  test('goes to any worker at once when nobody is behind the sticky queue', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()], sticky('w'));
    service.advance(11_000);
    query(service, 'w');
    expect(service.take('w').query).toBeDefined();
  });

  test('is given up with its caller', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()]);
    const call = query(service, 'w');
    service.withdraw(call);
    expect(service.poll('w')).toBeUndefined();
  });

  test('may be failed by the workflow', () => {
    const service = new PlayedService();
    service.begin('w');
    const call = query(service, 'w');
    service.ask('RespondQueryTaskCompleted', {
      namespace,
      taskToken: service.take('w').taskToken,
      result: { resultType: 'QUERY_RESULT_TYPE_FAILED', errorMessage: 'no such query' },
    });
    expect(service.replyTo(call)).toMatchObject({
      ok: false,
      status: { code: 'INVALID_ARGUMENT', message: 'no such query' },
    });
  });

  test('is answered once', () => {
    const service = new PlayedService();
    service.begin('w');
    query(service, 'w');
    const task = service.take('w');
    answerQuery(service, task);
    expect(() => answerQuery(service, task)).toThrow('query task not found, or already expired');
  });
});

describe('a query while a workflow task is pending', () => {
  test('goes along with the task and is answered by its completion', () => {
    const service = new PlayedService();
    service.start('w');
    const call = query(service, 'w');
    const task = service.take('w');
    const [queryId = ''] = Object.keys(task.queries ?? {});
    service.complete(task, [startTimer()], {
      queryResults: { [queryId]: { resultType: 'QUERY_RESULT_TYPE_ANSWERED', answer } },
    });
    expect(service.replyTo(call)).toEqual(answered);
  });

  test('is answered by the completion that closes the workflow', () => {
    const service = new PlayedService();
    service.start('w');
    const call = query(service, 'w');
    const task = service.take('w');
    const [queryId = ''] = Object.keys(task.queries ?? {});
    service.complete(task, [complete], {
      queryResults: { [queryId]: { resultType: 'QUERY_RESULT_TYPE_ANSWERED', answer } },
    });
    expect(service.replyTo(call)).toEqual(answered);
    expect(service.poll('w')).toBeUndefined();
  });

  test('that comes when the task is with a worker goes by itself once the task is over', () => {
    const service = new PlayedService();
    service.start('w');
    const task = service.take('w');
    const call = query(service, 'w');
    service.complete(task, [startTimer()]);
    answerQuery(service, service.take('w'));
    expect(service.replyTo(call)).toEqual(answered);
  });

  test('that comes when the task is with a worker goes along with the task that follows', () => {
    const service = new PlayedService();
    service.start('w');
    const task = service.take('w');
    query(service, 'w');
    service.signal('w');
    service.complete(task, [startTimer()]);
    expect(Object.values(service.take('w').queries ?? {})).toMatchObject([{ queryType: 'state' }]);
  });

  test('is answered by the closed workflow once it has closed', () => {
    const service = new PlayedService();
    service.start('w');
    const task = service.take('w');
    const call = query(service, 'w');
    service.complete(task, [complete]);
    answerQuery(service, service.take('w'));
    expect(service.replyTo(call)).toEqual(answered);
  });

  test('waits alone: a second one is refused', () => {
    const service = new PlayedService();
    service.start('w');
    query(service, 'w');
    expect(service.replyTo(query(service, 'w'))).toMatchObject({
      status: { code: 'RESOURCE_EXHAUSTED' },
    });
  });

  test('is refused when the workflow is terminated before it ever completed a task', () => {
    const service = new PlayedService();
    service.start('w');
    const call = query(service, 'w');
    service.ask('TerminateWorkflowExecution', {
      namespace,
      workflowExecution: { workflowId: 'w' },
    });
    expect(service.replyTo(call)).toMatchObject({
      status: {
        code: 'FAILED_PRECONDITION',
        message: 'Workflow execution closed before WorkflowTaskStarted event',
      },
    });
  });
});

describe('a query is refused', () => {
  const refusal = (service: PlayedService, extra: Parameters<typeof query>[2] = {}): unknown =>
    service.replyTo(query(service, 'w', extra));

  test('for a workflow that does not exist', () => {
    expect(refusal(new PlayedService())).toMatchObject({ status: { code: 'NOT_FOUND' } });
  });

  test('while the workflow keeps failing its task', () => {
    const service = new PlayedService();
    service.start('w');
    for (let attempt = 1; attempt <= 2; attempt++) {
      const { taskToken } = service.take('w');
      const cause = 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE';
      service.ask('RespondWorkflowTaskFailed', { namespace, taskToken, cause });
    }
    expect(refusal(service)).toMatchObject({
      status: { message: 'Unable to query workflow due to Workflow Task in failed state.' },
    });
  });

  test('when the first task is long in coming, but not when it comes soon', () => {
    const late = new PlayedService();
    late.start('w', { workflowStartDelay: 3_600_000 });
    expect(refusal(late)).toMatchObject({
      status: { message: 'Workflow task is not scheduled yet.' },
    });
    const soon = new PlayedService();
    soon.start('w', { workflowStartDelay: 5000 });
    query(soon, 'w');
    soon.advance(5000);
    expect(Object.values(soon.take('w').queries ?? {})).toHaveLength(1);
  });

  test('if the caller wants no answer of a closed workflow, or of one that did not complete', () => {
    const service = new PlayedService();
    service.begin('w', [complete]);
    expect(refusal(service, { queryRejectCondition: 'QUERY_REJECT_CONDITION_NOT_OPEN' })).toEqual({
      ok: true,
      response: { queryRejected: { status: 'COMPLETED' } },
    });
    const condition = 'QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY';
    expect(refusal(service, { queryRejectCondition: condition })).toBeUndefined();
    const failed = new PlayedService();
    failed.begin('w', [
      { type: 'FailWorkflowExecution', attributes: { failure: { message: 'boom' } } },
    ]);
    expect(refusal(failed, { queryRejectCondition: condition })).toEqual({
      ok: true,
      response: { queryRejected: { status: 'FAILED' } },
    });
  });

  test('while the workflow is paused', () => {
    const service = new PlayedService({ workflowPause: true });
    service.begin('w');
    service.ask('PauseWorkflowExecution', { namespace, workflowId: 'w' });
    expect(refusal(service)).toEqual({
      ok: true,
      response: { queryRejected: { status: 'PAUSED' } },
    });
  });
});
