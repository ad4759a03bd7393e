/** Values and errors of activity code to and from payloads: at once where there are no codecs, else by a promise. */
import type { DataConverter, LoadedDataConverter, TypeInfo } from '@temporalio/common';
import type { ActivitySerializationContext } from '@temporalio/common';
import {
  arrayFromPayloads,
  fromPayloadsAtIndex,
  toPayloadWithTypeInfo,
} from '@temporalio/common/lib/converter/payload-converter.js';
import {
  decode,
  encode,
  encodeErrorToFailure,
} from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import {
  isLoadedDataConverter,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow/data-converter-helpers.js';
import type { Failure } from '../protocol/failure.ts';
import type { Payload } from '../protocol/payload.ts';
import { failureFromProto } from '../protocol/proto-failure.ts';
import { withoutHostFrames } from './activity-stack.ts';

/** What may take real time. */
export type MaybePromise<T> = T | Promise<T>;

/** The converter of a worker as its options give it, with its modules loaded. @see WorkerOptions.dataConverter */
export function loadedConverter(
  converter: DataConverter | LoadedDataConverter | undefined,
): LoadedDataConverter {
  return isLoadedDataConverter(converter) ? converter : loadDataConverter(converter);
}

type SdkPayload = Parameters<typeof decode>[1][number];

/** Converts on behalf of one attempt, whose identity converters and codecs are told. */
export class ActivityConverter {
  readonly #loaded: LoadedDataConverter;
  readonly #context: ActivitySerializationContext;

  constructor(loaded: LoadedDataConverter, context: ActivitySerializationContext) {
    this.#loaded = loaded;
    this.#context = context;
  }

  /** Whether payloads go through codecs, which are asynchronous. */
  get hasCodecs(): boolean {
    return this.#loaded.payloadCodecs.length > 0;
  }

  #decoded<T>(
    payloads: readonly Payload[],
    convert: (payloads: SdkPayload[]) => T,
  ): MaybePromise<T> {
    const { payloadCodecs } = this.#loaded;
    if (payloadCodecs.length === 0) return convert(payloads as SdkPayload[]);
    return decode(payloadCodecs, payloads as SdkPayload[], this.#context).then(convert);
  }

  /** The arguments of an activity. */
  toArguments(
    payloads: readonly Payload[],
    types: readonly TypeInfo[] | undefined,
  ): MaybePromise<unknown[]> {
    const { payloadConverter } = this.#loaded;
    return this.#decoded(payloads, (decoded) =>
      arrayFromPayloads(payloadConverter, decoded, this.#context, types),
    );
  }

  /** The first value of a list; undefined if it is empty. */
  toFirstValue(payloads: readonly Payload[]): unknown {
    const { payloadConverter } = this.#loaded;
    return this.#decoded(payloads, (decoded): unknown =>
      fromPayloadsAtIndex(payloadConverter, 0, decoded, this.#context),
    );
  }

  /** A value as a payload. @throws what the payload converter throws for a value that it cannot convert */
  toPayload(value: unknown, type?: TypeInfo): MaybePromise<Payload> {
    const { payloadConverter, payloadCodecs } = this.#loaded;
    const payload = toPayloadWithTypeInfo(payloadConverter, value, this.#context, type);
    if (payloadCodecs.length === 0) return payload;
    return encode(payloadCodecs, [payload], this.#context).then(([encoded]) => encoded as Payload);
  }

  /** An error as a failure, its details encoded. */
  toFailure(error: unknown): MaybePromise<Failure> {
    const { failureConverter, payloadConverter } = this.#loaded;
    if (this.hasCodecs) {
      return encodeErrorToFailure(this.#loaded, error, this.#context).then((failure) =>
        withoutHostFrames(failureFromProto(failure)),
      );
    }
    const failure = failureConverter.errorToFailure(error, payloadConverter, this.#context);
    return withoutHostFrames(failureFromProto(failure));
  }
}
