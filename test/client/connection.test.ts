/** The connection itself: what it knows without asking, what it refuses, and what makes its runs repeatable. */
import { Client, WorkflowClient } from '@temporalio/client';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { expect, test } from 'vitest';
import { createConnection } from '../../src/client/connection.ts';
import { installedClient } from '../../src/client/installed-client.ts';
import { toMessage } from '../../src/client/message.ts';
import { InvariantError } from '../../src/common/invariant.ts';
import type { Method } from '../../src/protocol/request.ts';
import { ScriptedTransport, chain, rejection, scripted, settled } from './scripted-transport.ts';

const SERVICES = [
  ['workflowService', 'temporal.api.workflowservice.v1.WorkflowService'],
  ['operatorService', 'temporal.api.operatorservice.v1.OperatorService'],
] as const;

test.for(SERVICES)('The %s has every method of the API', ([service, name]) => {
  const { client } = scripted();
  const methods = Object.keys(installedClient().messages.lookupService(name).methods);
  for (const method of methods) {
    const key = `${method.charAt(0).toLowerCase()}${method.slice(1)}`;
    expect((client.connection[service] as unknown as Record<string, unknown>)[key], key).toBeTypeOf(
      'function',
    );
  }
});

test('What lastcall does not model is refused by name', async () => {
  const { transport, client } = scripted();
  const schedule = await rejection(client.workflowService.createSchedule({}));
  expect(schedule).toMatchObject({
    code: 12,
    details: 'CreateSchedule is not modelled by lastcall',
    message: '12 UNIMPLEMENTED: CreateSchedule is not modelled by lastcall',
  });
  const search = await rejection(client.connection.operatorService.removeSearchAttributes({}));
  expect(search).toMatchObject({ code: 12 });
  expect(chain(await rejection(client.schedule.getHandle('s').describe()))).toContain(
    'Error: 12 UNIMPLEMENTED: DescribeSchedule is not modelled by lastcall',
  );
  expect(transport.calls).toEqual([]);
});

test('A method can be replaced, for one connection', async () => {
  const { transport, client } = scripted();
  const other = scripted();
  Object.assign(client.workflowService, {
    signalWorkflowExecution: () => Promise.reject(new TypeError('mine')),
  });
  expect(chain(await rejection(client.workflow.getHandle('w').signal('s')))).toEqual([
    'ServiceError: Unexpected error while making gRPC request',
    'TypeError: mine',
  ]);
  other.transport.answer('SignalWorkflowExecution', {});
  await other.client.workflow.getHandle('w').signal('s');
  expect(transport.calls).toEqual([]);
});

test('Workers do not poll over the connection of a client', async () => {
  const { client } = scripted();
  const poll = client.workflowService.pollWorkflowTaskQueue({});
  expect(await rejection(poll)).toMatchObject({ code: 12 });
});

test('The namespace of the world can be described, by its name or id, and no other', async () => {
  const { client } = scripted({ namespace: 'shop' });
  const byName = await client.workflowService.describeNamespace({ namespace: 'shop' });
  expect(byName.namespaceInfo).toMatchObject({ name: 'shop', state: 1 });
  expect(byName.namespaceInfo?.id).toHaveLength(36);
  const id = byName.namespaceInfo?.id ?? '';
  const byId = await client.workflowService.describeNamespace({ id });
  expect(byId.namespaceInfo?.name).toBe('shop');
  const error = await rejection(client.workflowService.describeNamespace({ namespace: 'x' }));
  expect(error).toMatchObject({ code: 5, details: 'Namespace x is not found.' });
});

test('The system tells what it can do', async () => {
  const { client } = scripted();
  await client.connection.ensureConnected();
  const { capabilities, serverVersion } = await client.workflowService.getSystemInfo({});
  expect(serverVersion).toBe('1.32.0');
  expect(capabilities).toMatchObject({ signalAndQueryHeader: true, supportsSchedules: false });
});

