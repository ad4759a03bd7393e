/** Histories as the real client fetches them and the SDK writes them to files. */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { historyEventToMessage } from '../../src/client/history-message.ts';
import { installedClient } from '../../src/client/installed-client.ts';
import { closingStatus } from '../../src/protocol/event.ts';
import type { HistoryEvent } from '../../src/protocol/event.ts';
import { historyFromJson, historyToJson } from '../../src/protocol/history-json.ts';
import { EVERY_EVENT } from './every-event.ts';
import { scripted } from './scripted-transport.ts';

type Json = Record<string, unknown>;

interface Recorded {
  readonly runId: string;
  readonly history: unknown;
}

const fixtures = new URL('../protocol/fixtures/', import.meta.url);
const WORKER_MAY_IGNORE = /(Paused|Unpaused|OptionsUpdated)$/;

interface HistoryType {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

interface ProtoJson {
  readonly toJson: (type: HistoryType, message: object) => { readonly events: Json[] };
  readonly fromJson: (type: HistoryType, json: object) => object;
}

const HISTORY = installedClient().messages.lookupType(
  'temporal.api.history.v1.History',
) as unknown as HistoryType;

const fromClient = createRequire(createRequire(import.meta.url).resolve('@temporalio/client'));

/** What `historyToJSON` calls. It can't be called itself where `common` and `proto` are installed with a protobufjs each. */
const { toJson, fromJson } = createRequire(fromClient.resolve('@temporalio/proto'))(
  'protobufjs/ext/protojson',
) as ProtoJson;

/** The events of a history in the JSON of `temporal workflow show`. */
async function exported(events: readonly HistoryEvent[]): Promise<readonly Json[]> {
  const { transport, client } = scripted();
  transport.answer('GetWorkflowExecutionHistory', { events });
  const history = await client.workflow.getHandle('w').fetchHistory();
  return toJson(HISTORY, history).events;
}

/** Histories that were recorded on a real service, and one with an event of every type. */
const RECORDINGS: readonly (readonly [string, readonly HistoryEvent[]])[] = [
  ['a history of all events', EVERY_EVENT.filter(({ type }) => !WORKER_MAY_IGNORE.test(type))],
  ...readdirSync(fixtures).flatMap((file) => {
    const recorded = JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')) as Recorded[];
    return recorded.map(
      ({ runId, history }) => [`${file} ${runId}`, historyFromJson(history)] as const,
    );
  }),
];

const attributesOf = (event: Json | undefined): Json =>
  Object.entries(event ?? {}).find(([key]) => key.endsWith('EventAttributes'))?.[1] as Json;

describe('A fetched history', () => {
  test('is read page by page, without waiting', async () => {
    const { transport, client } = scripted();
    transport.answer('GetWorkflowExecutionHistory', {
      events: EVERY_EVENT.slice(0, 2),
      nextPageToken: '2',
    });
    transport.answer('GetWorkflowExecutionHistory', { events: EVERY_EVENT.slice(2, 3) });
    const history = await client.workflow.getHandle('w', 'run').fetchHistory();
    expect(history.events?.map(({ eventId }) => Number(eventId))).toEqual([1, 2, 3]);
    const request = { namespace: 'default', execution: { workflowId: 'w', runId: 'run' } };
    expect(transport.requests('GetWorkflowExecutionHistory')).toEqual([
      request,
      { ...request, nextPageToken: '2' },
    ]);
  });

  test('has payloads as they come off the wire: copies, with Buffers for bytes', async () => {
    const { transport, client } = scripted();
    const payload = defaultPayloadConverter.toPayload({ spec: true });
    const attributes = { workflowTaskCompletedEventId: 1, result: { payloads: [payload] } };
    const completed = { type: 'WorkflowExecutionCompleted', eventId: 2, eventTime: 0, attributes };
    transport.answer('GetWorkflowExecutionHistory', { events: [completed as HistoryEvent] });
    const history = await client.workflow.getHandle('w', 'run').fetchHistory();
    const { result } = history.events?.[0]?.workflowExecutionCompletedEventAttributes ?? {};
    const { metadata, data } = result?.payloads?.[0] ?? {};
    expect(String(metadata?.['encoding'])).toBe('json/plain');
    expect(String(data)).toBe('{"spec":true}');
    data?.fill(0);
    expect(defaultPayloadConverter.fromPayload(payload)).toEqual({ spec: true });
  });

  test('is shown to the CLI without events that are not written', async () => {
    const { transport, client } = scripted();
    transport.answer('GetWorkflowExecutionHistory', { events: [] });
    await client.withMetadata({ 'client-name': 'temporal-cli' }, () =>
      client.workflow.getHandle('w').fetchHistory(),
    );
    expect(transport.requests('GetWorkflowExecutionHistory')[0]?.writtenOnly).toBe(true);
  });

  test('can be asked for in pages of a given size', async () => {
    const { transport, client } = scripted();
    transport.answer('GetWorkflowExecutionHistory', { events: [], nextPageToken: 'more' });
    const response = await client.workflowService.getWorkflowExecutionHistory({
      namespace: 'default',
      execution: { workflowId: 'w' },
      maximumPageSize: 7,
      historyEventFilterType: 1,
    });
    expect(transport.requests('GetWorkflowExecutionHistory')[0]).toMatchObject({
      maximumPageSize: 7,
      historyEventFilterType: 'HISTORY_EVENT_FILTER_TYPE_ALL_EVENT',
    });
    expect(response.history?.events).toEqual([]);
    expect(new TextDecoder().decode(response.nextPageToken)).toBe('more');
  });
});

describe('In history JSON', () => {
  test('an event is what the API says it is', async () => {
    const events = EVERY_EVENT.filter(({ type }) => type === 'WorkflowExecutionFailed');
    expect(await exported(events)).toEqual([
      {
        eventId: '3',
        eventTime: '2023-11-14T22:13:20.002Z',
        eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_FAILED',
        userMetadata: { summary: { metadata: { encoding: 'ag==' }, data: 'MQ==' } },
        workflowExecutionFailedEventAttributes: {
          workflowTaskCompletedEventId: '4',
          newExecutionRunId: 'new',
          retryState: 'RETRY_STATE_IN_PROGRESS',
          failure: {
            message: 'outer',
            source: 'TypeScriptSDK',
            stackTrace: 'at',
            encodedAttributes: { metadata: { encoding: 'ag==' }, data: 'MQ==' },
            childWorkflowExecutionFailureInfo: {
              namespace: 'default',
              workflowExecution: { workflowId: 'w', runId: 'run' },
              workflowType: { name: 'order' },
              initiatedEventId: '1',
              startedEventId: '2',
              retryState: 'RETRY_STATE_TIMEOUT',
            },
            cause: {
              message: 'inner',
              applicationFailureInfo: {
                type: 'T',
                nonRetryable: true,
                details: { payloads: [{ metadata: { encoding: 'ag==' }, data: 'MQ==' }] },
                nextRetryDelay: '1.500s',
                category: 'APPLICATION_ERROR_CATEGORY_BENIGN',
              },
            },
          },
        },
      },
    ]);
  });

  test.for(EVERY_EVENT)('$type has all its attributes', async (event) => {
    const [json] = await exported([event]);
    const words = event.type.replaceAll(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    expect(json?.['eventType']).toBe(`EVENT_TYPE_${words}`);
    expect(Object.keys(attributesOf(json)).sort()).toEqual(Object.keys(event.attributes).sort());
  });

  test.for(RECORDINGS)('%s is what lastcall writes by itself', async ([, events]) => {
    expect(await exported(events)).toEqual(historyToJson(events).events);
  });

  test('events that workers may skip say so', async () => {
    const skipped = (await exported(EVERY_EVENT)).filter((event) => event['workerMayIgnore']);
    expect(skipped.map(({ eventType }) => eventType)).toEqual([
      'EVENT_TYPE_WORKFLOW_EXECUTION_PAUSED',
      'EVENT_TYPE_WORKFLOW_EXECUTION_UNPAUSED',
      'EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED',
    ]);
  });

  test('a history reads back as the same history', async () => {
    const events = await exported(EVERY_EVENT);
    expect(toJson(HISTORY, fromJson(HISTORY, { events }))).toEqual({ events });
  });

  test('and a history that goes over the wire arrives as it was sent', async () => {
    const sent = { events: EVERY_EVENT.map(historyEventToMessage) };
    const arrived = HISTORY.decode(HISTORY.encode(sent).finish());
    expect(toJson(HISTORY, arrived)).toEqual({ events: await exported(EVERY_EVENT) });
  });
});

describe('A message that is not set', () => {
  test('reads as the API says: numbers as 0, lists as empty, messages as null', () => {
    const completed = EVERY_EVENT.find(({ type }) => closingStatus(type) === 'COMPLETED');
    const message = historyEventToMessage({
      ...(completed as HistoryEvent),
      userMetadata: undefined,
    });
    expect(message['links']).toEqual([]);
    expect(message['userMetadata']).toBeNull();
    expect(message['workflowExecutionFailedEventAttributes']).toBeNull();
    expect(String(message['taskId'])).toBe('0');
  });
});
