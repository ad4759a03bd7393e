/** Executions as the real client describes, lists and counts them. */
import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { ResponseOf, WorkflowExecutionInfo } from '../../src/protocol/request.ts';
import type { WorkflowExecutionStatus } from '../../src/protocol/event.ts';
import { rejection, scripted } from './scripted-transport.ts';

const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);

function keyword(value: string) {
  const { data, metadata } = payload([value]);
  return { data, metadata: { ...metadata, type: new TextEncoder().encode('Keyword') } };
}

const START = Date.UTC(2030, 0, 1);

const running: WorkflowExecutionInfo = {
  execution: { workflowId: 'w', runId: 'run' },
  type: { name: 'order' },
  startTime: START,
  executionTime: START + 500,
  status: 'RUNNING',
  historyLength: 7,
  historySizeBytes: 900,
  firstRunId: 'first',
  taskQueue: 'q',
};

const described: ResponseOf<'DescribeWorkflowExecution'> = {
  executionConfig: {
    taskQueue: { name: 'q', kind: 'TASK_QUEUE_KIND_NORMAL' },
    workflowExecutionTimeout: 0,
    workflowRunTimeout: 60_000,
    defaultWorkflowTaskTimeout: 10_000,
    userMetadata: { summary: payload('sum'), details: payload('det') },
  },
  workflowExecutionInfo: {
    ...running,
    parentNamespaceId: 'ns',
    parentExecution: { workflowId: 'p', runId: 'pr' },
    rootExecution: { workflowId: 'p', runId: 'pr' },
    memo: { fields: { note: payload('n') } },
    searchAttributes: { indexedFields: { City: keyword('Bern') } },
  },
  pendingActivities: [
    {
      activityId: '1',
      activityType: { name: 'charge' },
      state: 'PENDING_ACTIVITY_STATE_CANCEL_REQUESTED',
      heartbeatDetails: { payloads: [payload(3)] },
      lastHeartbeatTime: START + 1_000,
      lastStartedTime: START + 900,
      scheduledTime: START + 800,
      expirationTime: START + 9_000,
      attempt: 2,
      maximumAttempts: 5,
      lastFailure: { message: 'broke', applicationFailureInfo: { type: 'Error' } },
      lastWorkerIdentity: 'worker',
      paused: false,
    },
  ],
  pendingChildren: [
    {
      workflowId: 'c',
      runId: 'cr',
      workflowTypeName: 'child',
      initiatedId: 5,
      parentClosePolicy: 'PARENT_CLOSE_POLICY_ABANDON',
    },
  ],
  pendingWorkflowTask: {
    state: 'PENDING_WORKFLOW_TASK_STATE_STARTED',
    scheduledTime: START + 1,
    startedTime: START + 2,
    attempt: 1,
  },
  workflowExtendedInfo: { cancelRequested: true, runExpirationTime: START + 60_000 },
};

test('A description has what the service knows of the execution', async () => {
  const { transport, client } = scripted();
  transport.answer('DescribeWorkflowExecution', described);
  const description = await client.workflow.getHandle('w', 'run').describe();
  expect(transport.requests('DescribeWorkflowExecution')).toEqual([
    { namespace: 'default', execution: { workflowId: 'w', runId: 'run' } },
  ]);
  expect(description).toMatchObject({
    type: 'order',
    workflowId: 'w',
    runId: 'run',
    taskQueue: 'q',
    status: { code: 1, name: 'RUNNING' },
    historyLength: 7,
    historySize: 900,
    startTime: new Date(START),
    executionTime: new Date(START + 500),
    memo: { note: 'n' },
    searchAttributes: { City: ['Bern'] },
    parentExecution: { workflowId: 'p', runId: 'pr' },
    rootExecution: { workflowId: 'p', runId: 'pr' },
  });
  expect(description.closeTime).toBeUndefined();
  expect(await description.staticSummary()).toBe('sum');
  expect(await description.staticDetails()).toBe('det');
});

