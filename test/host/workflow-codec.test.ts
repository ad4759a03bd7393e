/** Payload codecs around workflow code: all that comes in is decoded, all that goes out is encoded, each with its context. */
import { afterEach, expect, test } from 'vitest';
import type { PayloadCodec, SerializationContext } from '@temporalio/common';
import {
  ApplicationFailure,
  defineQuery,
  defineSignal,
  defineUpdate,
  getExternalWorkflowHandle,
  makeContinueAsNewFunc,
  proxyActivities,
  setHandler,
  sleep,
  startChild,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import type { ActivationJob } from '../../src/protocol/activation.ts';
import type { Payload } from '../../src/protocol/payload.ts';
import {
  activate,
  commands,
  failureOf,
  hostOf,
  initialize,
  payload,
  query,
  resultIn,
  signal,
  turn,
  update,
} from './driven-workflows.ts';

const { charge } = proxyActivities<{ charge(n: string): Promise<string> }>({
  startToCloseTimeout: 1000,
});

let host: WorkflowHost;
afterEach(() => host.close());

const encoder = new TextEncoder();

/** Turns every byte around, after a turn of the event loop, and notes what it is told about. */
function turning(told: string[] = []): PayloadCodec {
  const codec =
    (way: string) =>
    async (payloads: { data?: Uint8Array | null }[], context?: SerializationContext) => {
      await turn();
      if (context !== undefined && payloads.length > 0) told.push(`${way} ${nameOf(context)}`);
      return payloads.map((of) => ({ ...of, data: of.data?.map((byte) => 255 - byte) ?? null }));
    };
  return { encode: codec('encode') as never, decode: codec('decode') as never };
}

function nameOf(context: SerializationContext): string {
  if (context.type === 'activity') return `activity ${context.activityId}`;
  return `workflow ${context.workflowId}`;
}

/** A payload as it is outside of the worker. */
function encoded(of: unknown): Payload {
  const { data, ...rest } = payload(of);
  return { ...rest, data: data?.map((byte) => 255 - byte) };
}

test('arguments, results and failures pass through the codecs in both directions', async () => {
  const told: string[] = [];
  host = hostOf(
    {
      main: async (name: string) => {
        const paid = await charge(name).catch((error: { cause: Error }) => error.cause.message);
        return `${name} ${paid}`;
      },
    },
    { payloadCodecs: [turning(told)] },
  );
  const init = { ...initialize('main'), arguments: [encoded('Ada')] };
  expect(await commands(host, [init])).toMatchObject([{ arguments: [encoded('Ada')] }]);
  const completed: ActivationJob = {
    type: 'resolveActivity',
    seq: 1,
    isLocal: false,
    result: { status: 'completed', result: encoded('paid') },
  };
  expect(await commands(host, [completed])).toMatchObject([{ result: encoded('Ada paid') }]);
  expect(told).toEqual([
    'decode workflow order-1',
    'encode activity 1',
    'decode activity 1',
    'encode workflow order-1',
  ]);
});

test('several codecs encode in their order and decode in the opposite one', async () => {
  const order: string[] = [];
  const named = (name: string): PayloadCodec => ({
    encode: async (payloads) => (order.push(`encode ${name}`), payloads),
    decode: async (payloads) => (order.push(`decode ${name}`), payloads),
  });
  host = hostOf({ main: async (x: number) => x }, { payloadCodecs: [named('a'), named('b')] });
  expect(resultIn(await commands(host, [initialize('main', [1])]))).toBe(1);
  expect(order).toEqual(['decode b', 'decode a', 'encode a', 'encode b']);
});

test('signals, updates and queries are decoded, and what they answer is encoded', async () => {
  const seen: unknown[] = [];
  host = hostOf(
    {
      main: async () => {
        setHandler(defineSignal<[string]>('approve'), (who) => void seen.push(who));
        setHandler(defineUpdate<string, [string]>('rename'), (name) => `now ${name}`);
        setHandler(defineQuery<string, [string]>('greet'), (name) => `hello ${name}`);
        await sleep(1000);
      },
    },
    { payloadCodecs: [turning()] },
  );
  await activate(host, [initialize('main')]);
  await activate(host, [{ ...signal('approve'), input: [encoded('Ada')] } as ActivationJob]);
  expect(seen).toEqual(['Ada']);
  const rename = { ...update('u1', 'rename'), input: [encoded('Bob')] } as ActivationJob;
  expect(await commands(host, [rename])).toMatchObject([
    { response: { status: 'accepted' } },
    { response: { status: 'completed', result: encoded('now Bob') } },
  ]);
  const greet = { ...query('greet'), arguments: [encoded('Eve')] } as ActivationJob;
  expect(await commands(host, [greet])).toMatchObject([
    { result: { answer: { payloads: [encoded('hello Eve')] } } },
  ]);
});

test('memos, children, other workflows, summaries and continued runs are encoded', async () => {
  const told: string[] = [];
  host = hostOf(
    {
      main: async () => {
        void startChild('ship', { workflowId: 'child-1', args: ['x'], memo: { note: 'a' } });
        void getExternalWorkflowHandle('cart').signal('approve', 'y');
        void sleep(1, { summary: 'short' });
        upsertMemo({ note: 'b' });
        await makeContinueAsNewFunc({ memo: { note: 'c' } })('z');
      },
    },
    { payloadCodecs: [turning(told)] },
  );
  expect(await commands(host, [initialize('main')])).toMatchObject([
    {
      type: 'startChildWorkflowExecution',
      input: [encoded('x')],
      memo: { fields: { note: encoded('a') } },
    },
    { type: 'signalExternalWorkflowExecution', args: [encoded('y')] },
    { type: 'startTimer', userMetadata: { summary: encoded('short') } },
    { type: 'modifyWorkflowProperties', upsertedMemo: { fields: { note: encoded('b') } } },
    {
      type: 'continueAsNewWorkflowExecution',
      arguments: [encoded('z')],
      memo: { fields: { note: encoded('c') } },
    },
  ]);
  expect(new Set(told)).toEqual(
    new Set(['encode workflow child-1', 'encode workflow cart', 'encode workflow order-1']),
  );
});

test('what a new run is told of its predecessor is decoded, and its failure is encoded', async () => {
  host = hostOf(
    {
      main: async () => {
        const { lastResult, lastFailure, memo } = workflowInfo();
        const { details } = lastFailure as ApplicationFailure;
        throw ApplicationFailure.create({
          message: 'again',
          details: [lastResult, details?.[0], memo?.['note']],
        });
      },
    },
    { payloadCodecs: [turning()] },
  );
  const init = initialize('main', [], {
    lastCompletionResult: { payloads: [encoded('result')] },
    continuedFailure: {
      message: 'm',
      applicationFailureInfo: { details: { payloads: [encoded('detail')] } },
    },
    memo: { fields: { note: encoded('gift') } },
  });
  const details = { payloads: ['result', 'detail', 'gift'].map(encoded) };
  expect(await commands(host, [init])).toMatchObject([
    { type: 'failWorkflowExecution', failure: { applicationFailureInfo: { details } } },
  ]);
});

test('the failure of an activation is encoded', async () => {
  host = hostOf(
    {
      main: async () => {
        throw new Error('broken', { cause: ApplicationFailure.create({ details: ['why'] }) });
      },
    },
    { payloadCodecs: [turning()] },
  );
  expect(failureOf(await activate(host, [initialize('main')]))).toMatchObject({
    message: 'broken',
    cause: { applicationFailureInfo: { details: { payloads: [encoded('why')] } } },
  });
});

test('a converter of one’s own is used for payloads, and another for failures', async () => {
  host = hostOf(
    { main: async (x: string) => x },
    {
      payloadConverter: {
        toPayload: (of: unknown) => ({ data: encoder.encode(`<${String(of)}>`) }) as never,
        fromPayload: <T>() => 'read' as T,
      },
    },
  );
  expect(await commands(host, [initialize('main', ['x'])])).toEqual([
    { type: 'completeWorkflowExecution', result: { data: encoder.encode('<read>') } },
  ]);
  host.close();
  const main = async (): Promise<void> => {
    throw ApplicationFailure.create({ message: 'mine' });
  };
  const failureConverter = {
    errorToFailure: () => ({ message: 'converted' }) as never,
    failureToError: () => new Error('never') as never,
  };
  host = hostOf({ main }, { failureConverter });
  expect(await commands(host, [initialize('main')])).toMatchObject([
    { type: 'failWorkflowExecution', failure: { message: 'converted' } },
  ]);
});
