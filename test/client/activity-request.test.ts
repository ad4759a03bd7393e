/** Activities that are completed from outside, and activities to which an operator does something. */
import {
  ActivityCancelledError,
  ActivityCompletionError,
  ActivityNotFoundError,
  ActivityPausedError,
  ActivityResetError,
  ApplicationFailure,
} from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { HeartbeatAnswer, Method, ServiceStatus } from '../../src/protocol/request.ts';
import { rejection, scripted } from './scripted-transport.ts';

const payloads = (...values: unknown[]) => ({
  payloads: values.map((value) => defaultPayloadConverter.toPayload(value)),
});

const token = new TextEncoder().encode('order-42/run/activity 5 attempt 1');
const byToken = {
  namespace: 'default',
  identity: 'lastcall',
  taskToken: 'order-42/run/activity 5 attempt 1',
};
const fullId = { workflowId: 'order-42', activityId: 'charge' };
const byId = { namespace: 'default', identity: 'lastcall', ...fullId };
const nothing: HeartbeatAnswer = {
  cancelRequested: false,
  activityPaused: false,
  activityReset: false,
};

test('An activity is completed by its task token or by its id', async () => {
  const { transport, client } = scripted();
  transport.answer('RespondActivityTaskCompleted', {});
  transport.answer('RespondActivityTaskCompletedById', {});
  await client.activity.complete(token, 'paid');
  await client.activity.complete({ ...fullId, runId: 'run' }, 'paid');
  expect(transport.requests('RespondActivityTaskCompleted')).toEqual([
    { ...byToken, result: payloads('paid') },
  ]);
  expect(transport.requests('RespondActivityTaskCompletedById')).toEqual([
    { ...byId, runId: 'run', result: payloads('paid') },
  ]);
});

test('An activity is failed by its task token or by its id', async () => {
  const { transport, client } = scripted();
  transport.answer('RespondActivityTaskFailed', {});
  transport.answer('RespondActivityTaskFailedById', {});
  const error = ApplicationFailure.create({
    message: 'no money',
    type: 'NoMoney',
    nonRetryable: true,
    nextRetryDelay: '2s',
    cause: new Error('why'),
  });
  await client.activity.fail(token, error);
  await client.activity.fail(fullId, new Error('plain'));
  const [failed] = transport.requests('RespondActivityTaskFailed');
  expect(failed).toMatchObject({
    ...byToken,
    failure: {
      message: 'no money',
      applicationFailureInfo: { type: 'NoMoney', nonRetryable: true, nextRetryDelay: 2_000 },
      cause: { message: 'why' },
    },
  });
  const [failedById] = transport.requests('RespondActivityTaskFailedById');
  expect(failedById).toMatchObject({
    ...byId,
    failure: { message: 'plain', applicationFailureInfo: { type: 'Error' } },
  });
});

test('An activity is reported cancelled by its task token or by its id', async () => {
  const { transport, client } = scripted();
  transport.answer('RespondActivityTaskCanceled', {});
  transport.answer('RespondActivityTaskCanceledById', {});
  await client.activity.reportCancellation(token, 'half done');
  await client.activity.reportCancellation(fullId, 'half done');
  const details = payloads('half done');
  expect(transport.requests('RespondActivityTaskCanceled')).toEqual([{ ...byToken, details }]);
  expect(transport.requests('RespondActivityTaskCanceledById')).toEqual([{ ...byId, details }]);
});

test('An activity heartbeats by its task token or by its id', async () => {
  const { transport, client } = scripted();
  transport.answer('RecordActivityTaskHeartbeat', nothing);
  transport.answer('RecordActivityTaskHeartbeatById', nothing);
  await client.activity.heartbeat(token, 3);
  await client.activity.heartbeat(fullId, 3);
  const details = payloads(3);
  expect(transport.requests('RecordActivityTaskHeartbeat')).toEqual([{ ...byToken, details }]);
  expect(transport.requests('RecordActivityTaskHeartbeatById')).toEqual([{ ...byId, details }]);
});

