/** What starts of a workflow are to the service, when the real client asks for them. */
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowUpdateStage,
} from '@temporalio/client';
import { defaultPayloadConverter, defineSearchAttributeKey } from '@temporalio/common';
import { TypedSearchAttributes } from '@temporalio/common';
import { expect, test } from 'vitest';
import { chain, rejection, scripted } from './scripted-transport.ts';

const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);

test('A start carries the arguments, the task queue and nothing that was not asked for', async () => {
  const { transport, client } = scripted();
  transport.answer('StartWorkflowExecution', { runId: 'run', started: true });
  const handle = await client.workflow.start('order', {
    workflowId: 'order-42',
    taskQueue: 'orders',
    args: ['42', { urgent: true }],
  });
  expect(handle.firstExecutionRunId).toBe('run');
  expect(handle.eagerlyStarted).toBe(false);
  expect(transport.requests('StartWorkflowExecution')).toEqual([
    {
      namespace: 'default',
      workflowId: 'order-42',
      workflowType: { name: 'order' },
      taskQueue: { name: 'orders', kind: 'TASK_QUEUE_KIND_NORMAL' },
      input: { payloads: [payload('42'), payload({ urgent: true })] },
      header: { fields: {} },
      identity: 'lastcall',
      requestId: 'id-1',
    },
  ]);
});

test('A start carries timeouts, policies, memo, search attributes and metadata in plain form', async () => {
  const { transport, client } = scripted({}, { namespace: 'other', identity: 'me' });
  transport.answer('StartWorkflowExecution', { runId: 'run', started: true });
  const city = defineSearchAttributeKey('City', 'KEYWORD');
  await client.workflow.start('order', {
    workflowId: 'w',
    taskQueue: 'q',
    workflowExecutionTimeout: '1 hour',
    workflowRunTimeout: 1500,
    workflowTaskTimeout: '5s',
    startDelay: '1 day',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    retry: { maximumAttempts: 3, initialInterval: '2s', nonRetryableErrorTypes: ['Fatal'] },
    cronSchedule: '* * * * *',
    memo: { note: 'n' },
    typedSearchAttributes: new TypedSearchAttributes([{ key: city, value: 'Bern' }]),
    staticSummary: 'sum',
    priority: { priorityKey: 2, fairnessKey: 'f', fairnessWeight: 1.5 },
  });
  const [request] = transport.requests('StartWorkflowExecution');
  expect(request).toMatchObject({
    namespace: 'other',
    identity: 'me',
    input: { payloads: [] },
    workflowExecutionTimeout: 3_600_000,
    workflowRunTimeout: 1_500,
    workflowTaskTimeout: 5_000,
    workflowStartDelay: 86_400_000,
    workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING',
    retryPolicy: {
      initialInterval: 2_000,
      maximumAttempts: 3,
      nonRetryableErrorTypes: ['Fatal'],
    },
    cronSchedule: '* * * * *',
    memo: { fields: { note: payload('n') } },
    userMetadata: { summary: payload('sum') },
    priority: { priorityKey: 2, fairnessKey: 'f', fairnessWeight: 1.5 },
  });
  const fields = request?.searchAttributes?.indexedFields ?? {};
  expect(Object.keys(fields)).toEqual(['City']);
});

test('The payloads of the arguments are the very objects that the converter made', async () => {
  const made = payload('the one');
  const { transport, client } = scripted(
    {},
    { dataConverter: { payloadCodecs: [{ encode: async () => [made], decode: async (p) => p }] } },
  );
  transport.answer('StartWorkflowExecution', { runId: 'run', started: true });
  await client.workflow.start('order', { workflowId: 'w', taskQueue: 'q', args: [1] });
  expect(transport.requests('StartWorkflowExecution')[0]?.input?.payloads[0]).toBe(made);
});

