/** Every command of the workflow API, as Core gets it. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  ActivityCancellationType,
  ApplicationFailure,
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  WorkflowIdReusePolicy,
  condition,
  continueAsNew,
  createNexusServiceClient,
  deprecatePatch,
  getExternalWorkflowHandle,
  makeContinueAsNewFunc,
  patched,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  startChild,
  upsertMemo,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import type { WorkflowCommand } from '../../src/protocol/activation.ts';
import type { Payload } from '../../src/protocol/payload.ts';
import { activate, commands, hostOf, initialize, payload, value } from './driven-workflows.ts';

let host: WorkflowHost;
afterEach(() => host.close());

/** The commands of a workflow that starts things and then waits for ever. */
async function sent(start: () => void | Promise<void>): Promise<readonly WorkflowCommand[]> {
  host = hostOf({
    main: async () => {
      await start();
      await condition(() => false);
    },
  });
  return commands(host, [initialize('main')]);
}

/** The values of a map of payloads. */
function values(fields: Readonly<Record<string, Payload>> | undefined): unknown {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, of]) => [name, value(of)]));
}

test('a timer carries its duration to the fraction of a millisecond, and a summary', async () => {
  const list = await sent(() => {
    void sleep(1500.25, { summary: 'cool down' });
    void sleep('2 hours');
    void sleep(0);
  });
  expect(list).toEqual([
    {
      type: 'startTimer',
      seq: 1,
      startToFireTimeout: 1500.25,
      userMetadata: { summary: payload('cool down'), details: undefined },
    },
    { type: 'startTimer', seq: 2, startToFireTimeout: 7_200_000 },
    { type: 'startTimer', seq: 3, startToFireTimeout: 1 },
  ]);
});

test('an activity carries its options', async () => {
  const { charge } = proxyActivities<{ charge(n: number): Promise<void> }>({
    activityId: 'the-charge',
    taskQueue: 'payments',
    scheduleToCloseTimeout: '1 hour',
    scheduleToStartTimeout: '10 minutes',
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: '30 seconds',
    retry: {
      initialInterval: '2 seconds',
      maximumAttempts: 4,
      nonRetryableErrorTypes: ['Refused'],
    },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    allowEagerDispatch: false,
    priority: { priorityKey: 3 },
  });
  const [command, ...rest] = await sent(() => void charge(12));
  expect(rest).toEqual([]);
  expect(command).toEqual({
    type: 'scheduleActivity',
    seq: 1,
    activityId: 'the-charge',
    activityType: 'charge',
    taskQueue: 'payments',
    headers: {},
    arguments: [payload(12)],
    scheduleToCloseTimeout: 3_600_000,
    scheduleToStartTimeout: 600_000,
    startToCloseTimeout: 300_000,
    heartbeatTimeout: 30_000,
    retryPolicy: {
      initialInterval: 2000,
      backoffCoefficient: undefined,
      maximumInterval: undefined,
      maximumAttempts: 4,
      nonRetryableErrorTypes: ['Refused'],
    },
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    doNotEagerlyExecute: true,
    priority: { priorityKey: 3, fairnessKey: undefined, fairnessWeight: undefined },
  });
});

describe('a local activity', () => {
  const { charge, other } = proxyLocalActivities<{
    charge(n: number): Promise<void>;
    other(): Promise<void>;
  }>({
    startToCloseTimeout: '5 seconds',
    localRetryThreshold: '1 minute',
    cancellationType: ActivityCancellationType.ABANDON,
  });

  test('carries its options', async () => {
    expect(await sent(() => void charge(12))).toEqual([
      {
        type: 'scheduleLocalActivity',
        seq: 1,
        activityId: '1',
        activityType: 'charge',
        attempt: 1,
        originalScheduleTime: undefined,
        headers: {},
        arguments: [payload(12)],
        scheduleToCloseTimeout: undefined,
        scheduleToStartTimeout: undefined,
        startToCloseTimeout: 5000,
        retryPolicy: undefined,
        localRetryThreshold: 60_000,
        cancellationType: 'ABANDON',
      },
    ]);
  });

  test('of a type that the worker does not have is not scheduled', async () => {
    host = hostOf({ main: () => other() });
    expect(await activate(host, [initialize('main')])).toMatchObject({
      status: 'failed',
      failure: { message: "Local activity of type 'other' not registered on worker" },
    });
  });
});

