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

  test('whose history is too big is terminated by whatever comes next, which is refused', () => {
    const service = new PlayedService({ limits: { historySize: 5000 } });
    service.begin('w', [startTimer()]);
    const signal = (input: ReturnType<typeof big>): unknown =>
      service.reply('SignalWorkflowExecution', {
        namespace,
        workflowExecution,
        signalName: 's',
        input,
      });
    expect(signal(big(6000))).toMatchObject({ ok: true });
    expect(signal(big(1))).toMatchObject({
      status: { code: 'INVALID_ARGUMENT', message: 'Workflow history size exceeds limit.' },
    });
    expect(service.types('w').slice(5)).toEqual([
      'WorkflowExecutionSignaled',
      'WorkflowTaskScheduled',
      'WorkflowExecutionTerminated',
    ]);
  });

  test('whose history is too big may still close', () => {
    const service = new PlayedService({ limits: { historyCount: 4 } });
    service.start('w');
    const closing = [{ type: 'CompleteWorkflowExecution', attributes: {} }] as const;
    expect(service.complete(service.take('w'), closing)).toMatchObject({ ok: true });
    expect(service.view('w').status).toBe('COMPLETED');
  });

  test('that keeps too much is terminated, and whoever made it so is refused', () => {
    const service = new PlayedService({ limits: { mutableStateSize: 100_000 } });
    service.begin('w', [activity('a'), activity('b')]);
    const heartbeat = (activityId: string): unknown =>
      service.reply('RecordActivityTaskHeartbeatById', {
        namespace,
        workflowId: 'w',
        activityId,
        details: big(60_000),
      });
    service.pend('PollActivityTaskQueue', { namespace, taskQueue: taskQueue('a') });
    service.pend('PollActivityTaskQueue', { namespace, taskQueue: taskQueue('a') });
    expect(heartbeat('a')).toMatchObject({ ok: true });
    expect(heartbeat('a')).toMatchObject({ ok: true });
    const message = 'Workflow mutable state size exceeds limit.';
    expect(heartbeat('b')).toMatchObject({ status: { code: 'INVALID_ARGUMENT', message } });
    expect(service.view('w').events.at(-1)).toMatchObject({
      type: 'WorkflowExecutionTerminated',
      attributes: { reason: message, identity: 'history-service' },
    });
  });

  test('is terminated by a completion that writes too much at once', () => {
    const service = new PlayedService({ limits: { transactionSize: 50_000 } });
    service.start('w');
    const inputs = ['a', 'b', 'c'].map((id) => activity(id, { input: big(20_000) }));
    const reply = service.complete(service.take('w'), inputs);
    const message = /^transaction size of \d+ bytes exceeds limit of 50000 bytes$/;
    const status = {
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(message) as unknown,
    };
    expect(reply).toMatchObject({ status });
    const [failed, terminated] = service.view('w').events.slice(3);
    expect(failed).toMatchObject({
      type: 'WorkflowTaskFailed',
      attributes: { cause: 'WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND' },
    });
    expect(terminated).toMatchObject({
      type: 'WorkflowExecutionTerminated',
      attributes: { reason: 'Transaction size exceeds limit.', identity: 'history-service' },
    });
  });

  test('is not changed by a signal that is too much at once', () => {
    const service = new PlayedService({ limits: { transactionSize: 50_000 } });
    service.begin('w', [startTimer()]);
    const input = big(60_000);
    const request = { namespace, workflowExecution, signalName: 's', input };
    const refused = { status: { code: 'INVALID_ARGUMENT' } };
    expect(service.reply('SignalWorkflowExecution', request)).toMatchObject(refused);
    expect(service.types('w')).toHaveLength(5);
    service.signal('w');
    expect(service.types('w')).toHaveLength(7);
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