test('A description has what is pending as the API has it', async () => {
  const { transport, client } = scripted();
  transport.answer('DescribeWorkflowExecution', described);
  const { raw } = await client.workflow.getHandle('w').describe();
  const [activity] = raw.pendingActivities ?? [];
  expect(activity).toMatchObject({
    activityId: '1',
    activityType: { name: 'charge' },
    state: 3,
    attempt: 2,
    maximumAttempts: 5,
    lastWorkerIdentity: 'worker',
    paused: false,
    lastFailure: { message: 'broke', cause: null },
  });
  expect(Number(activity?.lastHeartbeatTime?.seconds)).toBe(START / 1_000 + 1);
  expect(raw.pendingChildren).toMatchObject([
    { workflowId: 'c', workflowTypeName: 'child', parentClosePolicy: 2 },
  ]);
  expect(raw.pendingWorkflowTask).toMatchObject({ state: 2, attempt: 1 });
  expect(raw.workflowExtendedInfo).toMatchObject({ cancelRequested: true, lastResetTime: null });
  expect(Number(raw.executionConfig?.workflowRunTimeout?.seconds)).toBe(60);
});

const STATUS: readonly (readonly [WorkflowExecutionStatus, string])[] = [
  ['RUNNING', 'RUNNING'],
  ['COMPLETED', 'COMPLETED'],
  ['FAILED', 'FAILED'],
  ['CANCELED', 'CANCELLED'],
  ['TERMINATED', 'TERMINATED'],
  ['CONTINUED_AS_NEW', 'CONTINUED_AS_NEW'],
  ['TIMED_OUT', 'TIMED_OUT'],
  ['PAUSED', 'PAUSED'],
];

test.for(STATUS)('The status %s of the service is %s to the client', async ([status, name]) => {
  const { transport, client } = scripted();
  transport.answer('DescribeWorkflowExecution', {
    ...described,
    workflowExecutionInfo: { ...running, status },
  });
  expect((await client.workflow.getHandle('w').describe()).status.name).toBe(name);
});

test('A list is read page by page', async () => {
  const { transport, client } = scripted();
  const closed = { ...running, status: 'COMPLETED', closeTime: START + 9_000 } as const;
  transport.answer('ListWorkflowExecutions', { executions: [running], nextPageToken: 'next' });
  transport.answer('ListWorkflowExecutions', { executions: [closed] });
  const listed = [];
  for await (const info of client.workflow.list({ query: 'WorkflowId = "w"', pageSize: 1 })) {
    listed.push([info.workflowId, info.status.name, info.closeTime?.getTime()]);
  }
  expect(listed).toEqual([
    ['w', 'RUNNING', undefined],
    ['w', 'COMPLETED', START + 9_000],
  ]);
  const request = { namespace: 'default', query: 'WorkflowId = "w"', pageSize: 1 };
  expect(transport.requests('ListWorkflowExecutions')).toEqual([
    request,
    { ...request, nextPageToken: 'next' },
  ]);
});

test('A list that the service refuses is a ServiceError', async () => {
  const { transport, client } = scripted();
  transport.refuse('ListWorkflowExecutions', { code: 'INVALID_ARGUMENT', message: 'bad query' });
  const next = client.workflow.list({ query: '??' })[Symbol.asyncIterator]().next();
  expect((await rejection(next)).message).toBe('Failed to list workflows');
});

test('A count has a total and groups', async () => {
  const { transport, client } = scripted();
  transport.answer('CountWorkflowExecutions', {
    count: 3,
    groups: [{ groupValues: [keyword('Running')], count: 2 }],
  });
  const counted = await client.workflow.count('GROUP BY ExecutionStatus');
  expect(counted).toEqual({ count: 3, groups: [{ count: 2, groupValues: [['Running']] }] });
  expect(transport.requests('CountWorkflowExecutions')).toEqual([
    { namespace: 'default', query: 'GROUP BY ExecutionStatus' },
  ]);
});

test('A count of nothing is zero', async () => {
  const { transport, client } = scripted();
  transport.answer('CountWorkflowExecutions', { count: 0, groups: [] });
  expect(await client.workflow.count()).toEqual({ count: 0, groups: [] });
});