describe('a child', () => {
  test('carries its options', async () => {
    const [command] = await sent(
      () =>
        void startChild('ship', {
          workflowId: 'shipment-1',
          args: ['express'],
          taskQueue: 'shipping',
          workflowExecutionTimeout: '1 day',
          workflowRunTimeout: '1 hour',
          workflowTaskTimeout: '10 seconds',
          parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          cancellationType: ChildWorkflowCancellationType.TRY_CANCEL,
          cronSchedule: '0 * * * *',
          memo: { note: 'gift' },
          retry: { maximumAttempts: 2 },
        }),
    );
    expect(command).toMatchObject({
      type: 'startChildWorkflowExecution',
      seq: 1,
      namespace: 'default',
      workflowId: 'shipment-1',
      workflowType: 'ship',
      taskQueue: 'shipping',
      input: [payload('express')],
      workflowExecutionTimeout: 86_400_000,
      workflowRunTimeout: 3_600_000,
      workflowTaskTimeout: 10_000,
      parentClosePolicy: 'PARENT_CLOSE_POLICY_REQUEST_CANCEL',
      workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE',
      cancellationType: 'TRY_CANCEL',
      cronSchedule: '0 * * * *',
      memo: { fields: { note: payload('gift') } },
      retryPolicy: { initialInterval: 1000, maximumAttempts: 2 },
    });
  });

  test('leaves open what it was not told, and waits for its cancellation to complete', async () => {
    const [command] = await sent(() => void startChild('ship', { workflowId: 'shipment-1' }));
    expect(command).toMatchObject({
      taskQueue: 'orders',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      parentClosePolicy: undefined,
      workflowIdReusePolicy: undefined,
      retryPolicy: undefined,
      memo: undefined,
    });
  });

  test('that is told an undefined cancellation type is abandoned', async () => {
    const options = { workflowId: 'shipment-1', cancellationType: undefined } as never;
    expect(await sent(() => void startChild('ship', options))).toMatchObject([
      { cancellationType: 'ABANDON' },
    ]);
  });
});

test('external workflows and children are signalled and cancelled by their ids', async () => {
  const list = await sent(() => {
    void getExternalWorkflowHandle('cart', 'run-1').signal('approve', 'Ada');
    void getExternalWorkflowHandle('cart').signal('approve');
    void getExternalWorkflowHandle('cart').cancel();
  });
  expect(list).toEqual([
    {
      type: 'signalExternalWorkflowExecution',
      seq: 1,
      signalName: 'approve',
      args: [payload('Ada')],
      headers: {},
      target: { kind: 'external', namespace: 'default', workflowId: 'cart', runId: 'run-1' },
    },
    {
      type: 'signalExternalWorkflowExecution',
      seq: 2,
      signalName: 'approve',
      args: [],
      headers: {},
      target: { kind: 'external', namespace: 'default', workflowId: 'cart', runId: undefined },
    },
    {
      type: 'requestCancelExternalWorkflowExecution',
      seq: 1,
      namespace: 'default',
      workflowId: 'cart',
      runId: undefined,
      reason: undefined,
    },
  ]);
});

describe('a patch', () => {
  test('sends its marker once', async () => {
    const list = await sent(() => {
      expect([patched('one'), patched('one')]).toEqual([true, true]);
      deprecatePatch('two');
    });
    expect(list).toEqual([
      { type: 'setPatchMarker', patchId: 'one', deprecated: false },
      { type: 'setPatchMarker', patchId: 'two', deprecated: true },
    ]);
  });

  test('is there in a replay where the history has its marker, and nowhere else', async () => {
    const seen: boolean[] = [];
    host = hostOf({ main: async () => void seen.push(patched('one'), patched('two')) });
    const jobs = [initialize('main'), { type: 'notifyHasPatch', patchId: 'one' } as const];
    const list = await commands(host, jobs, { isReplaying: true });
    expect(seen).toEqual([true, false]);
    expect(list.map(({ type }) => type)).toEqual(['setPatchMarker', 'completeWorkflowExecution']);
  });
});

