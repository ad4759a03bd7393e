/** Payloads, messages and attributes that are too big: who is refused, and what ends because of them. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/protocol/command.ts';
import type { Payload } from '../../src/protocol/payload.ts';
import { payloads, PlayedService, taskQueue } from './played-service.ts';

const namespace = 'default';
const workflowExecution = { workflowId: 'w' };
const big = (bytes: number): ReturnType<typeof payloads> => payloads(['x'.repeat(bytes)]);

const activity = (
  activityId: string,
  extra: Partial<Extract<Command, { type: 'ScheduleActivityTask' }>['attributes']> = {},
): Command => ({
  type: 'ScheduleActivityTask',
  attributes: {
    activityId,
    activityType: { name: 'work' },
    taskQueue: taskQueue('a'),
    startToCloseTimeout: 10_000,
    ...extra,
  },
});

describe('a payload that is too big', () => {
  test('is refused with a signal and with a start', () => {
    const service = new PlayedService();
    expect(() => service.start('w', { input: big(3_000_000) })).toThrow(
      'Blob data size exceeds limit.',
    );
    service.start('w');
    const reply = service.reply('SignalWorkflowExecution', {
      namespace,
      workflowExecution,
      signalName: 's',
      input: big(3_000_000),
    });
    expect(reply).toMatchObject({ status: { message: 'Blob data size exceeds limit.' } });
  });

  test('of a signal with start is refused before anything is terminated or started', () => {
    const service = new PlayedService();
    service.start('w');
    const request = (extra: object): unknown =>
      service.reply('SignalWithStartWorkflowExecution', {
        ...service.startRequest('w'),
        signalName: 's',
        signalInput: big(3_000_000),
        ...extra,
      });
    const refused = { status: { message: 'Blob data size exceeds limit.' } };
    const policy = { workflowIdConflictPolicy: 'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING' };
    expect(request(policy)).toMatchObject(refused);
    expect(service.types('w').at(-1)).toBe('WorkflowTaskScheduled');
    service.complete(service.take('w'), [{ type: 'CompleteWorkflowExecution', attributes: {} }]);
    const once = { workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE' };
    expect(request(once)).toMatchObject(refused);
  });

  test('in a command fails the task and terminates the run', () => {
    const service = new PlayedService();
    service.start('w');
    service.complete(service.take('w'), [activity('a', { input: big(3_000_000) })]);
    expect(service.types('w').slice(3)).toEqual([
      'WorkflowTaskFailed',
      'WorkflowExecutionTerminated',
    ]);
  });

  test('in the failure of an activity leaves as much of it as there is room for', () => {
    const service = new PlayedService({ limits: { blobSize: 200, blobSizeWarn: 61 } });
    service.begin('w', [activity('a')]);
    const call = service.pend('PollActivityTaskQueue', { namespace, taskQueue: taskQueue('a') });
    const reply = service.replyTo(call);
    const taskToken = reply?.ok === true ? (reply.response as { taskToken: string }).taskToken : '';
    service.ask('RespondActivityTaskFailed', {
      namespace,
      taskToken,
      failure: {
        message: 'ä'.repeat(30),
        stackTrace: 'x'.repeat(200),
        applicationFailureInfo: { type: 'Boom', nonRetryable: false },
        cause: { message: 'unheard', applicationFailureInfo: {} },
      },
    });
    const failed = service.view('w').events.findLast(({ type }) => type === 'ActivityTaskFailed');
    expect(failed?.attributes).toMatchObject({
      failure: {
        message: 'Failure exceeds size limit.',
        serverFailureInfo: { nonRetryable: true },
        // 61 bytes less the type (4 + 4) and the frame of the kind (8): no character is cut in two.
        cause: { message: 'ä'.repeat(22), applicationFailureInfo: { type: 'Boom' } },
      },
      retryState: 'RETRY_STATE_NON_RETRYABLE_FAILURE',
    });
    expect(failed?.attributes).not.toHaveProperty('failure.cause.cause');
  });

  test('as the result of an activity fails the activity', () => {
    const service = new PlayedService();
    service.begin('w', [activity('a', { retryPolicy: { maximumAttempts: 1 } })]);
    const call = service.pend('PollActivityTaskQueue', { namespace, taskQueue: taskQueue('a') });
    const reply = service.replyTo(call);
    const taskToken = reply?.ok === true ? (reply.response as { taskToken: string }).taskToken : '';
    service.reply('RespondActivityTaskCompleted', { namespace, taskToken, result: big(3_000_000) });
    expect(service.types('w').slice(-2)).toEqual(['ActivityTaskFailed', 'WorkflowTaskScheduled']);
  });

  const fields = (bytes: number, name = 'field'): { [name: string]: Payload } => ({
    [name]: big(bytes)?.payloads[0] ?? {},
  });
  const upsert = (bytes: number, name?: string): Command => ({
    type: 'UpsertWorkflowSearchAttributes',
    attributes: { searchAttributes: { indexedFields: fields(bytes, name) } },
  });
  const memo = (bytes: number): Command => ({
    type: 'ModifyWorkflowProperties',
    attributes: { upsertedMemo: { fields: fields(bytes) } },
  });

  test.each([
    [
      'a search attribute',
      [upsert(3000)],
      'BadSearchAttributes: search attribute field value size 3002 exceeds size limit 2048',
    ],
    [
      'all search attributes together',
      Array.from({ length: 25 }, (_, n) => upsert(2000, `field${n}`)),
      /^BadSearchAttributes: total size of search attributes \d+ exceeds size limit 40960$/,
    ],
    [
      'what changes of the memo',
      [memo(3_000_000)],
      'BadModifyWorkflowPropertiesAttributes: ModifyWorkflowPropertiesCommandAttributes exceeds size limit.',
    ],
    [
      'the memo that it leads to',
      [memo(2 * 2 ** 20 - 10)],
      'BadModifyWorkflowPropertiesAttributes: ModifyWorkflowPropertiesCommandAttributes. Memo exceeds size limit.',
    ],
    [
      'a search attribute of a child',
      [
        {
          type: 'StartChildWorkflowExecution',
          attributes: {
            workflowId: 'c',
            workflowType: { name: 'child' },
            searchAttributes: { indexedFields: fields(3000) },
          },
        } as Command,
      ],
      'BadStartChildExecutionAttributes: search attribute field value size 3002 exceeds size limit 2048',
    ],
    [
      'a search attribute of a run that continues',
      [
        {
          type: 'ContinueAsNewWorkflowExecution',
          attributes: { searchAttributes: { indexedFields: fields(3000) } },
        } as Command,
      ],
      'BadContinueAsNewAttributes: search attribute field value size 3002 exceeds size limit 2048',
    ],
  ])('in a command terminates the run: %s', (_what, commands, message) => {
    const service = new PlayedService();
    service.start('w');
    const reply = service.complete(service.take('w'), commands);
    expect(reply.ok ? '' : reply.status.message).toMatch(message);
    expect(service.view('w').events.at(-1)).toMatchObject({
      type: 'WorkflowExecutionTerminated',
      attributes: { reason: reply.ok ? '' : reply.status.message },
    });
  });

  test('as a search attribute of a start is refused', () => {
    const service = new PlayedService();
    expect(() => service.start('w', { searchAttributes: { indexedFields: fields(3000) } })).toThrow(
      'search attribute field value size 3002 exceeds size limit 2048',
    );
  });
});
