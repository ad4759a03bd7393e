/** Search attributes: which may be set, and what they are worth in a visibility query. */
import type { SearchAttributeType } from '../protocol/operator-methods.ts';
import type { Payload, SearchAttributes } from '../protocol/payload.ts';
import type { Reply, RequestOf } from '../protocol/request.ts';
import { ascii, decodeJson, decodeUtf8 } from './json-payload.ts';
import type { ServiceLimits } from './limits.ts';
import { fieldsSize } from './payload-size.ts';
import type { Shard } from './shard.ts';

/** Attributes that only the service itself sets. @see temporal common/searchattribute/sadefs */
const SYSTEM: ReadonlySet<string> = new Set([
  'WorkflowId',
  'RunId',
  'WorkflowType',
  'StartTime',
  'ExecutionTime',
  'CloseTime',
  'ExecutionStatus',
  'TaskQueue',
  'HistoryLength',
  'ExecutionDuration',
  'StateTransitionCount',
  'HistorySizeBytes',
  'ParentWorkflowId',
  'ParentRunId',
  'RootWorkflowId',
  'RootRunId',
]);

/**
 * What is wrong with search attributes, in the words of the service, or undefined.
 * @divergence Any custom attribute is accepted, whether or not somebody registered it.
 */
export function searchAttributesProblem(
  attributes: SearchAttributes | undefined,
): string | undefined {
  for (const name of Object.keys(attributes?.indexedFields ?? {}))
    if (SYSTEM.has(name)) return `${name} attribute can't be set in SearchAttributes`;
  return undefined;
}

/** What is wrong with the size of search attributes, in the words of the service, or undefined. @see temporal common/searchattribute: ValidateSize */
export function searchAttributesSizeProblem(
  { searchAttributeValueSize, searchAttributesSize }: ServiceLimits,
  attributes: SearchAttributes | undefined,
): string | undefined {
  if (attributes === undefined) return undefined;
  for (const [name, { data }] of Object.entries(attributes.indexedFields)) {
    const size = data?.length ?? 0;
    if (size > searchAttributeValueSize)
      return `search attribute ${name} value size ${size} exceeds size limit ${searchAttributeValueSize}`;
  }
  const size = fieldsSize(attributes.indexedFields);
  return size > searchAttributesSize
    ? `total size of search attributes ${size} exceeds size limit ${searchAttributesSize}`
    : undefined;
}

/** Puts attributes over others; an attribute without a value is taken away. */
export function mergeSearchAttributes(
  before: SearchAttributes | undefined,
  upserted: SearchAttributes,
): SearchAttributes {
  return { indexedFields: mergePayloads(before?.indexedFields, upserted.indexedFields) };
}

/** Puts fields over others; a field without a value is taken away. */
export function mergePayloads(
  before: Readonly<Record<string, Payload>> | undefined,
  upserted: Readonly<Record<string, Payload>>,
): Record<string, Payload> {
  const merged: Record<string, Payload> = { ...before };
  for (const [name, payload] of Object.entries(upserted)) {
    if (isNull(payload)) delete merged[name];
    else merged[name] = payload;
  }
  return merged;
}

const isNull = (payload: Payload): boolean => {
  const text = decodeUtf8(payload.data);
  return text === '' || text === 'null' || text === '[]';
};

/** @see OperatorService.AddSearchAttributes */
export function addSearchAttributes(
  { searchAttributeTypes }: Shard,
  { searchAttributes }: RequestOf<'AddSearchAttributes'>,
): Reply<'AddSearchAttributes'> {
  for (const [name, type] of Object.entries(searchAttributes)) searchAttributeTypes.set(name, type);
  return { ok: true, response: {} };
}

/** @see OperatorService.ListSearchAttributes */
export const listSearchAttributes = ({
  searchAttributeTypes,
}: Shard): Reply<'ListSearchAttributes'> => ({
  ok: true,
  response: { customAttributes: Object.fromEntries(searchAttributeTypes) },
});

/**
 * Attributes as the service shows them: each with the type that it was registered with, if its payload does not say it.
 * @divergence An attribute that nobody registered has the type that its value suggests.
 * @see temporal common/searchattribute ApplyTypeMap
 */
export function typedSearchAttributes<Attributes extends SearchAttributes | undefined>(
  { searchAttributeTypes }: Shard,
  attributes: Attributes,
): Attributes | SearchAttributes {
  if (attributes === undefined) return attributes;
  const indexedFields: Record<string, Payload> = {};
  for (const [name, payload] of Object.entries(attributes.indexedFields)) {
    indexedFields[name] =
      payload.metadata?.['type'] === undefined
        ? typedPayload(payload, searchAttributeTypes.get(name))
        : payload;
  }
  return { indexedFields };
}

function typedPayload(payload: Payload, registered: SearchAttributeType | undefined): Payload {
  const type = registered ?? suggestedType(decodeJson(payload));
  if (type === undefined) return payload;
  return { ...payload, metadata: { ...payload.metadata, type: ascii(type) } };
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function suggestedType(value: unknown): SearchAttributeType | undefined {
  if (Array.isArray(value)) return value.length > 1 ? 'KeywordList' : suggestedType(value[0]);
  if (typeof value === 'boolean') return 'Bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Int' : 'Double';
  if (typeof value === 'string') return INSTANT.test(value) ? 'Datetime' : 'Keyword';
  return undefined;
}