test('properties of the workflow are upserted', async () => {
  const list = await sent(() => {
    upsertSearchAttributes({ Customer: ['Ada'] });
    upsertMemo({ note: 'gift', gone: null });
  });
  expect(list.map(({ type }) => type)).toEqual([
    'upsertWorkflowSearchAttributes',
    'modifyWorkflowProperties',
  ]);
  const [attributes, properties] = list;
  if (attributes?.type !== 'upsertWorkflowSearchAttributes') throw new Error('no attributes');
  if (properties?.type !== 'modifyWorkflowProperties') throw new Error('no properties');
  expect(values(attributes.searchAttributes.indexedFields)).toEqual({ Customer: ['Ada'] });
  expect(properties.upsertedMemo?.fields).toEqual({
    note: payload('gift'),
    gone: payload(undefined),
  });
});

describe('the end of a workflow', () => {
  test('by a result carries it, also where there is none', async () => {
    host = hostOf({ main: async () => undefined, text: async () => 'done' });
    expect(await commands(host, [initialize('main')])).toEqual([
      { type: 'completeWorkflowExecution', result: payload(undefined) },
    ]);
    expect(await commands(host, [initialize('text')])).toEqual([
      { type: 'completeWorkflowExecution', result: payload('done') },
    ]);
  });

  test('by a result that no converter takes fails the activation', async () => {
    host = hostOf({ main: async () => 10n });
    expect((await activate(host, [initialize('main')])).status).toBe('failed');
  });

  test('by continuing as new carries the arguments, and the type and queue of its own', async () => {
    host = hostOf({
      main: async (n: number) => continueAsNew(n + 1),
      other: async () =>
        makeContinueAsNewFunc({
          workflowType: 'main',
          taskQueue: 'elsewhere',
          workflowRunTimeout: '1 hour',
          memo: { note: 'gift' },
        })(7),
    });
    expect(await commands(host, [initialize('main', [1])])).toMatchObject([
      {
        type: 'continueAsNewWorkflowExecution',
        workflowType: 'main',
        taskQueue: 'orders',
        arguments: [payload(2)],
        memo: undefined,
        retryPolicy: undefined,
      },
    ]);
    expect(await commands(host, [initialize('other')])).toMatchObject([
      {
        workflowType: 'main',
        taskQueue: 'elsewhere',
        arguments: [payload(7)],
        workflowRunTimeout: 3_600_000,
        memo: { fields: { note: payload('gift') } },
      },
    ]);
  });

  test('by a failure carries its details and its cause', async () => {
    host = hostOf({
      main: async () => {
        throw ApplicationFailure.create({
          message: 'no stock',
          type: 'OutOfStock',
          details: [{ left: 0 }],
          nextRetryDelay: '3 seconds',
          cause: new RangeError('below zero'),
        });
      },
    });
    expect(await commands(host, [initialize('main')])).toMatchObject([
      {
        type: 'failWorkflowExecution',
        failure: {
          message: 'no stock',
          source: 'TypeScriptSDK',
          applicationFailureInfo: {
            type: 'OutOfStock',
            nonRetryable: false,
            nextRetryDelay: 3000,
            details: { payloads: [payload({ left: 0 })] },
          },
          cause: { message: 'below zero' },
        },
      },
    ]);
  });
});

test('a Nexus operation is not modelled, and the test is told so', async () => {
  const service = { name: 'payments', operations: { pay: { name: 'pay' } } };
  host = hostOf({
    main: async () => {
      const client = createNexusServiceClient({ endpoint: 'pay', service: service as never });
      await client.executeOperation('pay' as never, undefined as never);
    },
  });
  await expect(activate(host, [initialize('main')])).rejects.toThrow(
    'Workflow main (order-1) uses a Nexus operation, which lastcall does not model',
  );
});