test('Search attributes can be registered and listed', async () => {
  const { transport, client } = scripted();
  const { operatorService } = client.connection;
  transport.answer('AddSearchAttributes', {});
  await operatorService.addSearchAttributes({ searchAttributes: { City: 2, Tags: 7 } });
  const searchAttributes = { City: 'Keyword', Tags: 'KeywordList' } as const;
  expect(transport.requests('AddSearchAttributes')).toEqual([{ searchAttributes }]);
  transport.answer('ListSearchAttributes', { customAttributes: searchAttributes });
  const { customAttributes } = await operatorService.listSearchAttributes({});
  expect(customAttributes).toEqual({ City: 2, Tags: 7 });
});

test('A closed connection makes no calls; those under way go on', async () => {
  const { transport, client } = scripted();
  const under = client.workflow.getHandle('w').result();
  under.catch(() => undefined);
  await client.connection.close();
  const error = await rejection(client.workflow.getHandle('w').signal('s'));
  expect(chain(error)).toEqual([
    'ServiceError: Unexpected error while making gRPC request',
    'Error: Channel has been shut down',
  ]);
  await settled();
  expect(transport.calls.map(({ method }) => method)).toEqual(['GetWorkflowExecutionHistory']);
  await expect(client.connection.ensureConnected()).rejects.toThrow('shut down');
});

test('Two runs of the same calls are the same requests, to the byte', async () => {
  const run = async (): Promise<string> => {
    const { transport, client } = scripted();
    transport.answer('StartWorkflowExecution', { runId: 'run', started: true });
    transport.answer('SignalWorkflowExecution', {}).answer('RequestCancelWorkflowExecution', {});
    const handle = await client.workflow.start('order', { workflowId: 'w', taskQueue: 'q' });
    await handle.signal('s');
    void handle.executeUpdate('u').catch(() => undefined);
    await settled();
    await handle.cancel();
    return JSON.stringify(transport.calls);
  };
  expect(await run()).toBe(await run());
});

test('A random request id is replaced by a seeded one, the same by the same; others stay', async () => {
  const { transport, client } = scripted();
  const uuid = '01234567-89ab-4cde-8f01-23456789abcd';
  for (const requestId of [uuid, 'mine', uuid, '']) {
    transport.answer('SignalWorkflowExecution', {});
    await client.workflowService.signalWorkflowExecution({ requestId });
  }
  const ids = transport.requests('SignalWorkflowExecution').map(({ requestId }) => requestId);
  expect(ids).toEqual(['id-1', 'mine', 'id-1', undefined]);
});

test('A client keeps the identity that it was given', async () => {
  const transport = new ScriptedTransport();
  const connection = createConnection(transport, { newId: () => 'id', identity: 'tester' });
  const identities = async (client: Client | WorkflowClient): Promise<unknown> => {
    transport.answer('SignalWorkflowExecution', {});
    const workflow = client instanceof Client ? client.workflow : client;
    await workflow.getHandle('w').signal('s');
    return transport.requests('SignalWorkflowExecution').at(-1)?.identity;
  };
  expect(await identities(new Client({ connection }))).toBe('tester');
  expect(await identities(new Client({ connection, identity: 'me' }))).toBe('me');
  expect(await identities(new WorkflowClient({ connection, identity: 'me' }))).toBe('me');
});

