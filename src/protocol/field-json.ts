/** Writes what a field holds as proto3 JSON, and reads it back. */
import { fromBase64, toBase64 } from './base64.ts';
import type { Field, Fields, Kind } from './field-kinds.ts';
import {
  durationFromJson,
  durationToJson,
  timestampFromJson,
  timestampToJson,
} from './json-time.ts';

/** A value as `JSON.parse` gives it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object with fields, and not a list. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field could not be read: what is wrong with which one, and what it should be. */
export class FieldError extends Error {
  override readonly name: string = 'FieldError';
  readonly path: string;
  readonly problem: string;

  constructor(path: string, problem: string) {
    super(`${path} ${problem}`);
    this.path = path;
    this.problem = problem;
  }
}

/** How deeply messages may be nested: far beyond what the service takes, and far below what a stack takes. */
const DEEPEST = 300;

const isEmpty = (value: unknown): boolean => Object.keys(value as object).length === 0;

const entriesToJson = (of: Kind, value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([key, item]) => [key, valueToJson(of, item)]));

function valueToJson(kind: Kind, value: unknown): unknown {
  switch (kind.type) {
    case 'int64':
    case 'eventId':
      return String(value);
    case 'bytes':
      return toBase64(value as Uint8Array);
    case 'duration':
      return durationToJson(value as number);
    case 'timestamp':
      return timestampToJson(value as number);
    case 'message':
      return fieldsToJson(kind.fields(), value as JsonObject);
    case 'list':
      return (value as readonly unknown[]).map((item) => valueToJson(kind.of, item));
    case 'map':
      return entriesToJson(kind.of, value as JsonObject);
    case 'text':
    case 'boolean':
    case 'int32':
    case 'double':
    case 'enum':
      return value;
  }
}

/** Whether a value is the one that JSON leaves out: zero, empty, unspecified. */
function isZero({ kind, omitsZero }: Field, value: unknown): boolean {
  switch (kind.type) {
    case 'text':
      return value === '';
    case 'boolean':
      return value === false;
    case 'int32':
    case 'int64':
    case 'double':
    case 'eventId':
      return value === 0;
    case 'enum':
      return (value as string).endsWith('_UNSPECIFIED');
    case 'bytes':
      return (value as Uint8Array).length === 0;
    case 'duration':
      return omitsZero === true && value === 0;
    case 'list':
      return (value as readonly unknown[]).length === 0;
    case 'map':
      return isEmpty(value);
    case 'message':
    case 'timestamp':
      return false;
  }
}

/** Writes the fields that a message has. */
export function fieldsToJson(fields: Fields, message: JsonObject): JsonObject {
  const json: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = message[name];
    if (value === undefined || value === null) continue;
    if (isZero(field, value)) continue;
    const written = valueToJson(field.kind, value);
    // A message that lastcall has to have, and that has nothing in it, is not in the JSON of the service.
    const isFiller =
      field.absent !== undefined && field.kind.type === 'message' && isEmpty(written);
    if (!isFiller) json[name] = written;
  }
  return json;
}

function integerFromJson(json: unknown, path: string, bits: 32 | 64): number {
  const isWritten = typeof json === 'string' && /^-?\d{1,19}$/.test(json);
  const value = isWritten ? Number(json) : json;
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > 2 ** (bits - 1)) {
    throw new FieldError(path, `is ${shown(json)}, which is no whole number of ${bits} bits`);
  }
  return value;
}

function enumFromJson(
  { prefix, names }: Extract<Kind, { type: 'enum' }>,
  json: unknown,
  path: string,
): string | undefined {
  if (typeof json !== 'string') {
    throw new FieldError(path, `is ${shown(json)}, which is no name of ${prefix}_…`);
  }
  const short = json.startsWith(`${prefix}_`)
    ? json.slice(prefix.length + 1)
    : json.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  if (short === 'UNSPECIFIED' || short === '') return undefined;
  if (names !== undefined && !names.includes(short)) {
    throw new FieldError(path, `is ${shown(json)}; known are ${names.join(', ')} of ${prefix}_…`);
  }
  return `${prefix}_${short}`;
}

