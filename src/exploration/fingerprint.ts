/** Fingerprints of runs: equal for runs whose histories are equal in everything but the ids that are drawn. */
import { hash } from 'node:crypto';
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
const UUID_LENGTH = 36;

/** Puts values into words that differ where the values do; ids that are drawn are numbered as they come up. */
class Telling {
  text = '';
  readonly #names = new Map<string, string>();
  readonly #nameOf = (id: string): string => {
    const name = this.#names.get(id) ?? `id-${this.#names.size + 1}`;
    this.#names.set(id, name);
    return name;
  };

  add(value: unknown): void {
    if (typeof value === 'string') this.#addText(value);
    else if (typeof value !== 'object' || value === null) this.text += `${String(value)};`;
    else if (value instanceof Uint8Array) this.#addText(Buffer.from(value).toString('latin1'));
    else if (Array.isArray(value)) this.#addList(value);
    else this.#addRecord(value);
  }

  /** The length before it says where it ends. */
  #addText(text: string): void {
    const told = text.length < UUID_LENGTH ? text : text.replace(UUID, this.#nameOf);
    this.text += `${told.length}:${told}`;
  }

  #addList(list: readonly unknown[]): void {
    this.text += '[';
    for (const value of list) this.add(value);
    this.text += ']';
  }

  #addRecord(record: object): void {
    this.text += '{';
    for (const key of Object.keys(record)) {
      const value = (record as Readonly<Record<string, unknown>>)[key];
      if (value === undefined || DRAWN.has(key)) continue;
      this.text += `${key}=`;
      this.add(value);
    }
    this.text += '}';
  }
}

/** What all histories of a world say, as a short text; runs are numbered in the order of their start. */
export function fingerprint(world: World): string {
  const telling = new Telling();
  for (const { workflowId, runId, status, events } of world.service.executions()) {
    telling.add(runId);
    telling.add(workflowId);
    telling.add(status);
    for (const { eventTime, type, attributes } of events) {
      telling.add(eventTime);
      telling.add(type);
      telling.add(attributes);
    }
  }
  return hash('sha1', telling.text, 'base64url');
}
