/** The modules that the installed `@temporalio/client` itself loads: its protobuf messages, its `Long`, its gRPC metadata. */
import { createRequire } from 'node:module';

/** A type of message, as protobufjs describes it. @see the class Type of the package `protobufjs` */
export interface MessageType {
  readonly fullName: string;
  readonly fields: Readonly<Record<string, MessageField>>;
  /** Makes a message with all fields unset; what is unset reads as its default. */
  readonly ctor: new () => Record<string, unknown>;
  encode(message: object): { finish(): Uint8Array };
}

/** An enum of the API: its full names and their numbers. */
export interface EnumType {
  readonly values: Readonly<Record<string, number>>;
}

/** A field of a message. @see the class Field of the package `protobufjs` */
export interface MessageField {
  /** A scalar type by its name, or what `resolvedType` stands for. */
  readonly type: string;
  readonly repeated: boolean;
  readonly map: boolean;
  /** The group of fields of which one at most is set; also of a single field that tells unset from default. */
  readonly partOf: object | null;
  readonly resolvedType: MessageType | EnumType | null;
  resolve(): MessageField;
}

/** The root of all messages and services. */
export interface MessageRoot {
  lookupType(name: string): MessageType;
  lookupEnum(name: string): EnumType;
  lookupService(name: string): { readonly methods: Readonly<Record<string, unknown>> };
}

/** A 64-bit integer of the messages. @see the class Long of the package `long` */
export interface LongType {
  fromNumber(value: number): object;
}

/** What travels beside a gRPC answer. @see the class Metadata of the package `@grpc/grpc-js` */
export interface Metadata {
  set(key: string, value: string | Uint8Array): void;
  get(key: string): (string | Uint8Array)[];
}

/** Proto3 JSON. @see the module ext/protojson of the package `protobufjs` */
interface ProtoJson {
  toJson(type: MessageType, message: object): object;
}

interface InstalledClient {
  readonly messages: MessageRoot;
  readonly Long: LongType;
  readonly Metadata: new () => Metadata;
  /** A message in proto3 JSON. */
  readonly toJson: ProtoJson['toJson'];
}

let installed: InstalledClient | undefined;

/**
 * Loads them, once. They are looked up from where `@temporalio/client` lies, so that they are the very modules which
 * the user's client decodes with; by then that client has loaded them anyway.
 */
export function installedClient(): InstalledClient {
  if (installed !== undefined) return installed;
  const fromHere = createRequire(import.meta.url);
  const fromClient = createRequire(fromHere.resolve('@temporalio/client'));
  const grpc = fromClient('@grpc/grpc-js') as { Metadata: new () => Metadata };
  installed = {
    messages: fromClient('@temporalio/proto') as MessageRoot,
    Long: fromClient('long') as LongType,
    Metadata: grpc.Metadata,
    toJson: (type, message) => {
      const fromProto = createRequire(fromClient.resolve('@temporalio/proto'));
      return (fromProto('protobufjs/ext/protojson') as ProtoJson).toJson(type, message);
    },
  };
  return installed;
}