const textOf = (json: unknown, path: string, wanted: string): string => {
  if (typeof json === 'string') return json;
  throw new FieldError(path, `is ${shown(json)}, and should be ${wanted}`);
};

function parsed<T>(value: T | undefined, json: unknown, path: string, wanted: string): T {
  if (value === undefined) {
    throw new FieldError(path, `is ${shown(json)}, and should be ${wanted}`);
  }
  return value;
}

function doubleFromJson(json: unknown, path: string): number {
  const value = typeof json === 'string' && json.trim() !== '' ? Number(json) : json;
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new FieldError(path, `is ${shown(json)}, which is no number`);
  }
  return value;
}

function valueFromJson(kind: Kind, json: unknown, path: string, depth: number): unknown {
  switch (kind.type) {
    case 'text':
      return textOf(json, path, 'a text');
    case 'boolean':
      return parsed(typeof json === 'boolean' ? json : undefined, json, path, 'true or false');
    case 'int32':
      return integerFromJson(json, path, 32);
    case 'int64':
    case 'eventId':
      return integerFromJson(json, path, 64);
    case 'double':
      return doubleFromJson(json, path);
    case 'bytes':
      return parsed(fromBase64(textOf(json, path, 'base64')), json, path, 'base64');
    case 'duration': {
      const wanted = 'a duration such as "10s" or "0.700s"';
      return parsed(durationFromJson(textOf(json, path, wanted)), json, path, wanted);
    }
    case 'timestamp': {
      const wanted = 'a time such as "2026-01-01T00:00:00Z"';
      return parsed(timestampFromJson(textOf(json, path, wanted)), json, path, wanted);
    }
    case 'enum':
      return enumFromJson(kind, json, path);
    case 'message':
      return fieldsFromJson(kind.fields(), json, path, depth + 1);
    case 'list':
      if (!Array.isArray(json)) {
        throw new FieldError(path, `is ${shown(json)}, and should be a list`);
      }
      return json.map((item, index) =>
        valueFromJson(kind.of, item, `${path}[${index}]`, depth + 1),
      );
    case 'map':
      if (!isObject(json)) {
        throw new FieldError(path, `is ${shown(json)}, and should be an object`);
      }
      return Object.fromEntries(
        Object.entries(json).map(([key, item]) => [
          key,
          valueFromJson(kind.of, item, `${path}.${key}`, depth + 1),
        ]),
      );
  }
}

/**
 * Reads the fields of a message; those that are not in `fields` are passed over.
 * @throws FieldError
 */
export function fieldsFromJson(
  fields: Fields,
  json: unknown,
  path: string,
  depth: number = 0,
): JsonObject {
  if (!isObject(json)) throw new FieldError(path, `is ${shown(json)}, and should be an object`);
  if (depth > DEEPEST) throw new FieldError(path.slice(0, 200), 'is nested too deeply');
  const message: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const { kind, isRequired, absent } = field;
    const value = Object.hasOwn(json, name) ? json[name] : undefined;
    const at = `${path}.${name}`;
    const isSet = value !== undefined && value !== null;
    const read = isSet ? valueFromJson(kind, value, at, depth) : undefined;
    if (read !== undefined && !isZero(field, read)) message[name] = read;
    else if (isRequired && kind.type === 'text') {
      throw new FieldError(at, isSet ? 'is empty' : 'is missing');
    } else if (isRequired && read === undefined) throw new FieldError(at, 'is missing');
    else if (isRequired) message[name] = read;
    else if (absent !== undefined) {
      message[name] = kind.type === 'message' ? fieldsFromJson(kind.fields(), absent, at) : absent;
    }
  }
  return message;
}

/** A value in an error message: short, and never a whole object. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
