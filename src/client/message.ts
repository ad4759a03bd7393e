/** Messages of Temporal's API (`@temporalio/proto`) made from lastcall's plain-object form, by the descriptors that the API itself brings. */
import { InvariantError } from '../common/invariant.ts';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Payload } from '../protocol/payload.ts';
import { durationToProto } from '../protocol/proto-time.ts';
import { installedClient } from './installed-client.ts';
import type { EnumType, MessageField, MessageType } from './installed-client.ts';

/** A message as the SDK's own decoder would have made it: what is not set reads as its default. */
export type Message = Record<string, unknown>;

type Write = (value: unknown) => unknown;

interface Writer {
  readonly type: MessageType;
  /** By the names of the fields, each made when it is first met. */
  readonly fields: Map<string, Write>;
}

const writers = new Map<string, Writer>();

/** What a field holds that is left unset, because its value is what an unset field reads as. */
const LEFT_OUT = Symbol('left out');

const INT64 = new Set(['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64']);

function secondsAndNanos(type: MessageType, seconds: number, nanos: number): Message {
  const message = new type.ctor();
  message['seconds'] = installedClient().Long.fromNumber(seconds);
  message['nanos'] = nanos;
  return message;
}

/** Milliseconds since the epoch hold no more than microseconds: what is beyond them is noise. */
function timestamp(type: MessageType, instant: EpochMs): Message {
  const micros = Math.round(instant * 1_000);
  const seconds = Math.floor(micros / 1_000_000);
  return secondsAndNanos(type, seconds, (micros - seconds * 1_000_000) * 1_000);
}

function duration(type: MessageType, span: DurationMs): Message {
  const { seconds, nanos } = durationToProto(span);
  return secondsAndNanos(type, seconds.toNumber(), nanos);
}

/** As it comes off the wire: a copy, with `Buffer`s for bytes. */
function payload(type: MessageType, { metadata, data }: Payload): Message {
  const message = new type.ctor();
  if (metadata) {
    const entries: Record<string, Buffer> = {};
    for (const [key, value] of Object.entries(metadata)) entries[key] = Buffer.from(value);
    message['metadata'] = entries;
  }
  if (data && data.length > 0) message['data'] = Buffer.from(data);
  return message;
}

function enumWriter(type: EnumType, fullName: string): Write {
  // The plain-object form leaves a prefix out where a name is read often (`'COMPLETED'` for a status).
  const unspecified = Object.keys(type.values).find((name) => type.values[name] === 0) ?? '';
  const prefix = unspecified.replace(/UNSPECIFIED$/, '');
  return (value) => {
    const number = type.values[String(value)] ?? type.values[`${prefix}${String(value)}`];
    if (number === undefined) throw new InvariantError(`${fullName} has a value ${String(value)}`);
    return number;
  };
}

function messageFieldWriter(type: MessageType): Write {
  switch (type.fullName) {
    case '.google.protobuf.Timestamp':
      return (value) => timestamp(type, value as EpochMs);
    case '.google.protobuf.Duration':
      return (value) => duration(type, value as DurationMs);
    case '.temporal.api.common.v1.Payload':
      return (value) => payload(type, value as Payload);
    default: {
      const writer = writerOf(type);
      return (value) => write(writer, value as object);
    }
  }
}

function valueWriter(field: MessageField): Write {
  const { resolvedType, type } = field;
  if (resolvedType !== null) {
    return 'values' in resolvedType
      ? enumWriter(resolvedType, type)
      : messageFieldWriter(resolvedType);
  }
  if (INT64.has(type)) return (value) => installedClient().Long.fromNumber(value as number);
  if (type === 'bytes') return (value) => (typeof value === 'string' ? Buffer.from(value) : value);
  return (value) => value;
}

function fieldWriter(type: MessageType, name: string): Write {
  const field = type.fields[name];
  if (field === undefined) throw new InvariantError(`${type.fullName} has a field ${name}`);
  const writeValue = valueWriter(field.resolve());
  if (field.repeated) return (value) => (value as readonly unknown[]).map(writeValue);
  if (field.map) {
    return (value) => {
      const entries: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value as object)) entries[key] = writeValue(item);
      return entries;
    };
  }
  if (field.partOf !== null || (field.resolvedType !== null && !('values' in field.resolvedType))) {
    return writeValue;
  }
  return (value) =>
    value === '' || value === 0 || value === false ? LEFT_OUT : writeValue(value) || LEFT_OUT;
}

function writerOf(type: MessageType): Writer {
  let writer = writers.get(type.fullName);
  if (writer === undefined) {
    writer = { type, fields: new Map() };
    writers.set(type.fullName, writer);
  }
  return writer;
}

function write(writer: Writer, plain: object): Message {
  const message = new writer.type.ctor();
  for (const [name, value] of Object.entries(plain)) {
    if (value === undefined || value === null) continue;
    let writeField = writer.fields.get(name);
    if (writeField === undefined) {
      writeField = fieldWriter(writer.type, name);
      writer.fields.set(name, writeField);
    }
    const written = writeField(value);
    if (written !== LEFT_OUT) message[name] = written;
  }
  return message;
}

const types = new Map<string, Writer>();

/**
 * The message of a type of the API with the fields that `plain` has: enums by their names, durations and instants in
 * milliseconds, 64-bit integers as numbers, bytes also as text. Everything is copied.
 *
 * @param typeName - without its leading dot: `'temporal.api.failure.v1.Failure'`
 * @throws InvariantError where `plain` has a field or a name of an enum that the API does not know
 */
export function toMessage(typeName: string, plain: object): Message {
  let writer = types.get(typeName);
  if (writer === undefined) {
    writer = writerOf(installedClient().messages.lookupType(typeName));
    types.set(typeName, writer);
  }
  return write(writer, plain);
}

/** The bytes of that message. */
export function encodeMessage(typeName: string, plain: object): Uint8Array {
  const type = installedClient().messages.lookupType(typeName);
  return type.encode(toMessage(typeName, plain)).finish();
}
