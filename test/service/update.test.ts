/** Updates: who is answered when, and what becomes of an update whose workflow task or workflow ends. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/protocol/command.ts';
import type { RequestOf } from '../../src/protocol/request.ts';
import type { WorkflowTask } from '../../src/protocol/task.ts';
import type { UpdateMessage, UpdateStage } from '../../src/protocol/update.ts';
import { complete, payloads, PlayedService, startTimer } from './played-service.ts';

const namespace = 'default';
const stage = (name: string): UpdateStage =>
  `UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_${name}` as UpdateStage;

const request = (
  updateId: string,
  waitStage = 'COMPLETED',
): RequestOf<'UpdateWorkflowExecution'> => ({
  namespace,
  workflowExecution: { workflowId: 'w' },
  waitPolicy: { lifecycleStage: stage(waitStage) },
  request: { meta: { updateId }, input: { name: 'change' } },
});

const update = (service: PlayedService, updateId: string, waitStage?: string): number =>
  service.pend('UpdateWorkflowExecution', request(updateId, waitStage));

const success = payloads(['changed']) ?? { payloads: [] };
const accept = (updateId: string): UpdateMessage => ({
  id: `${updateId}/accept`,
  protocolInstanceId: updateId,
  body: {
    type: 'Acceptance',
    acceptedRequestMessageId: `${updateId}/request`,
    acceptedRequestSequencingEventId: 1,
  },
});
const respond = (updateId: string): UpdateMessage => ({
  id: `${updateId}/response`,
  protocolInstanceId: updateId,
  body: { type: 'Response', updateId, outcome: { success } },
});
const reject = (updateId: string): UpdateMessage => ({
  id: `${updateId}/reject`,
  protocolInstanceId: updateId,
  body: {
    type: 'Rejection',
    rejectedRequestMessageId: `${updateId}/request`,
    rejectedRequestSequencingEventId: 1,
    failure: { message: 'no' },
  },
});
const place = ({ id: messageId }: UpdateMessage): Command => ({
  type: 'ProtocolMessage',
  attributes: { messageId },
});

/** Completes a task with what the worker says about updates. */
const answer = (
  service: PlayedService,
  task: WorkflowTask,
  messages: readonly UpdateMessage[],
  extra: Partial<RequestOf<'RespondWorkflowTaskCompleted'>> = {},
): void => {
  const commands = messages.filter(({ body }) => body.type !== 'Rejection').map(place);
  service.complete(task, commands, { messages, ...extra });
};

const stageOf = (service: PlayedService, call: number): unknown => {
  const reply = service.replyTo(call);
  return reply?.ok === true ? (reply.response as { stage: string }).stage : reply;
};

const idle = (): PlayedService => {
  const service = new PlayedService();
  service.begin('w', [startTimer()]);
  return service;
};

