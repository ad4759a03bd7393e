/** What a client's calls about a started workflow are to the service, and what their refusals are to the caller. */
import {
  QueryNotRegisteredError,
  QueryRejectedError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { NamespaceNotFoundError, defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { ServiceStatus } from '../../src/protocol/request.ts';
import { chain, rejection, scripted } from './scripted-transport.ts';

const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);
const payloads = (...values: unknown[]) => ({ payloads: values.map(payload) });

const notFound: ServiceStatus = {
  code: 'NOT_FOUND',
  message: 'workflow execution already completed',
  details: { type: 'NotFoundFailure' },
};

test('A cancel names the execution and the first run of its chain', async () => {
  const { transport, client } = scripted();
  transport.answer('StartWorkflowExecution', { runId: 'run', started: true });
  transport.answer('RequestCancelWorkflowExecution', {});
  const handle = await client.workflow.start('order', { workflowId: 'w', taskQueue: 'q' });
  await handle.cancel();
  expect(transport.requests('RequestCancelWorkflowExecution')).toEqual([
    {
      namespace: 'default',
      workflowExecution: { workflowId: 'w' },
      firstExecutionRunId: 'run',
      identity: 'lastcall',
      requestId: 'id-2',
    },
  ]);
});

test('A cancel of one run names that run', async () => {
  const { transport, client } = scripted();
  transport.answer('RequestCancelWorkflowExecution', {});
  await client.workflow.getHandle('w', 'run').cancel();
  const [request] = transport.requests('RequestCancelWorkflowExecution');
  expect(request?.workflowExecution).toEqual({ workflowId: 'w', runId: 'run' });
  expect(request?.firstExecutionRunId).toBeUndefined();
});

test('A termination carries its reason, and details even where there are none', async () => {
  const { transport, client } = scripted();
  transport.answer('TerminateWorkflowExecution', {});
  await client.workflow.getHandle('w').terminate('impatient');
  expect(transport.requests('TerminateWorkflowExecution')).toEqual([
    {
      namespace: 'default',
      workflowExecution: { workflowId: 'w' },
      reason: 'impatient',
      details: { payloads: [] },
      identity: 'lastcall',
    },
  ]);
});

test('A signal carries its arguments and a request id', async () => {
  const { transport, client } = scripted();
  transport.answer('SignalWorkflowExecution', {}).answer('SignalWorkflowExecution', {});
  const handle = client.workflow.getHandle('w');
  await handle.signal('pay', 'cash', 3);
  await handle.signal('close');
  expect(transport.requests('SignalWorkflowExecution')).toEqual([
    {
      namespace: 'default',
      workflowExecution: { workflowId: 'w' },
      signalName: 'pay',
      input: payloads('cash', 3),
      header: { fields: {} },
      identity: 'lastcall',
      requestId: 'id-1',
    },
    {
      namespace: 'default',
      workflowExecution: { workflowId: 'w' },
      signalName: 'close',
      input: { payloads: [] },
      header: { fields: {} },
      identity: 'lastcall',
      requestId: 'id-2',
    },
  ]);
});

test('A cancel, a termination or a signal of what has closed or never was throws WorkflowNotFoundError', async () => {
  const { transport, client } = scripted();
  transport.refuse('TerminateWorkflowExecution', notFound);
  transport.refuse('SignalWorkflowExecution', notFound);
  transport.refuse('RequestCancelWorkflowExecution', {
    ...notFound,
    message: 'workflow not found for ID: w',
  });
  const handle = client.workflow.getHandle('w', 'run');
  const cancelled = await rejection(handle.cancel());
  expect(cancelled).toBeInstanceOf(WorkflowNotFoundError);
  expect(cancelled).toMatchObject({ workflowId: 'w', runId: 'run' });
  expect(chain(cancelled)).toEqual(['WorkflowNotFoundError: workflow not found for ID: w']);
  for (const closed of [handle.terminate(), handle.signal('s')]) {
    expect(chain(await rejection(closed))).toEqual([
      'WorkflowNotFoundError: workflow execution already completed',
    ]);
  }
});

test('Any other refusal is a ServiceError, caused by the error of gRPC', async () => {
  const { transport, client } = scripted();
  transport.refuse('RequestCancelWorkflowExecution', {
    code: 'INVALID_ARGUMENT',
    message: 'Invalid RunId.',
  });
  const error = await rejection(client.workflow.getHandle('w', 'nonsense').cancel());
  expect(error).toBeInstanceOf(ServiceError);
  expect(chain(error)).toEqual([
    'ServiceError: Failed to cancel workflow',
    'Error: 3 INVALID_ARGUMENT: Invalid RunId.',
  ]);
  expect(error.cause).toMatchObject({ code: 3, details: 'Invalid RunId.' });
});

test('A namespace that is not there throws NamespaceNotFoundError', async () => {
  const { transport, client } = scripted();
  transport.refuse('RequestCancelWorkflowExecution', {
    code: 'NOT_FOUND',
    message: 'Namespace nowhere is not found.',
    details: { type: 'NamespaceNotFoundFailure', namespace: 'nowhere' },
  });
  const error = await rejection(client.workflow.getHandle('w').cancel());
  expect(error).toBeInstanceOf(NamespaceNotFoundError);
  expect(error).toMatchObject({ namespace: 'nowhere' });
});

test('A query carries its arguments and returns the answer', async () => {
  const { transport, client } = scripted({}, { workflow: { queryRejectCondition: 'NOT_OPEN' } });
  transport.answer('QueryWorkflow', { queryResult: payloads(['a', 'b']) });
  expect(await client.workflow.getHandle('w').query('items', 2)).toEqual(['a', 'b']);
  expect(transport.requests('QueryWorkflow')).toEqual([
    {
      namespace: 'default',
      execution: { workflowId: 'w' },
      query: { queryType: 'items', queryArgs: payloads(2), header: { fields: {} } },
      queryRejectCondition: 'QUERY_REJECT_CONDITION_NOT_OPEN',
    },
  ]);
});

test('A query that is answered with nothing is undefined', async () => {
  const { transport, client } = scripted();
  transport.answer('QueryWorkflow', { queryResult: payloads(undefined) });
  expect(await client.workflow.getHandle('w').query('nothing')).toBeUndefined();
});

test('A rejected query throws QueryRejectedError with the status of the workflow', async () => {
  const { transport, client } = scripted();
  transport.answer('QueryWorkflow', { queryRejected: { status: 'CANCELED' } });
  const error = await rejection(client.workflow.getHandle('w').query('items'));
  expect(error).toBeInstanceOf(QueryRejectedError);
  expect(error).toMatchObject({ status: 4 });
});

test('A query that the workflow fails throws QueryNotRegisteredError with its words', async () => {
  const { transport, client } = scripted();
  const message = 'Workflow did not register a handler for items.';
  transport.refuse('QueryWorkflow', {
    code: 'INVALID_ARGUMENT',
    message,
    details: { type: 'QueryFailedFailure', failure: { message } },
  });
  const error = await rejection(client.workflow.getHandle('w').query('items'));
  expect(error).toBeInstanceOf(QueryNotRegisteredError);
  expect(error).toMatchObject({ message, code: 3 });
});

test('A query of a workflow that no worker has begun is a ServiceError', async () => {
  const { transport, client } = scripted();
  transport.refuse('QueryWorkflow', {
    code: 'FAILED_PRECONDITION',
    message: 'Workflow execution closed before WorkflowTaskStarted event',
    details: { type: 'WorkflowNotReadyFailure' },
  });
  expect(chain(await rejection(client.workflow.getHandle('w').query('items')))).toEqual([
    'ServiceError: Failed to query Workflow',
    'Error: 9 FAILED_PRECONDITION: Workflow execution closed before WorkflowTaskStarted event',
  ]);
});

test('A reset names the event after which the new run begins', async () => {
  const { transport, client } = scripted();
  transport.answer('ResetWorkflowExecution', { runId: 'new' });
  const response = await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: 'w', runId: 'run' },
    reason: 'again',
    workflowTaskFinishEventId: { low: 4, high: 0, unsigned: false } as never,
    requestId: 'mine',
  });
  expect(response.runId).toBe('new');
  expect(transport.requests('ResetWorkflowExecution')).toEqual([
    {
      namespace: 'default',
      workflowExecution: { workflowId: 'w', runId: 'run' },
      reason: 'again',
      workflowTaskFinishEventId: 4,
      requestId: 'mine',
    },
  ]);
});

