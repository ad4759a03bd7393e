/** The client of a world: what the SDK's own constructor would have made, only later. */
import { Client } from '@temporalio/client';
import type { ConnectionLike, WorkflowClientInterceptor } from '@temporalio/client';
import { expect, test } from 'vitest';
import { createConnection } from '../../src/client/connection.ts';
import { createClient } from '../../src/client/lazy-client.ts';
import { ScriptedTransport } from './scripted-transport.ts';

const connection = (): ConnectionLike =>
  createConnection(new ScriptedTransport(), { newId: () => 'id', namespace: 'orders' });

const PARTS = ['workflow', 'activity', 'schedule', 'taskQueue', 'nexus'] as const;

test('It is a Client with all parts of one', () => {
  const shared = connection();
  const lazy = createClient({ connection: shared, namespace: 'orders' });
  const real = new Client({ connection: shared, namespace: 'orders' });
  expect(lazy).toBeInstanceOf(Client);
  for (const part of PARTS) {
    expect(lazy[part].constructor, part).toBe(real[part].constructor);
    expect(lazy[part], part).toBe(lazy[part]);
    expect(lazy[part].connection, part).toBe(shared);
  }
  expect(lazy.connection).toBe(shared);
  expect(lazy.workflowService).toBe(shared.workflowService);
  expect(lazy.options).toEqual(real.options);
});

test('Its workflow client has the options that the SDK would have given it', () => {
  const shared = connection();
  const calls: WorkflowClientInterceptor = { start: (input, next) => next(input) };
  const options = {
    connection: shared,
    namespace: 'orders',
    dataConverter: { payloadCodecs: [] },
    interceptors: { workflow: [calls] },
  };
  const real = new Client({ ...options }).workflow.options;
  const lazy = createClient(options).workflow.options;
  const { dataConverter: given, ...others } = lazy;
  expect(others).toEqual({ ...real, dataConverter: undefined });
  expect(given).toBe(options.dataConverter);
  expect(lazy.loadedDataConverter).toEqual(real.loadedDataConverter);
});

test('A part can be replaced, as tests do', () => {
  const client = createClient({ connection: connection(), namespace: 'orders' });
  const schedule = { getHandle: () => 'a double' };
  Object.assign(client, { schedule });
  expect(client.schedule).toBe(schedule);
});