describe('the caller of an update', () => {
  test('who waits for its acceptance is answered then', () => {
    const service = idle();
    const call = update(service, 'u', 'ACCEPTED');
    const task = service.take('w');
    expect(service.replyTo(call)).toBeUndefined();
    answer(service, task, [accept('u')]);
    expect(stageOf(service, call)).toBe(stage('ACCEPTED'));
  });

  test('who waits for its completion is answered then, and so is whoever asks later', () => {
    const service = idle();
    const call = update(service, 'u');
    answer(service, service.take('w'), [accept('u')]);
    expect(service.replyTo(call)).toBeUndefined();
    const poll = service.pend('PollWorkflowExecutionUpdate', {
      namespace,
      updateRef: { workflowExecution: { workflowId: 'w' }, updateId: 'u' },
      waitPolicy: { lifecycleStage: stage('COMPLETED') },
    });
    service.signal('w');
    answer(service, service.take('w'), [respond('u')]);
    const answered = { ok: true, response: { stage: stage('COMPLETED'), outcome: { success } } };
    expect(service.replyTo(call)).toMatchObject(answered);
    expect(service.replyTo(poll)).toMatchObject(answered);
    expect(service.replyTo(update(service, 'u'))).toMatchObject(answered);
  });

  test('who gives up is not answered, but the update goes on', () => {
    const service = idle();
    const call = update(service, 'u');
    service.withdraw(call);
    answer(service, service.take('w'), [accept('u'), respond('u')]);
    expect(service.replyTo(call)).toBeUndefined();
    expect(stageOf(service, update(service, 'u'))).toBe(stage('COMPLETED'));
  });

  test('is told of its rejection, of which nothing stays', () => {
    const service = idle();
    const before = service.types('w');
    const call = update(service, 'u');
    answer(service, service.take('w'), [reject('u')], {
      capabilities: { discardSpeculativeWorkflowTaskWithEvents: true },
    });
    expect(service.replyTo(call)).toMatchObject({
      response: { stage: stage('COMPLETED'), outcome: { failure: { message: 'no' } } },
    });
    expect(service.types('w')).toEqual(before);
    const again = service.reply('PollWorkflowExecutionUpdate', {
      namespace,
      updateRef: { workflowExecution: { workflowId: 'w' }, updateId: 'u' },
    });
    expect(again).toMatchObject({ status: { code: 'NOT_FOUND' } });
  });

  test('is refused if the worker says nothing about it', () => {
    const service = idle();
    const call = update(service, 'u');
    service.complete(service.take('w'));
    expect(service.replyTo(call)).toMatchObject({
      response: {
        outcome: { failure: { applicationFailureInfo: { type: 'UnprocessedUpdate' } } },
      },
    });
  });

  test('is answered by a later task when the worker failed the first', () => {
    const service = idle();
    const call = update(service, 'u');
    const { taskToken } = service.take('w');
    service.ask('RespondWorkflowTaskFailed', {
      namespace,
      taskToken,
      cause: 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
    });
    answer(service, service.take('w'), [accept('u'), respond('u')]);
    expect(stageOf(service, call)).toBe(stage('COMPLETED'));
  });

  test('is refused when the completion that was to answer it could not be', () => {
    const service = idle();
    const call = update(service, 'u');
    const task = service.take('w');
    const duplicate = startTimer();
    service.complete(task, [place(accept('u')), duplicate], { messages: [accept('u')] });
    expect(service.types('w').at(-1)).toBe('WorkflowTaskFailed');
    expect(service.replyTo(call)).toMatchObject({
      status: {
        message:
          'Unable to perform workflow execution update due to unexpected workflow task failure.',
        details: { type: 'WorkflowNotReadyFailure' },
      },
    });
  });

  test('hears of the end of the workflow', () => {
    const service = idle();
    const accepted = update(service, 'accepted');
    answer(service, service.take('w'), [accept('accepted')]);
    const admitted = update(service, 'admitted');
    service.ask('TerminateWorkflowExecution', {
      namespace,
      workflowExecution: { workflowId: 'w' },
    });
    expect(service.replyTo(admitted)).toMatchObject({
      status: {
        code: 'NOT_FOUND',
        message: 'workflow update was aborted by closing workflow',
      },
    });
    expect(service.replyTo(accepted)).toMatchObject({
      response: {
        outcome: {
          failure: { applicationFailureInfo: { type: 'AcceptedUpdateCompletedWorkflow' } },
        },
      },
    });
  });
});

describe('an update', () => {
  test('that comes while a task is with a worker gets a task of its own', () => {
    const service = new PlayedService();
    service.start('w');
    const task = service.take('w');
    update(service, 'u');
    service.complete(task, [startTimer()]);
    expect(service.take('w').messages).toMatchObject([{ protocolInstanceId: 'u' }]);
  });

  test('that comes while a task waits goes along with it', () => {
    const service = new PlayedService();
    service.start('w');
    update(service, 'u');
    update(service, 'v');
    expect(service.take('w').messages).toMatchObject([
      { protocolInstanceId: 'u' },
      { protocolInstanceId: 'v' },
    ]);
  });

  test('that no worker takes in time gets a task that is written', () => {
    const service = idle();
    update(service, 'u');
    service.advance(5000);
    expect(service.types('w').slice(5)).toEqual([
      'WorkflowTaskScheduled',
      'WorkflowTaskTimedOut',
      'WorkflowTaskScheduled',
    ]);
    expect(service.take('w').messages).toHaveLength(1);
  });

  test('of a workflow that tried to close and failed to waits until that is over', () => {
    const service = new PlayedService();
    service.start('w');
    const task = service.take('w');
    service.signal('w');
    service.complete(task, [complete]);
    service.take('w');
    expect(service.replyTo(update(service, 'u'))).toMatchObject({
      status: { code: 'RESOURCE_EXHAUSTED' },
    });
  });

  test.for([
    [
      'without a name',
      { request: { meta: { updateId: 'u' }, input: { name: '' } } },
      'INVALID_ARGUMENT',
    ],
    ['that nobody waits for', request('u', 'ADMITTED'), 'PERMISSION_DENIED'],
    ['of another chain', { firstExecutionRunId: 'other' }, 'NOT_FOUND'],
    ['of nobody', { workflowExecution: { workflowId: 'nobody' } }, 'NOT_FOUND'],
    [
      'under too long an id',
      { request: { meta: { updateId: 'u'.repeat(1001) }, input: { name: 'change' } } },
      'INVALID_ARGUMENT',
    ],
  ] as const)('%s is refused', ([, extra, code]) => {
    const service = idle();
    const call = service.pend('UpdateWorkflowExecution', { ...request('u'), ...extra });
    expect(service.replyTo(call)).toMatchObject({ status: { code } });
  });

  test('beyond the number that a run may have in flight is refused', () => {
    const service = idle();
    for (let n = 0; n < 10; n++) update(service, `u${n}`);
    expect(service.replyTo(update(service, 'one too many'))).toMatchObject({
      status: { code: 'RESOURCE_EXHAUSTED' },
    });
  });

  test('that was never heard of cannot be waited for', () => {
    const reply = idle().reply('PollWorkflowExecutionUpdate', {
      namespace,
      updateRef: { workflowExecution: { workflowId: 'w' }, updateId: 'u' },
    });
    expect(reply).toMatchObject({ status: { code: 'NOT_FOUND', message: 'update "u" not found' } });
  });
});

