/** How the service answers what names nothing that it knows: malformed run ids, and task tokens of nobody or of another service. */
import { describe, expect, test } from 'vitest';
import type { Method } from '../../src/protocol/request.ts';
import type { WorkflowTask } from '../../src/protocol/task.ts';
import { PlayedService, taskQueue } from './played-service.ts';

const namespace = 'default';
const NOWHERE = '11111111-2222-4333-8444-555555555555';

/** What a request that names something is refused with. */
function refusal(service: PlayedService, method: Method, request: object): unknown {
  const reply = service.reply(method, { namespace, ...request } as never);
  return reply.ok ? 'accepted' : `${reply.status.code} ${reply.status.message}`;
}

const ofWorkflowTask = [
  ['RespondWorkflowTaskCompleted', { commands: [] }],
  ['RespondWorkflowTaskFailed', { cause: 'WORKFLOW_TASK_FAILED_CAUSE_UNSPECIFIED' }],
] as const;
const ofActivityTask = [
  ['RecordActivityTaskHeartbeat', {}],
  ['RespondActivityTaskCompleted', {}],
  ['RespondActivityTaskFailed', { failure: { message: 'x', serverFailureInfo: {} } }],
  ['RespondActivityTaskCanceled', {}],
] as const;
const ofQuery = [['RespondQueryTaskCompleted', { result: {} }]] as const;

describe('a task token', () => {
  test.each([...ofWorkflowTask, ...ofActivityTask, ...ofQuery])(
    'that is missing or unreadable is told to %s',
    (method, request) => {
      const service = new PlayedService();
      expect(refusal(service, method, { ...request, taskToken: '' })).toBe(
        'INVALID_ARGUMENT Task token not set on request.',
      );
      expect(refusal(service, method, { ...request, taskToken: 'scribble' })).toBe(
        'INVALID_ARGUMENT Error deserializing task token.',
      );
    },
  );

  test('of another service names a run that is not there', () => {
    const there = new PlayedService();
    const { taskToken, workflowExecution } = (there.start('w'), there.take('w'));
    for (const [method, request] of ofWorkflowTask)
      expect(refusal(new PlayedService(), method, { ...request, taskToken })).toBe(
        `NOT_FOUND workflow execution not found for workflow ID "w" and run ID "${workflowExecution.runId}"`,
      );
  });
});

const execution = { workflowId: 'w', runId: 'scribble' };
const update = {
  request: { meta: { updateId: 'u' }, input: { name: '' } },
  waitPolicy: { lifecycleStage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED' },
};
const checkedAtTheDoor = [
  ['RequestCancelWorkflowExecution', { workflowExecution: execution }],
  ['TerminateWorkflowExecution', { workflowExecution: execution, firstExecutionRunId: NOWHERE }],
  ['SignalWorkflowExecution', { workflowExecution: execution, signalName: 's' }],
  ['DescribeWorkflowExecution', { execution }],
  ['UpdateWorkflowExecution', { workflowExecution: execution, ...update }],
] as const;
const passedOn = [
  ['PauseActivity', { execution, id: 'a' }],
  ['UnpauseActivity', { execution, id: 'a' }],
  ['ResetActivity', { execution, id: 'a' }],
  ['RecordActivityTaskHeartbeatById', { ...execution, activityId: 'a' }],
  ['RespondActivityTaskCompletedById', { ...execution, activityId: 'a' }],
  ['RespondActivityTaskFailedById', { ...execution, activityId: 'a' }],
  ['RespondActivityTaskCanceledById', { ...execution, activityId: 'a' }],
  ['UnpauseWorkflowExecution', { ...execution }],
  ['PollWorkflowExecutionUpdate', { updateRef: { workflowExecution: execution, updateId: 'u' } }],
] as const;

describe('a malformed run id', () => {
  test.each(checkedAtTheDoor)('is seen at once by %s', (method, request) => {
    expect(refusal(new PlayedService(), method, request)).toBe('INVALID_ARGUMENT Invalid RunId.');
  });

  test.each(passedOn)('is seen late by %s', (method, request) => {
    expect(refusal(new PlayedService(), method, request)).toBe(
      'INVALID_ARGUMENT RunId is not valid UUID.',
    );
  });

  test('matters less than a reason that is too long', () => {
    const request = { ...execution, reason: 'x'.repeat(1001) };
    expect(refusal(new PlayedService(), 'UnpauseWorkflowExecution', request)).toBe(
      'INVALID_ARGUMENT reason is too long.',
    );
  });
});

test('only an attempt that is named by its token must fail by its own code', () => {
  const service = new PlayedService();
  service.begin('w', [
    {
      type: 'ScheduleActivityTask',
      attributes: {
        activityId: 'a',
        activityType: { name: 'work' },
        taskQueue: taskQueue('a'),
        startToCloseTimeout: 10_000,
      },
    },
  ]);
  const polled = service.replyTo(
    service.pend('PollActivityTaskQueue', { namespace, taskQueue: taskQueue('a') }),
  );
  const { taskToken } = (polled?.ok === true ? polled.response : {}) as WorkflowTask;
  const failure = { message: 'lost', serverFailureInfo: { nonRetryable: true } };
  expect(refusal(service, 'RespondActivityTaskFailed', { taskToken, failure })).toBe(
    'INVALID_ARGUMENT Failure must have ApplicationFailureInfo.',
  );
  const byId = { workflowId: 'w', activityId: 'a', failure };
  expect(refusal(service, 'RespondActivityTaskFailedById', byId)).toBe('accepted');
  expect(service.types('w').slice(-2)).toEqual(['ActivityTaskFailed', 'WorkflowTaskScheduled']);
});
