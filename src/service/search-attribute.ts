/** Search attributes: which may be set, and what they are worth in a visibility query. */
import type { Payload, SearchAttributes } from '../protocol/payload.ts';
import { decodeUtf8 } from './json-payload.ts';

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