test.for([
  ['in a list', (own: WorkflowClientInterceptor) => [own]],
  ['by factories', (own: WorkflowClientInterceptor) => ({ calls: [() => own] })],
] as const)('Interceptors of a client work as ever, given %s', async ([, given]) => {
  const seen: string[] = [];
  const own: WorkflowClientInterceptor = {
    signal: (input, next) => {
      seen.push(`signal ${input.signalName}`);
      return next({
        ...input,
        headers: { ...input.headers, trace: { data: new Uint8Array([1]) } },
      });
    },
    startUpdate: (input, next) => {
      seen.push(`update id ${String(input.options.updateId)}`);
      return next(input);
    },
  };
  const { transport, client } = scripted({}, { interceptors: { workflow: given(own) } });
  transport.answer('SignalWorkflowExecution', {});
  await client.workflow.getHandle('w').signal('s');
  void client.workflow.getHandle('w').executeUpdate('u');
  await settled();
  expect(seen).toEqual(['signal s', 'update id undefined']);
  const [signal] = transport.requests('SignalWorkflowExecution');
  expect(signal?.header).toEqual({ fields: { trace: { data: new Uint8Array([1]) } } });
  expect(transport.requests('UpdateWorkflowExecution')[0]?.request.meta.updateId).toBe('id-2');
});

test('Codecs of a client work as ever, on the way out and on the way in', async () => {
  const flip = (data: Uint8Array | null | undefined) => data?.map((byte) => byte ^ 0xff);
  const codec = {
    encode: async (payloads: { data?: Uint8Array | null }[]) =>
      payloads.map((payload) => ({ ...payload, data: flip(payload.data) })),
    decode: async (payloads: { data?: Uint8Array | null }[]) =>
      payloads.map((payload) => ({ ...payload, data: flip(payload.data) })),
  };
  const { transport, client } = scripted(
    {},
    { dataConverter: { payloadCodecs: [codec as never] } },
  );
  transport.answer('SignalWorkflowExecution', {});
  await client.workflow.getHandle('w').signal('s', 'secret');
  const { input } = transport.requests('SignalWorkflowExecution')[0] ?? {};
  expect(new TextDecoder().decode(input?.payloads[0]?.data ?? undefined)).not.toContain('secret');
  transport.answer('QueryWorkflow', { queryResult: input });
  expect(await client.workflow.getHandle('w').query('q')).toBe('secret');
});

test('A message with a field that the API does not have is a defect, and so is an unknown name', () => {
  const method: Method = 'StartWorkflowExecution';
  const typeName = `temporal.api.workflowservice.v1.${method}Response`;
  expect(() => toMessage(typeName, { runId: 'r', surprise: 1 })).toThrow(InvariantError);
  expect(() => toMessage(typeName, { status: 'ASLEEP' })).toThrow(InvariantError);
  expect(toMessage(typeName, { status: 'WORKFLOW_EXECUTION_STATUS_RUNNING' })['status']).toBe(1);
});

const ENUMS = [
  ['WorkflowIdReusePolicy', 'workflowIdReusePolicy'],
  ['WorkflowIdConflictPolicy', 'workflowIdConflictPolicy'],
  ['QueryRejectCondition', 'queryRejectCondition'],
  ['HistoryEventFilterType', 'historyEventFilterType'],
  ['UpdateWorkflowExecutionLifecycleStage', 'lifecycleStage'],
  ['TaskQueueKind', 'kind'],
] as const;

test.for(ENUMS)('The names of %s are those of the API', async ([name, field]) => {
  const { transport, client } = scripted();
  const { values } = installedClient().messages.lookupEnum(`temporal.api.enums.v1.${name}`);
  for (const [full, number] of Object.entries(values)) {
    if (full === 'TASK_QUEUE_KIND_WORKER_COMMANDS') continue;
    const value = number as never;
    void client.workflowService.startWorkflowExecution({
      workflowIdReusePolicy: value,
      workflowIdConflictPolicy: value,
      taskQueue: { kind: value },
    });
    void client.workflowService.queryWorkflow({ queryRejectCondition: value });
    void client.workflowService.getWorkflowExecutionHistory({ historyEventFilterType: value });
    void client.workflowService.updateWorkflowExecution({ waitPolicy: { lifecycleStage: value } });
    await settled();
    const sent = JSON.stringify(transport.calls.splice(0));
    if (number === 0 && field !== 'lifecycleStage') expect(sent).not.toContain(`"${field}"`);
    else expect(sent).toContain(`"${field}":"${full}"`);
  }
});