test.for([
  ['cancelled', { cancelRequested: true }, ActivityCancelledError],
  ['paused', { activityPaused: true }, ActivityPausedError],
  ['reset', { activityReset: true }, ActivityResetError],
  [
    'cancelled even if it is also paused',
    { cancelRequested: true, activityPaused: true },
    ActivityCancelledError,
  ],
] as const)('A heartbeat is told that the activity is %s', async ([, answer, expected]) => {
  const { transport, client } = scripted();
  transport.answer('RecordActivityTaskHeartbeat', { ...nothing, ...answer });
  transport.answer('RecordActivityTaskHeartbeatById', { ...nothing, ...answer });
  expect(await rejection(client.activity.heartbeat(token))).toBeInstanceOf(expected);
  expect(await rejection(client.activity.heartbeat(fullId))).toBeInstanceOf(expected);
});

test('An activity that is not there any more throws ActivityNotFoundError, whatever is said of it', async () => {
  const { transport, client } = scripted();
  const status: ServiceStatus = {
    code: 'NOT_FOUND',
    message: 'invalid activityID or activity already timed out or invoking workflow is completed',
    details: { type: 'NotFoundFailure' },
  };
  const methods: readonly Method[] = [
    'RecordActivityTaskHeartbeat',
    'RespondActivityTaskCompleted',
    'RespondActivityTaskFailed',
    'RespondActivityTaskCanceled',
    'RecordActivityTaskHeartbeatById',
    'RespondActivityTaskCompletedById',
    'RespondActivityTaskFailedById',
    'RespondActivityTaskCanceledById',
  ];
  for (const method of methods) transport.refuse(method, status);
  for (const which of [token, fullId]) {
    const says = [
      client.activity.heartbeat(which as Uint8Array),
      client.activity.complete(which as Uint8Array, 1),
      client.activity.fail(which as Uint8Array, new Error('e')),
      client.activity.reportCancellation(which as Uint8Array),
    ];
    for (const said of says) {
      const error = await rejection(said);
      expect(error).toBeInstanceOf(ActivityNotFoundError);
      expect(error.message).toBe('Not found');
    }
  }
});

test('Any other refusal of an activity is an ActivityCompletionError with the words of the service', async () => {
  const { transport, client } = scripted();
  transport.refuse('RespondActivityTaskFailed', {
    code: 'INVALID_ARGUMENT',
    message: 'Failure must have ApplicationFailureInfo.',
  });
  const error = await rejection(client.activity.fail(token, new Error('e')));
  expect(error).toBeInstanceOf(ActivityCompletionError);
  expect(error.message).toBe('Failure must have ApplicationFailureInfo.');
});

test('An activity is paused, unpaused and reset by its id', async () => {
  const { transport, client } = scripted();
  transport.answer('PauseActivity', {}).answer('UnpauseActivity', {}).answer('ResetActivity', {});
  const request = {
    namespace: 'default',
    execution: { workflowId: 'w', runId: 'run' },
    id: 'charge',
    identity: 'me',
  };
  await client.workflowService.pauseActivity({ ...request, reason: 'wait' });
  await client.workflowService.unpauseActivity({ ...request, resetAttempts: true });
  await client.workflowService.resetActivity({ ...request, keepPaused: true });
  expect(transport.requests('PauseActivity')).toEqual([{ ...request, reason: 'wait' }]);
  expect(transport.requests('UnpauseActivity')).toEqual([{ ...request, resetAttempts: true }]);
  expect(transport.requests('ResetActivity')).toEqual([{ ...request, keepPaused: true }]);
});

test('Activities given by their type are refused by name', async () => {
  const { transport, client } = scripted();
  const error = await rejection(client.workflowService.pauseActivity({ type: 'charge' }));
  expect(error).toMatchObject({ code: 12 });
  expect(error.message).toContain('PauseActivity of other activities');
  expect(transport.calls).toEqual([]);
});
