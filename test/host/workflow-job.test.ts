/** What workflow code sees of the jobs of an activation: results, errors and their chains. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
  defineQuery,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  startChild,
} from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import type { ActivationJob } from '../../src/protocol/activation.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import {
  START,
  activate,
  cancelled,
  commands,
  failureOf,
  fired,
  hostOf,
  initialize,
  payload,
  query,
} from './driven-workflows.ts';

const { charge } = proxyActivities<{ charge(): Promise<unknown> }>({ startToCloseTimeout: 1000 });
const local = proxyLocalActivities<{ charge(): Promise<unknown> }>({ startToCloseTimeout: 1000 });

let host: WorkflowHost;
afterEach(() => host.close());

/** How an operation settles in workflow code when a job arrives. */
async function settled(operation: () => Promise<unknown>, ...jobs: ActivationJob[]) {
  const settling: { value?: unknown; error?: unknown } = {};
  host = hostOf({
    main: async () => {
      try {
        settling.value = await operation();
      } catch (error) {
        settling.error = error;
      }
      await sleep(1000);
    },
  });
  await activate(host, [initialize('main')]);
  for (const job of jobs) await commands(host, [job]);
  return settling;
}

function failed(failure: Failure, isLocal = false): ActivationJob {
  return { type: 'resolveActivity', seq: 1, isLocal, result: { status: 'failed', failure } };
}

describe('an activity', () => {
  test('that failed rejects with an ActivityFailure around its failure', async () => {
    const { error } = await settled(
      () => charge(),
      failed({
        message: 'Activity task failed',
        activityFailureInfo: {
          activityId: '1',
          activityType: { name: 'charge' },
          identity: 'worker-1',
          retryState: 'RETRY_STATE_NON_RETRYABLE_FAILURE',
        },
        cause: {
          message: 'card refused',
          applicationFailureInfo: {
            type: 'Refused',
            nonRetryable: true,
            details: { payloads: [payload(402)] },
          },
        },
      }),
    );
    expect(error).toBeInstanceOf(ActivityFailure);
    expect(error).toMatchObject({
      message: 'Activity task failed',
      activityType: 'charge',
      activityId: '1',
      identity: 'worker-1',
      retryState: 'NON_RETRYABLE_FAILURE',
    });
    const { cause } = error as ActivityFailure;
    expect(cause).toBeInstanceOf(ApplicationFailure);
    expect(cause).toMatchObject({ type: 'Refused', nonRetryable: true, details: [402] });
  });

  test('that timed out rejects with the kind of its timeout and its last heartbeat', async () => {
    const { error } = await settled(
      () => charge(),
      failed({
        message: 'Activity task timed out',
        activityFailureInfo: { activityId: '1', activityType: { name: 'charge' } },
        cause: {
          message: 'activity Heartbeat timeout',
          timeoutFailureInfo: {
            timeoutType: 'TIMEOUT_TYPE_HEARTBEAT',
            lastHeartbeatDetails: { payloads: [payload('half')] },
          },
        },
      }),
    );
    const { cause } = error as ActivityFailure;
    expect(cause).toBeInstanceOf(TimeoutFailure);
    expect(cause).toMatchObject({ timeoutType: 'HEARTBEAT', lastHeartbeatDetails: 'half' });
  });

  test('that was cancelled rejects with what isCancellation knows', async () => {
    const { error } = await settled(() => charge(), cancelled(1));
    expect(isCancellation(error)).toBe(true);
    expect((error as ActivityFailure).cause).toBeInstanceOf(CancelledFailure);
    expect(error).toMatchObject({ retryState: 'CANCEL_REQUESTED' });
  });

  test('whose failure ends the workflow is written back as it came', async () => {
    const failure: Failure = {
      message: 'Activity task failed',
      source: '',
      stackTrace: '',
      activityFailureInfo: {
        activityId: '1',
        activityType: { name: 'charge' },
        identity: 'worker-1',
        retryState: 'RETRY_STATE_TIMEOUT',
        scheduledEventId: 5,
        startedEventId: 6,
      },
      cause: {
        message: 'm',
        source: 'GoSDK',
        stackTrace: 'at go',
        serverFailureInfo: { nonRetryable: false },
      },
    };
    host = hostOf({ main: () => charge() });
    await activate(host, [initialize('main')]);
    expect(await commands(host, [failed(failure)])).toEqual([
      { type: 'failWorkflowExecution', failure },
    ]);
  });

  test('that nobody waits for fails the activation', async () => {
    host = hostOf({ main: () => sleep(1000) });
    await activate(host, [initialize('main')]);
    expect(failureOf(await activate(host, [failed({ message: 'm' })])).message).toBe(
      'No completion for taskSeq 1',
    );
  });
});

test('a timer that fires for nobody is ignored', async () => {
  host = hostOf({ main: () => sleep(1000) });
  await activate(host, [initialize('main')]);
  expect(await commands(host, [fired(7)])).toEqual([]);
});