test('A workflow is paused and unpaused by its id', async () => {
  const { transport, client } = scripted();
  transport.answer('PauseWorkflowExecution', {}).answer('UnpauseWorkflowExecution', {});
  const request = { namespace: 'default', workflowId: 'w', reason: 'wait', identity: 'me' };
  await client.workflowService.pauseWorkflowExecution(request);
  await client.workflowService.unpauseWorkflowExecution({ ...request, runId: 'run' });
  expect(transport.requests('PauseWorkflowExecution')).toEqual([request]);
  expect(transport.requests('UnpauseWorkflowExecution')).toEqual([{ ...request, runId: 'run' }]);
});

test('A sticky queue is reset by its workflow', async () => {
  const { transport, client } = scripted();
  transport.answer('ResetStickyTaskQueue', {});
  const request = { namespace: 'default', execution: { workflowId: 'w', runId: 'run' } };
  await client.workflowService.resetStickyTaskQueue(request);
  expect(transport.requests('ResetStickyTaskQueue')).toEqual([request]);
});

test('A request that lacks what it must have is sent with empty texts, for the service to refuse', async () => {
  const { transport, client } = scripted();
  transport.answer('StartWorkflowExecution', { runId: 'run', started: true });
  transport.answer('SignalWorkflowExecution', {});
  await client.workflowService.startWorkflowExecution({});
  await client.workflowService.signalWorkflowExecution({});
  expect(transport.requests('StartWorkflowExecution')).toEqual([
    { namespace: '', workflowId: '', workflowType: { name: '' }, taskQueue: { name: '' } },
  ]);
  expect(transport.requests('SignalWorkflowExecution')).toEqual([
    { namespace: '', workflowExecution: { workflowId: '' }, signalName: '' },
  ]);
});
