/** How long a client waits for an answer, when it asks again, and how its caller ends a call. */
import {
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcCancelledError,
  isGrpcDeadlineError,
} from '@temporalio/client';
import { expect, test } from 'vitest';
import type { ServiceStatus } from '../../src/protocol/request.ts';
import { chain, rejection, scripted, settled } from './scripted-transport.ts';

const busy: ServiceStatus = {
  code: 'RESOURCE_EXHAUSTED',
  message: 'workflow is busy',
  details: {
    type: 'ResourceExhaustedFailure',
    cause: 'RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW',
  },
};

test('A call that the service is too busy for is made again, the same, after a wait', async () => {
  const { transport, client } = scripted();
  transport.refuse('SignalWorkflowExecution', busy).answer('SignalWorkflowExecution', {});
  const signal = client.workflow.getHandle('w').signal('s');
  await settled();
  expect(transport.calls.length).toBe(1);
  expect(transport.sleeps.map(({ duration }) => duration)).toEqual([1_700]);
  transport.sleeps[0]?.end();
  await signal;
  const [first, second] = transport.requests('SignalWorkflowExecution');
  expect(second).toEqual(first);
});

test.for([
  ['RESOURCE_EXHAUSTED', [1_700, 2_890, 4_913, 5_000, 5_000, 5_000, 5_000, 5_000, 5_000]],
  ['UNAVAILABLE', [170, 289, 491, 835, 1_420, 2_414, 4_103, 5_000, 5_000]],
] as const)('A call is given up after ten attempts that end %s', async ([code, waits]) => {
  const { transport, client } = scripted();
  for (let attempt = 0; attempt < 11; attempt++) {
    transport.refuse('RequestCancelWorkflowExecution', { code, message: 'not now' });
  }
  const cancel = rejection(client.workflow.getHandle('w').cancel());
  for (let attempt = 0; attempt < 9; attempt++) {
    await settled();
    transport.sleeps[attempt]?.end();
  }
  const error = await cancel;
  expect(error).toBeInstanceOf(ServiceError);
  expect(transport.calls.length).toBe(10);
  expect(transport.sleeps.map(({ duration }) => Math.round(duration))).toEqual(waits);
});

test('A call that was refused for good is not made again', async () => {
  const { transport, client } = scripted();
  for (const code of ['INVALID_ARGUMENT', 'INTERNAL', 'DEADLINE_EXCEEDED', 'CANCELLED'] as const) {
    transport.refuse('SignalWorkflowExecution', { code, message: 'no' });
    await rejection(client.workflow.getHandle('w').signal('s'));
  }
  expect(transport.calls.length).toBe(4);
  expect(transport.sleeps).toEqual([]);
});

test('An abort signal withdraws the call, which ends CANCELLED', async () => {
  const { transport, client } = scripted();
  const controller = new AbortController();
  const result = rejection(
    client.withAbortSignal(controller.signal, () => client.workflow.getHandle('w').result()),
  );
  await settled();
  controller.abort();
  const error = await result;
  expect(isGrpcCancelledError(error)).toBe(true);
  expect(chain(error)).toEqual([
    'ServiceError: Failed to get Workflow execution history',
    'Error: 1 CANCELLED: Cancelled on client',
  ]);
  expect(transport.withdrawn).toBe(1);
});

test('An abort signal ends a call that waits to be made again', async () => {
  const { transport, client } = scripted();
  transport.refuse('UpdateWorkflowExecution', busy);
  const controller = new AbortController();
  const update = rejection(
    client.withAbortSignal(controller.signal, () =>
      client.workflow.getHandle('w').executeUpdate('add'),
    ),
  );
  await settled();
  controller.abort();
  expect(await update).toBeInstanceOf(WorkflowUpdateRPCTimeoutOrCancelledError);
  expect(transport.sleeps[0]?.withdrawn).toBe(true);
  expect(transport.calls.length).toBe(1);
});

test('An abort signal leaves calls alone that were made outside its scope, before it, or have ended', async () => {
  const { transport, client } = scripted();
  const controller = new AbortController();
  const handle = client.workflow.getHandle('w');
  void handle.result();
  transport.answer('SignalWorkflowExecution', {});
  await client.withAbortSignal(controller.signal, () => handle.signal('s'));
  controller.abort();
  transport.answer('SignalWorkflowExecution', {});
  await client.withAbortSignal(controller.signal, () => handle.signal('s'));
  expect(transport.withdrawn).toBe(0);
});

test('A deadline means nothing unless it is asked for', async () => {
  const { transport, client } = scripted();
  transport.answer('SignalWorkflowExecution', {});
  await client.withDeadline(0, () => client.workflow.getHandle('w').signal('s'));
  expect(transport.sleeps).toEqual([]);
});

test('A virtual deadline ends the call once the time that was left has passed', async () => {
  const { transport, client } = scripted({ deadlines: 'virtual' });
  const update = rejection(
    client.withDeadline(Date.now() + 60_000, () =>
      client.workflow.getHandle('w').executeUpdate('add'),
    ),
  );
  await settled();
  const [sleep] = transport.sleeps;
  expect(sleep?.duration).toBeGreaterThan(50_000);
  expect(sleep?.duration).toBeLessThanOrEqual(60_000);
  expect(transport.withdrawn).toBe(0);
  sleep?.end();
  const error = await update;
  expect(error).toBeInstanceOf(WorkflowUpdateRPCTimeoutOrCancelledError);
  expect(isGrpcDeadlineError(error)).toBe(true);
  expect(transport.withdrawn).toBe(1);
});

test('A virtual deadline is taken away when the answer comes first', async () => {
  const { transport, client } = scripted({ deadlines: 'virtual' });
  transport.answer('SignalWorkflowExecution', {});
  await client.withDeadline(new Date(Date.now() + 1_000), () =>
    client.workflow.getHandle('w').signal('s'),
  );
  expect(transport.sleeps.map(({ withdrawn }) => withdrawn)).toEqual([true]);
});

test('Contexts nest: what is set inside is on top of what is set outside', async () => {
  const { transport, client } = scripted();
  const outer = new AbortController();
  const asked = rejection(
    client.withAbortSignal(outer.signal, () =>
      client.withMetadata({ 'client-name': 'temporal-cli' }, () =>
        client.withMetadata({ other: 'too' }, () => client.workflow.getHandle('w').result()),
      ),
    ),
  );
  await settled();
  expect(transport.requests('GetWorkflowExecutionHistory')[0]?.writtenOnly).toBe(true);
  outer.abort();
  expect(isGrpcCancelledError(await asked)).toBe(true);
});
