/** What workflow code is told of itself. */
import { afterEach, expect, test } from 'vitest';
import { sleep, workflowInfo } from '@temporalio/workflow';
import type { WorkflowInfo } from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import { START, activate, fired, hostOf, initialize, payload } from './driven-workflows.ts';

let host: WorkflowHost;
afterEach(() => host.close());

/** What `workflowInfo()` gives in each activation of a run. */
function observed(): { infos: WorkflowInfo[]; main: () => Promise<void> } {
  const infos: WorkflowInfo[] = [];
  return {
    infos,
    main: async () => {
      infos.push(workflowInfo());
      await sleep(1000);
      infos.push(workflowInfo());
    },
  };
}

test('a run of its own has its ids, times and limits, and nothing else', async () => {
  const { infos, main } = observed();
  host = hostOf({ main });
  const init = initialize('main', [], { startTime: START - 5000, workflowRunTimeout: 60_000 });
  await activate(host, [init], { historySizeBytes: 500, buildId: 'build-7' });
  const [info] = infos;
  expect(info).toMatchObject({
    workflowId: 'order-1',
    runId: 'run-34',
    workflowType: 'main',
    namespace: 'default',
    taskQueue: 'orders',
    firstExecutionRunId: 'run-34',
    originalExecutionRunId: 'run-34',
    startTime: new Date(START - 5000),
    runStartTime: new Date(START),
    runTimeoutMs: 60_000,
    taskTimeoutMs: 10_000,
    attempt: 1,
    historyLength: 3,
    historySize: 500,
    continueAsNewSuggested: false,
    targetWorkerDeploymentVersionChanged: false,
    currentBuildId: 'build-7',
    currentDeploymentVersion: { buildId: 'build-7', deploymentName: '' },
    searchAttributes: {},
    memo: {},
    priority: {},
  });
  const absent = ['parent', 'root', 'lastResult', 'lastFailure', 'continuedFromExecutionRunId'];
  const alsoAbsent = ['executionTimeoutMs', 'executionExpirationTime', 'retryPolicy'];
  const neither = ['cronSchedule', 'cronScheduleToScheduleInterval'];
  for (const field of [...absent, ...alsoAbsent, ...neither]) {
    expect([field, info?.[field as keyof WorkflowInfo]]).toEqual([field, undefined]);
  }
  expect(info?.unsafe).toMatchObject({ isReplaying: false, isReplayingHistoryEvents: false });
});

test('a run that has a parent, a predecessor and properties knows them', async () => {
  const { infos, main } = observed();
  host = hostOf({ main });
  const init = initialize('main', [], {
    parentWorkflowInfo: { workflowId: 'cart', runId: 'run-1', namespace: 'default' },
    rootWorkflow: { workflowId: 'visit', runId: 'run-0' },
    continuedFromExecutionRunId: 'run-33',
    lastCompletionResult: { payloads: [payload('before')] },
    continuedFailure: { message: 'failed before', applicationFailureInfo: { type: 'Once' } },
    memo: { fields: { note: payload('gift') } },
    searchAttributes: { indexedFields: { Customer: payload(['Ada']) } },
    workflowExecutionTimeout: 90_000,
    workflowExecutionExpirationTime: START + 90_000,
    retryPolicy: { initialInterval: 1000, backoffCoefficient: 2, maximumAttempts: 3 },
    attempt: 2,
    cronSchedule: '0 * * * *',
    cronScheduleToScheduleInterval: 3_600_000,
    priority: { priorityKey: 2 },
  });
  await activate(host, [init]);
  expect(infos[0]).toMatchObject({
    parent: { workflowId: 'cart', runId: 'run-1', namespace: 'default' },
    root: { workflowId: 'visit', runId: 'run-0' },
    continuedFromExecutionRunId: 'run-33',
    lastResult: 'before',
    memo: { note: 'gift' },
    searchAttributes: { Customer: ['Ada'] },
    executionTimeoutMs: 90_000,
    executionExpirationTime: new Date(START + 90_000),
    retryPolicy: {
      initialInterval: 1000,
      backoffCoefficient: 2,
      maximumAttempts: 3,
      nonRetryableErrorTypes: [],
    },
    attempt: 2,
    cronSchedule: '0 * * * *',
    cronScheduleToScheduleInterval: 3_600_000,
    priority: { priorityKey: 2 },
  });
  expect(infos[0]?.lastFailure).toMatchObject({ message: 'failed before', type: 'Once' });
});

test('every activation brings an object of its own, with how far the history has come', async () => {
  const { infos, main } = observed();
  host = hostOf({ main });
  await activate(host, [initialize('main')], { isReplaying: true });
  await activate(host, [fired(1)], {
    historyLength: 8,
    historySizeBytes: 2048,
    continueAsNewSuggested: true,
  });
  expect(infos.map((info) => [info.historyLength, info.unsafe.isReplaying])).toEqual([
    [3, true],
    [8, false],
  ]);
  expect(infos[1]).toMatchObject({ historySize: 2048, continueAsNewSuggested: true });
  expect(infos[1]?.runStartTime).toEqual(new Date(START));
});

test('the clock and the random numbers of the outside are the same in every run of a test', async () => {
  const read = async (wallClock?: () => number): Promise<unknown> => {
    const { infos, main } = observed();
    host = hostOf({ main }, { wallClock });
    await activate(host, [initialize('main')]);
    const unsafe = infos[0]?.unsafe;
    host.close();
    return [unsafe?.now(), unsafe?.random.random(), unsafe?.random.uuid4()];
  };
  expect(await read()).toEqual(await read());
  expect(await read()).toContain(START);
  expect(await read(() => START + 7)).toContain(START + 7);
});
