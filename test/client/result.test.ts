/** What the result of a workflow is to the real client, for every way in which a run can close. */
import {
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowContinuedAsNewError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { ActivityFailure, defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { EventAttributes, EventType, HistoryEvent } from '../../src/protocol/event.ts';
import { chain, rejection, scripted } from './scripted-transport.ts';
import type { ScriptedTransport } from './scripted-transport.ts';

const payloads = (...values: unknown[]) => ({
  payloads: values.map((value) => defaultPayloadConverter.toPayload(value)),
});

const event = <T extends EventType>(type: T, attributes: EventAttributes[T]): HistoryEvent =>
  ({ type, eventId: 9, eventTime: 1_700_000_000_123, attributes }) as unknown as HistoryEvent;

function closes<T extends EventType>(
  transport: ScriptedTransport,
  type: T,
  attributes: EventAttributes[T],
): void {
  transport.answer('GetWorkflowExecutionHistory', { events: [event(type, attributes)] });
}

const completion = { workflowTaskCompletedEventId: 8 };

test('A result is awaited with a long poll for the close event', async () => {
  const { transport, client } = scripted();
  closes(transport, 'WorkflowExecutionCompleted', { ...completion, result: payloads({ ok: 1 }) });
  expect(await client.workflow.getHandle('w', 'run').result()).toEqual({ ok: 1 });
  expect(transport.requests('GetWorkflowExecutionHistory')).toEqual([
    {
      namespace: 'default',
      execution: { workflowId: 'w', runId: 'run' },
      waitNewEvent: true,
      historyEventFilterType: 'HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT',
    },
  ]);
});

test('A workflow that returned nothing has the result undefined', async () => {
  const { transport, client } = scripted();
  closes(transport, 'WorkflowExecutionCompleted', { ...completion, result: payloads(undefined) });
  closes(transport, 'WorkflowExecutionCompleted', completion);
  const handle = client.workflow.getHandle('w');
  expect(await handle.result()).toBeUndefined();
  expect(await handle.result()).toBeUndefined();
});

test('A long poll that ends without an event is asked again from where it stood', async () => {
  const { transport, client } = scripted();
  transport.answer('GetWorkflowExecutionHistory', { events: [], nextPageToken: 'from here' });
  closes(transport, 'WorkflowExecutionCompleted', { ...completion, result: payloads('late') });
  expect(await client.workflow.getHandle('w').result()).toBe('late');
  const tokens = transport
    .requests('GetWorkflowExecutionHistory')
    .map(({ nextPageToken }) => nextPageToken);
  expect(tokens).toEqual([undefined, 'from here']);
});

test('A cancelled workflow fails with a CancelledFailure, not to be retried', async () => {
  const { transport, client } = scripted();
  closes(transport, 'WorkflowExecutionCanceled', { ...completion, details: payloads('why') });
  const error = await rejection(client.workflow.getHandle('w').result());
  expect(chain(error)).toEqual([
    'WorkflowFailedError: Workflow execution cancelled',
    'CancelledFailure: Workflow canceled',
  ]);
  expect(error).toMatchObject({ retryState: 'NON_RETRYABLE_FAILURE' });
  expect(error.cause).toBeInstanceOf(CancelledFailure);
  expect(error.cause).toMatchObject({ details: ['why'] });
});

test.for([
  ['its reason', 'operator said so', 'operator said so'],
  ['a default where there is no reason', undefined, 'Workflow execution terminated'],
] as const)('A terminated workflow fails with %s', async ([, reason, message]) => {
  const { transport, client } = scripted();
  closes(transport, 'WorkflowExecutionTerminated', { reason, details: { payloads: [] } });
  const error = await rejection(client.workflow.getHandle('w').result());
  expect(error).toBeInstanceOf(WorkflowFailedError);
  expect(error.cause).toBeInstanceOf(TerminatedFailure);
  expect(chain(error)).toEqual([
    `WorkflowFailedError: ${message}`,
    `TerminatedFailure: ${message}`,
  ]);
  expect(error).toMatchObject({ retryState: 'NON_RETRYABLE_FAILURE' });
});

test('A workflow that timed out fails with a TimeoutFailure and the retry state of the event', async () => {
  const { transport, client } = scripted();
  closes(transport, 'WorkflowExecutionTimedOut', { retryState: 'RETRY_STATE_TIMEOUT' });
  const error = await rejection(client.workflow.getHandle('w').result());
  expect(chain(error)).toEqual([
    'WorkflowFailedError: Workflow execution timed out',
    'TimeoutFailure: Workflow execution timed out',
  ]);
  expect(error).toMatchObject({ retryState: 'TIMEOUT' });
  expect(error.cause).toBeInstanceOf(TimeoutFailure);
  expect(error.cause).toMatchObject({ timeoutType: 'START_TO_CLOSE' });
});

test('A failed workflow fails with the whole chain of its failures', async () => {
  const { transport, client } = scripted();
  closes(transport, 'WorkflowExecutionFailed', {
    ...completion,
    retryState: 'RETRY_STATE_RETRY_POLICY_NOT_SET',
    failure: {
      message: 'Activity task failed',
      activityFailureInfo: {
        scheduledEventId: 5,
        startedEventId: 6,
        identity: 'worker',
        activityType: { name: 'charge' },
        activityId: '1',
        retryState: 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED',
      },
      cause: {
        message: 'no money',
        source: 'TypeScriptSDK',
        applicationFailureInfo: {
          type: 'NoMoney',
          nonRetryable: true,
          details: payloads(17),
          nextRetryDelay: 1_500,
        },
      },
    },
  });
  const error = await rejection(client.workflow.getHandle('w').result());
  expect(chain(error)).toEqual([
    'WorkflowFailedError: Workflow execution failed',
    'ActivityFailure: Activity task failed',
    'ApplicationFailure: no money',
  ]);
  expect(error).toMatchObject({ retryState: 'RETRY_POLICY_NOT_SET' });
  const activity = error.cause as ActivityFailure;
  expect(activity).toBeInstanceOf(ActivityFailure);
  expect(activity).toMatchObject({
    activityType: 'charge',
    activityId: '1',
    identity: 'worker',
    retryState: 'MAXIMUM_ATTEMPTS_REACHED',
  });
  expect(activity.cause).toBeInstanceOf(ApplicationFailure);
  expect(activity.cause).toMatchObject({ type: 'NoMoney', nonRetryable: true, details: [17] });
});

test.for([
  ['continued as new', 'WorkflowExecutionContinuedAsNew'],
  ['failed and is retried', 'WorkflowExecutionFailed'],
  ['timed out and is retried', 'WorkflowExecutionTimedOut'],
  ['completed and has a cron schedule', 'WorkflowExecutionCompleted'],
] as const)('A run that %s is followed to the next one', async ([, type]) => {
  const { transport, client } = scripted();
  const attributes = {
    ...completion,
    retryState: 'RETRY_STATE_IN_PROGRESS',
    initiator: 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW',
    newExecutionRunId: 'second',
  };
  const { initiator, retryState, ...none } = attributes;
  const own = {
    WorkflowExecutionContinuedAsNew: { ...none, initiator },
    WorkflowExecutionFailed: { ...none, retryState },
    WorkflowExecutionTimedOut: { newExecutionRunId: 'second', retryState },
    WorkflowExecutionCompleted: none,
  };
  closes(transport, type, own[type] as never);
  closes(transport, 'WorkflowExecutionCompleted', { ...completion, result: payloads('end') });
  expect(await client.workflow.getHandle('w', 'first').result()).toBe('end');
  const runs = transport.requests('GetWorkflowExecutionHistory').map(({ execution }) => execution);
  expect(runs).toEqual([
    { workflowId: 'w', runId: 'first' },
    { workflowId: 'w', runId: 'second' },
  ]);
});

test('Whoever does not follow runs is told that the workflow continued as new', async () => {
  const { transport, client } = scripted();
  closes(transport, 'WorkflowExecutionContinuedAsNew', {
    ...completion,
    newExecutionRunId: 'second',
    workflowType: { name: 'order' },
    taskQueue: { name: 'q' },
    workflowRunTimeout: 0,
    workflowTaskTimeout: 10_000,
    initiator: 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW',
  });
  const handle = client.workflow.getHandle('w', undefined, { followRuns: false });
  const error = await rejection(handle.result());
  expect(error).toBeInstanceOf(WorkflowContinuedAsNewError);
  expect(error).toMatchObject({ newExecutionRunId: 'second' });
});

test('The result of a workflow that never was throws WorkflowNotFoundError', async () => {
  const { transport, client } = scripted();
  transport.refuse('GetWorkflowExecutionHistory', {
    code: 'NOT_FOUND',
    message: 'workflow not found for ID: nobody',
    details: { type: 'NotFoundFailure' },
  });
  const error = await rejection(client.workflow.getHandle('nobody').result());
  expect(error).toBeInstanceOf(WorkflowNotFoundError);
  expect(error.message).toBe('workflow not found for ID: nobody');
});
