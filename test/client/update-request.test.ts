/** Updates as the real client sends and awaits them. */
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  WorkflowUpdateStage,
} from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { ResponseOf } from '../../src/protocol/request.ts';
import { chain, rejection, scripted } from './scripted-transport.ts';

const payloads = (...values: unknown[]) => ({
  payloads: values.map((value) => defaultPayloadConverter.toPayload(value)),
});

const ACCEPTED = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED';
const COMPLETED = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED';
const ADMITTED = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED';

const updateRef = { workflowExecution: { workflowId: 'w', runId: 'run' }, updateId: 'u' };
const done: ResponseOf<'UpdateWorkflowExecution'> = {
  updateRef,
  stage: COMPLETED,
  outcome: { success: payloads('sum') },
};

test('An update carries its name, arguments and the stage to wait for', async () => {
  const { transport, client } = scripted();
  transport.answer('UpdateWorkflowExecution', done);
  const handle = client.workflow.getHandle('w');
  expect(await handle.executeUpdate('add', { args: [1, 2], updateId: 'u' })).toBe('sum');
  expect(transport.requests('UpdateWorkflowExecution')).toEqual([
    {
      namespace: 'default',
      workflowExecution: { workflowId: 'w' },
      waitPolicy: { lifecycleStage: COMPLETED },
      request: {
        meta: { updateId: 'u', identity: 'lastcall' },
        input: { name: 'add', args: payloads(1, 2), header: { fields: {} } },
      },
    },
  ]);
});

test('An update that is only accepted is polled for its outcome', async () => {
  const { transport, client } = scripted();
  transport.answer('UpdateWorkflowExecution', { updateRef, stage: ACCEPTED });
  transport.answer('PollWorkflowExecutionUpdate', { updateRef, stage: ACCEPTED });
  transport.answer('PollWorkflowExecutionUpdate', done);
  const update = await client.workflow.getHandle('w').startUpdate('add', {
    updateId: 'u',
    waitForStage: WorkflowUpdateStage.ACCEPTED,
  });
  expect(update).toMatchObject({ updateId: 'u', workflowId: 'w', workflowRunId: 'run' });
  expect(await update.result()).toBe('sum');
  const poll = {
    namespace: 'default',
    updateRef,
    waitPolicy: { lifecycleStage: COMPLETED },
  };
  expect(transport.requests('PollWorkflowExecutionUpdate')).toEqual([poll, poll]);
});

test('An update that is only admitted is sent again until it is accepted', async () => {
  const { transport, client } = scripted();
  transport.answer('UpdateWorkflowExecution', { updateRef, stage: ADMITTED });
  transport.answer('UpdateWorkflowExecution', done);
  await client.workflow.getHandle('w').executeUpdate('add');
  const [first, second] = transport.requests('UpdateWorkflowExecution');
  expect(second).toEqual(first);
});

test('A failed update throws WorkflowUpdateFailedError, caused by the failure', async () => {
  const { transport, client } = scripted();
  transport.answer('UpdateWorkflowExecution', {
    updateRef,
    stage: COMPLETED,
    outcome: {
      failure: { message: 'rejected', applicationFailureInfo: { type: 'Error' } },
    },
  });
  const error = await rejection(client.workflow.getHandle('w').executeUpdate('add'));
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  expect(chain(error)).toEqual([
    'WorkflowUpdateFailedError: Workflow Update failed',
    'ApplicationFailure: rejected',
  ]);
});

test('An update of a closed workflow throws WorkflowNotFoundError', async () => {
  const { transport, client } = scripted();
  const status = {
    code: 'NOT_FOUND',
    message: 'workflow update was aborted by closing workflow',
    details: { type: 'NotFoundFailure' },
  } as const;
  transport.refuse('UpdateWorkflowExecution', status);
  transport.refuse('PollWorkflowExecutionUpdate', status);
  const handle = client.workflow.getHandle('w');
  const asks = [handle.executeUpdate('add'), handle.getUpdateHandle('u').result()];
  for (const ask of asks) {
    const error = await rejection(ask);
    expect(error).toBeInstanceOf(WorkflowNotFoundError);
    expect(error.message).toBe(status.message);
  }
});

test.for(['CANCELLED', 'DEADLINE_EXCEEDED'] as const)(
  'An update whose call ends %s throws WorkflowUpdateRPCTimeoutOrCancelledError',
  async (code) => {
    const { transport, client } = scripted();
    transport.refuse('UpdateWorkflowExecution', { code, message: 'no more' });
    const error = await rejection(client.workflow.getHandle('w').executeUpdate('add'));
    expect(error).toBeInstanceOf(WorkflowUpdateRPCTimeoutOrCancelledError);
    expect(error.message).toBe('no more');
  },
);

test('An update without an id gets a seeded one, and its handle knows it', async () => {
  const { transport, client } = scripted();
  transport.answer('UpdateWorkflowExecution', { ...done, outcome: undefined });
  const update = await client.workflow
    .getHandle('w')
    .startUpdate('add', { waitForStage: WorkflowUpdateStage.ACCEPTED });
  expect(update.updateId).toBe('id-1');
  const [request] = transport.requests('UpdateWorkflowExecution');
  expect(request?.request.meta.updateId).toBe('id-1');
});