test('a local activity that must back off sleeps, then is scheduled anew with its attempt', async () => {
  host = hostOf({ main: () => local.charge() });
  await activate(host, [initialize('main')]);
  const backoff: ActivationJob = {
    type: 'resolveActivity',
    seq: 1,
    isLocal: true,
    result: {
      status: 'backoff',
      attempt: 4,
      backoffDuration: 90_500,
      originalScheduleTime: START + 12,
    },
  };
  expect(await commands(host, [backoff])).toEqual([
    { type: 'startTimer', seq: 1, startToFireTimeout: 90_500 },
  ]);
  expect(await commands(host, [fired(1)])).toMatchObject([
    {
      type: 'scheduleLocalActivity',
      seq: 2,
      activityId: '2',
      attempt: 4,
      originalScheduleTime: START + 12,
    },
  ]);
});

describe('a child', () => {
  const start = (): Promise<unknown> => startChild('ship', { workflowId: 'shipment-1' });
  const started: ActivationJob = {
    type: 'resolveChildWorkflowExecutionStart',
    seq: 1,
    result: { status: 'succeeded', runId: 'child-run' },
  };

  test('that was started has a handle with its run id', async () => {
    const { value } = await settled(start, started);
    expect(value).toMatchObject({ workflowId: 'shipment-1', firstExecutionRunId: 'child-run' });
  });

  test('that exists already rejects its start', async () => {
    const { error } = await settled(start, {
      type: 'resolveChildWorkflowExecutionStart',
      seq: 1,
      result: {
        status: 'failed',
        workflowId: 'shipment-1',
        workflowType: 'ship',
        cause: 'WORKFLOW_ALREADY_EXISTS',
      },
    });
    expect(error).toBeInstanceOf(WorkflowExecutionAlreadyStartedError);
  });

  test('of an unknown namespace fails the activation', async () => {
    host = hostOf({ main: start });
    await activate(host, [initialize('main')]);
    const job: ActivationJob = {
      type: 'resolveChildWorkflowExecutionStart',
      seq: 1,
      result: {
        status: 'failed',
        workflowId: 'shipment-1',
        workflowType: 'ship',
        cause: 'NAMESPACE_NOT_FOUND',
      },
    };
    expect(failureOf(await activate(host, [job])).message).toBe(
      'Got unknown StartChildWorkflowExecutionFailedCause',
    );
  });

  test('that was cancelled before it was sent rejects its start', async () => {
    const { error } = await settled(start, {
      type: 'resolveChildWorkflowExecutionStart',
      seq: 1,
      result: {
        status: 'cancelled',
        failure: {
          message: 'Child Workflow execution failed',
          childWorkflowExecutionFailureInfo: {
            workflowType: { name: 'ship' },
            workflowExecution: { workflowId: 'shipment-1', runId: '' },
          },
          cause: { message: '', canceledFailureInfo: {} },
        },
      },
    });
    expect(error).toBeInstanceOf(ChildWorkflowFailure);
    expect(isCancellation(error)).toBe(true);
  });

  test.each([
    ['a result', { status: 'completed', result: payload('shipped') }, { value: 'shipped' }],
    [
      'a failure',
      {
        status: 'failed',
        failure: {
          message: 'Child Workflow execution failed',
          childWorkflowExecutionFailureInfo: {
            workflowType: { name: 'ship' },
            workflowExecution: { workflowId: 'shipment-1', runId: 'child-run' },
            retryState: 'RETRY_STATE_RETRY_POLICY_NOT_SET',
          },
          cause: { message: 'lost', applicationFailureInfo: { type: 'Lost' } },
        },
      },
      { error: { retryState: 'RETRY_POLICY_NOT_SET', cause: { type: 'Lost' } } },
    ],
  ] as const)('ends with %s', async (_name, result, expected) => {
    const operation = async (): Promise<unknown> => {
      const child = await startChild('ship', { workflowId: 'shipment-1' });
      return child.result();
    };
    const ended: ActivationJob = { type: 'resolveChildWorkflowExecution', seq: 1, result };
    expect(await settled(operation, started, ended)).toMatchObject(expected);
  });
});

describe('another workflow', () => {
  const notFound = { message: 'not found', applicationFailureInfo: { type: 'NotFound' } };

  test.each([
    ['signalled', 'resolveSignalExternalWorkflow', 'signal'],
    ['cancelled', 'resolveRequestCancelExternalWorkflow', 'cancel'],
  ] as const)('is %s when the service says so', async (_name, type, verb) => {
    const operation = (): Promise<void> => {
      const handle = getExternalWorkflowHandle('cart');
      return verb === 'signal' ? handle.signal('approve') : handle.cancel();
    };
    expect(await settled(operation, { type, seq: 1 })).toEqual({ value: undefined });
    host.close();
    const { error } = await settled(operation, { type, seq: 1, failure: notFound });
    expect(error).toMatchObject({ message: 'not found', type: 'NotFound' });
  });
});

test('queries get their arguments, and several are answered in one activation', async () => {
  host = hostOf({
    main: async () => {
      setHandler(defineQuery<number, [number]>('double'), (n) => 2 * n);
      await sleep(1000);
    },
  });
  await activate(host, [initialize('main')]);
  const both = [query('double', 3), { ...query('double', 4), queryId: 'q2' } as ActivationJob];
  expect(await commands(host, both)).toMatchObject([
    { queryId: 'q1', result: { answer: { payloads: [payload(6)] } } },
    { queryId: 'q2', result: { answer: { payloads: [payload(8)] } } },
  ]);
});
