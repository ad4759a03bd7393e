/** Fingerprints of runs: equal for runs whose histories are equal in everything but the ids that are drawn. */
import { createHash } from 'node:crypto';
import type { HistoryEvent } from '../protocol/event.ts';
import type { World } from '../simulation/world.ts';

/** Attributes in which two histories may differ without being different stories. */
const DRAWN = new Set([
  'requestId',
  'identity',
  'taskId',
  'sdkMetadata',
  'historySizeBytes',
  'header',
]);

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function told(key: string, value: unknown): unknown {
  if (DRAWN.has(key)) return undefined;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return value;
}

const line = ({ eventTime, type, attributes }: HistoryEvent): string =>
  `${eventTime} ${type} ${JSON.stringify(attributes, told)}`;

/** What all histories of a world say, as a short text; runs are numbered in the order of their start. */
export function fingerprint(world: World): string {
  const hash = createHash('sha1');
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    const name = names.get(id) ?? `id-${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  for (const { workflowId, runId, status, events } of world.service.executions()) {
    nameOf(runId);
    hash.update(`${workflowId} ${status}\n`);
    for (const event of events) hash.update(line(event).replace(UUID, nameOf));
  }
  return hash.digest('base64url');
}
