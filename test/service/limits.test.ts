/** Limits: what is refused beyond them, and when a run is terminated or a task failed because of them. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/protocol/command.ts';
import { payloads, PlayedService, startTimer, taskQueue } from './played-service.ts';

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

describe('a run', () => {
  test('whose history has too many events is terminated', () => {
    const service = new PlayedService({ limits: { historyCount: 8 } });
    service.begin('w', [startTimer()]);
    service.signal('w');
    service.take('w');
    const reply = service.reply('SignalWorkflowExecution', {
      namespace,
      workflowExecution,
      signalName: 's',
    });
    expect(reply.ok).toBe(true);
    expect(service.view('w').status).toBe('RUNNING');
    service.advance(10_000);
    const { status, events } = service.view('w');
    expect(status).toBe('TERMINATED');
    expect(events.at(-1)).toMatchObject({
      type: 'WorkflowExecutionTerminated',
      attributes: {
        reason: 'Workflow history count exceeds limit.',
        identity: 'history-service',
      },
    });
  });

  test('whose history is too big is terminated, and whoever made it so is refused', () => {
    const service = new PlayedService({ limits: { historySize: 5000 } });
    service.begin('w', [startTimer()]);
    const reply = service.reply('SignalWorkflowExecution', {
      namespace,
      workflowExecution,
      signalName: 's',
      input: big(6000),
    });
    expect(reply).toMatchObject({
      status: { code: 'INVALID_ARGUMENT', message: 'Workflow history size exceeds limit.' },
    });
    expect(service.types('w').slice(-1)).toEqual(['WorkflowExecutionTerminated']);
  });

  test('is advised to continue as new when its history grows long', () => {
    const service = new PlayedService({ limits: { historyCountSuggestContinueAsNew: 6 } });
    service.begin('w', [startTimer()]);
    service.signal('w');
    const started = service.take('w').history.at(-1);
    expect(started).toMatchObject({ attributes: { suggestContinueAsNew: true } });
  });

  test('takes no more signals than it may', () => {
    const service = new PlayedService({ limits: { signalsPerExecution: 2 } });
    service.start('w');
    service.signal('w');
    service.signal('w');
    expect(() => {
      service.signal('w');
    }).toThrow('exceeded workflow execution limit for signal events');
  });

  test('may hold back a megabyte of events, but not three', () => {
    const service = new PlayedService({ limits: { blobSize: 2 ** 30 } });
    service.start('w');
    service.take('w');
    const signal = (bytes: number): void => {
      service.ask('SignalWorkflowExecution', {
        namespace,
        workflowExecution,
        signalName: 's',
        input: big(bytes),
      });
    };
    signal(2 ** 20);
    expect(service.types('w').at(-1)).toBe('WorkflowTaskStarted');
    signal(2 ** 21);
    expect(service.types('w').slice(3)).toEqual([
      'WorkflowTaskFailed',
      'WorkflowExecutionSignaled',
      'WorkflowExecutionSignaled',
    ]);
  });
});

describe('a worker that can not send its completion', () => {
  test('because the message is too large has the run terminated', () => {
    const service = new PlayedService();
    service.start('w');
    const { taskToken } = service.take('w');
    const cause = 'WORKFLOW_TASK_FAILED_CAUSE_GRPC_MESSAGE_TOO_LARGE';
    service.ask('RespondWorkflowTaskFailed', { namespace, taskToken, cause });
    expect(service.view('w').events.slice(3)).toMatchObject([
      {
        type: 'WorkflowTaskFailed',
        attributes: { cause: 'WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND' },
      },
      {
        type: 'WorkflowExecutionTerminated',
        attributes: { reason: 'GrpcMessageTooLarge', identity: 'history-service' },
      },
    ]);
  });

  test('with a failure that is too large has it shortened', () => {
    const service = new PlayedService({ limits: { blobSize: 1000, blobSizeWarn: 100 } });
    service.start('w');
    const { taskToken } = service.take('w');
    const cause = 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE';
    const failure = { message: 'x'.repeat(2000), applicationFailureInfo: {} };
    service.ask('RespondWorkflowTaskFailed', { namespace, taskToken, cause, failure });
    const failed = service.view('w').events.findLast(({ type }) => type === 'WorkflowTaskFailed');
    expect(failed?.attributes).toMatchObject({
      cause,
      failure: { message: 'Failure exceeds size limit.', cause: { message: 'x'.repeat(92) } },
    });
  });
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
});

describe('too many things at once', () => {
  test.for<[string, Command, string]>([
    ['activities', activity('one too many'), 'PENDING_ACTIVITIES_LIMIT_EXCEEDED'],
    [
      'children',
      {
        type: 'StartChildWorkflowExecution',
        attributes: {
          namespace,
          workflowId: 'c',
          workflowType: { name: 'child' },
          taskQueue: taskQueue('c'),
        },
      },
      'PENDING_CHILD_WORKFLOWS_LIMIT_EXCEEDED',
    ],
    [
      'signals to others',
      {
        type: 'SignalExternalWorkflowExecution',
        attributes: { namespace, execution: { workflowId: 'c', runId: '' }, signalName: 's' },
      },
      'PENDING_SIGNALS_LIMIT_EXCEEDED',
    ],
    [
      'requests to cancel others',
      {
        type: 'RequestCancelExternalWorkflowExecution',
        attributes: { namespace, workflowId: 'c' },
      },
      'PENDING_REQUEST_CANCEL_LIMIT_EXCEEDED',
    ],
  ])('of %s fail the task', ([, command, cause]) => {
    const none = { pendingActivities: 0, pendingChildren: 0 };
    const limits = { ...none, pendingSignals: 0, pendingRequestCancels: 0 };
    const service = new PlayedService({ limits });
    service.start('w');
    service.complete(service.take('w'), [command]);
    expect(service.view('w').events.at(-1)).toMatchObject({
      type: 'WorkflowTaskFailed',
      attributes: { cause: `WORKFLOW_TASK_FAILED_CAUSE_${cause}` },
    });
  });
});

describe('an eager activity', () => {
  const eager = activity('a', { requestEagerExecution: true });

  test('is started by the completion that schedules it, for the worker that asked', () => {
    const service = new PlayedService();
    service.start('w');
    const reply = service.complete(service.take('w'), [eager, activity('b')], { identity: 'me' });
    expect(reply).toMatchObject({ response: { activityTasks: [{ activityId: 'a', attempt: 1 }] } });
    expect(service.view('w').pendingActivities).toMatchObject([
      { activityId: 'a', status: 'Started' },
      { activityId: 'b', status: 'Scheduled' },
    ]);
  });

  test('is never left in the queue, too', () => {
    const service = new PlayedService();
    service.begin('w', [eager]);
    const call = service.pend('PollActivityTaskQueue', { namespace, taskQueue: taskQueue('a') });
    expect(service.replyTo(call)).toBeUndefined();
  });

  test('is no more than scheduled where the workflow closes', () => {
    const service = new PlayedService();
    service.start('w');
    const close: Command = { type: 'CompleteWorkflowExecution', attributes: {} };
    const reply = service.complete(service.take('w'), [eager, close]);
    expect(reply).toEqual({ ok: true, response: { workflowTask: undefined } });
  });
});

test('heartbeats without number leave one timer and no event', () => {
  const service = new PlayedService();
  service.begin('w', [activity('a', { heartbeatTimeout: 5000, startToCloseTimeout: 10 ** 9 })]);
  const call = service.pend('PollActivityTaskQueue', { namespace, taskQueue: taskQueue('a') });
  const reply = service.replyTo(call);
  const taskToken = reply?.ok === true ? (reply.response as { taskToken: string }).taskToken : '';
  const events = service.view('w').events.length;
  for (let beat = 0; beat < 20_000; beat++) {
    service.advance(2000);
    service.send({ method: 'RecordActivityTaskHeartbeat', request: { namespace, taskToken } });
  }
  expect(service.view('w').events.length).toBe(events);
  expect(service.alarms).toBe(1);
  service.advance(5000);
  expect(service.view('w').pendingActivities).toMatchObject([{ attempt: 2 }]);
});