describe('an accepted update of a run that is reset', () => {
  const resetRun = (): PlayedService => {
    const service = idle();
    update(service, 'u', 'ACCEPTED');
    answer(service, service.take('w'), [accept('u')]);
    service.ask('ResetWorkflowExecution', {
      namespace,
      workflowExecution: { workflowId: 'w' },
      workflowTaskFinishEventId: 4,
    });
    return service;
  };

  test('is admitted anew, by an event that tells the worker of it', () => {
    const service = resetRun();
    const task = service.take('w');
    expect(task.messages).toBeUndefined();
    expect(task.history.map(({ type }) => type).slice(3)).toEqual([
      'WorkflowTaskFailed',
      'WorkflowExecutionUpdateAdmitted',
      'WorkflowTaskScheduled',
      'WorkflowTaskStarted',
    ]);
  });

  test('is accepted without its request, which the history has already', () => {
    const service = resetRun();
    answer(service, service.take('w'), [accept('u'), respond('u')]);
    const [accepted, completed] = service.view('w').events.slice(-2);
    expect(accepted).toMatchObject({ type: 'WorkflowExecutionUpdateAccepted' });
    expect(accepted?.attributes).toHaveProperty('acceptedRequest', undefined);
    expect(completed).toMatchObject({ type: 'WorkflowExecutionUpdateCompleted' });
  });

  test('is admitted once more when that run is reset, too', () => {
    const service = resetRun();
    answer(service, service.take('w'), [accept('u')]);
    service.ask('ResetWorkflowExecution', {
      namespace,
      workflowExecution: { workflowId: 'w' },
      workflowTaskFinishEventId: 4,
    });
    const types = service.types('w');
    expect(types.filter((type) => type === 'WorkflowExecutionUpdateAdmitted')).toHaveLength(1);
  });
});

describe('an update with start', () => {
  const startAndUpdate = (
    service: PlayedService,
    extra: Partial<RequestOf<'StartWorkflowExecution'>> = {},
    updated: Partial<RequestOf<'UpdateWorkflowExecution'>> = {},
  ): number =>
    service.pend('ExecuteMultiOperation', {
      namespace,
      start: service.startRequest('w', {
        workflowIdConflictPolicy: 'WORKFLOW_ID_CONFLICT_POLICY_FAIL',
        ...extra,
      }),
      update: { ...request('u'), ...updated },
    });

  test('starts the workflow if it does not run', () => {
    const service = new PlayedService();
    const call = startAndUpdate(service);
    answer(service, service.take('w'), [accept('u'), respond('u')]);
    expect(service.replyTo(call)).toMatchObject({
      response: { start: { started: true }, update: { outcome: { success } } },
    });
  });

  test('uses the workflow that runs, if it may', () => {
    const service = idle();
    const policy = 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING';
    const call = startAndUpdate(service, { workflowIdConflictPolicy: policy });
    answer(service, service.take('w'), [accept('u'), respond('u')]);
    expect(service.replyTo(call)).toMatchObject({ response: { start: { started: false } } });
  });

  test('is refused if the workflow runs and must not', () => {
    const service = idle();
    expect(service.replyTo(startAndUpdate(service))).toMatchObject({
      status: {
        code: 'ALREADY_EXISTS',
        details: {
          type: 'MultiOperationExecutionFailure',
          statuses: [
            { code: 'ALREADY_EXISTS' },
            { details: { type: 'MultiOperationExecutionAborted' } },
          ],
        },
      },
    });
  });

  test('of the same id finds its answer again', () => {
    const service = new PlayedService();
    startAndUpdate(service);
    answer(service, service.take('w'), [accept('u'), respond('u')]);
    expect(service.replyTo(startAndUpdate(service))).toMatchObject({
      response: { start: { started: false }, update: { outcome: { success } } },
    });
  });

  test.for([
    ['a cron schedule', { cronSchedule: '@daily' }, {}],
    ['a start delay', { workflowStartDelay: 1000 }, {}],
    ['another workflow to update', {}, { workflowExecution: { workflowId: 'v' } }],
    ['a run to update', {}, { workflowExecution: { workflowId: 'w', runId: 'r' } }],
    ['a chain to update', {}, { firstExecutionRunId: 'r' }],
    ['an update without a name', {}, { request: { meta: { updateId: 'u' }, input: { name: '' } } }],
  ] as const)('is refused with %s', ([, start, updated]) => {
    const service = new PlayedService();
    expect(service.replyTo(startAndUpdate(service, start, updated))).toMatchObject({
      status: { code: 'INVALID_ARGUMENT' },
    });
    expect([...service.service.executions()]).toEqual([]);
  });
});