test.for([
  ['ALLOW_DUPLICATE', 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE'],
  ['ALLOW_DUPLICATE_FAILED_ONLY', 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY'],
  ['REJECT_DUPLICATE', 'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE'],
] as const)('The reuse policy %s is %s', async ([policy, name]) => {
  const { transport, client } = scripted();
  transport.answer('StartWorkflowExecution', { runId: 'run', started: true });
  await client.workflow.start('order', {
    workflowId: 'w',
    taskQueue: 'q',
    workflowIdReusePolicy: policy,
  });
  expect(transport.requests('StartWorkflowExecution')[0]?.workflowIdReusePolicy).toBe(name);
});

test.for([
  ['FAIL', 'WORKFLOW_ID_CONFLICT_POLICY_FAIL'],
  ['USE_EXISTING', 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING'],
  ['TERMINATE_EXISTING', 'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING'],
] as const)('The conflict policy %s is %s', async ([policy, name]) => {
  const { transport, client } = scripted();
  transport.answer('StartWorkflowExecution', { runId: 'run', started: true });
  await client.workflow.start('order', {
    workflowId: 'w',
    taskQueue: 'q',
    workflowIdConflictPolicy: policy,
  });
  expect(transport.requests('StartWorkflowExecution')[0]?.workflowIdConflictPolicy).toBe(name);
});

test('A start whose id is taken throws WorkflowExecutionAlreadyStartedError', async () => {
  const { transport, client } = scripted();
  const taken = {
    code: 'ALREADY_EXISTS',
    message: 'Workflow execution is already running. WorkflowId: w, RunId: r.',
    details: {
      type: 'WorkflowExecutionAlreadyStartedFailure',
      startRequestId: 'id-0',
      runId: 'r',
    },
  } as const;
  transport.refuse('StartWorkflowExecution', taken);
  transport.refuse('SignalWithStartWorkflowExecution', taken);
  const options = { workflowId: 'w', taskQueue: 'q' };
  const started = await rejection(client.workflow.start('order', options));
  expect(started).toBeInstanceOf(WorkflowExecutionAlreadyStartedError);
  expect(started).toMatchObject({ workflowId: 'w', workflowType: 'order' });
  const signaled = await rejection(
    client.workflow.signalWithStart('order', { ...options, signal: 's' }),
  );
  expect(chain(signaled)).toEqual([
    'WorkflowExecutionAlreadyStartedError: Workflow execution already started',
  ]);
});

test('A signal with start carries the signal beside the start', async () => {
  const { transport, client } = scripted();
  transport.answer('SignalWithStartWorkflowExecution', { runId: 'run', started: false });
  const handle = await client.workflow.signalWithStart('order', {
    workflowId: 'w',
    taskQueue: 'q',
    args: [1],
    signal: 'pay',
    signalArgs: ['cash'],
  });
  expect(handle.signaledRunId).toBe('run');
  expect(transport.requests('SignalWithStartWorkflowExecution')).toMatchObject([
    {
      workflowId: 'w',
      input: { payloads: [payload(1)] },
      signalName: 'pay',
      signalInput: { payloads: [payload('cash')] },
      requestId: 'id-1',
    },
  ]);
});

const updateWithStart = () =>
  new WithStartWorkflowOperation('order', {
    workflowId: 'w',
    taskQueue: 'q',
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
  });

test('An update with start is one request with both, and answers both', async () => {
  const { transport, client } = scripted();
  transport.answer('ExecuteMultiOperation', {
    start: { runId: 'run', started: true },
    update: {
      updateRef: { workflowExecution: { workflowId: 'w', runId: 'run' }, updateId: 'u' },
      stage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED',
      outcome: { success: { payloads: [payload('done')] } },
    },
  });
  const startWorkflowOperation = updateWithStart();
  const result = await client.workflow.executeUpdateWithStart('add', {
    startWorkflowOperation,
    updateId: 'u',
    args: [7],
  });
  expect(result).toBe('done');
  const handle = await startWorkflowOperation.workflowHandle();
  expect(handle.workflowId).toBe('w');
  expect(transport.requests('ExecuteMultiOperation')).toMatchObject([
    {
      namespace: 'default',
      start: {
        namespace: 'default',
        workflowId: 'w',
        workflowType: { name: 'order' },
        workflowIdConflictPolicy: 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING',
        requestId: 'id-1',
      },
      update: {
        namespace: 'default',
        workflowExecution: { workflowId: 'w' },
        waitPolicy: { lifecycleStage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED' },
        request: {
          meta: { updateId: 'u', identity: 'lastcall' },
          input: { name: 'add', args: { payloads: [payload(7)] }, header: { fields: {} } },
        },
      },
    },
  ]);
});

test('An update with start that is not accepted yet is asked again with the same request id', async () => {
  const { transport, client } = scripted();
  const update = {
    updateRef: { workflowExecution: { workflowId: 'w', runId: 'run' }, updateId: 'u' },
    stage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED',
  } as const;
  const start = { runId: 'run', started: true };
  transport.answer('ExecuteMultiOperation', { start, update });
  transport.answer('ExecuteMultiOperation', {
    start: { ...start, started: false },
    update: { ...update, stage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED' },
  });
  const handle = await client.workflow.startUpdateWithStart('add', {
    startWorkflowOperation: updateWithStart(),
    waitForStage: WorkflowUpdateStage.ACCEPTED,
  });
  expect(handle.workflowRunId).toBe('run');
  const [first, second] = transport.requests('ExecuteMultiOperation');
  expect(second).toEqual(first);
});

test('An update with start of which one part fails throws what that part failed with', async () => {
  const { transport, client } = scripted();
  const refused = (code: 'ALREADY_EXISTS' | 'NOT_FOUND', message: string) => {
    const failed = { code, message } as const;
    const aborted = {
      code: 'ABORTED',
      message: 'Operation was aborted.',
      details: { type: 'MultiOperationExecutionAborted' },
    } as const;
    transport.refuse('ExecuteMultiOperation', {
      code,
      message: 'Update-with-Start could not be executed.',
      details: {
        type: 'MultiOperationExecutionFailure',
        statuses: code === 'ALREADY_EXISTS' ? [failed, aborted] : [aborted, failed],
      },
    });
  };
  refused('ALREADY_EXISTS', 'taken');
  refused('NOT_FOUND', 'workflow update was aborted by closing workflow');
  const ask = (operation = updateWithStart()) =>
    client.workflow.executeUpdateWithStart('add', { startWorkflowOperation: operation });
  expect(chain(await rejection(ask()))).toEqual([
    'WorkflowExecutionAlreadyStartedError: Workflow execution already started',
  ]);
  const operation = updateWithStart();
  const error = await rejection(ask(operation));
  expect(error).toMatchObject({
    code: 5,
    message: 'workflow update was aborted by closing workflow',
  });
  await expect(operation.workflowHandle()).rejects.toBe(error);
});

test('Other sequences of operations are refused', async () => {
  const { transport, client } = scripted();
  const error = await rejection(
    client.workflowService.executeMultiOperation({ operations: [{ startWorkflow: {} }] }),
  );
  expect(error).toMatchObject({ code: 12 });
  expect(transport.calls).toEqual([]);
});
