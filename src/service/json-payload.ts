/** Payloads that the service itself writes and reads: JSON, as the default converters have it. */
import type { Payload, Payloads } from '../protocol/payload.ts';

/** The bytes of a text that only has ASCII characters. */
export const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

const JSON_PLAIN = ascii('json/plain');

/** One text as a list of payloads. */
export const encodeText = (text: string): Payloads => ({
  payloads: [encodeJson(text)],
});

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value as a JSON payload, in which what is not ASCII is escaped. */
export const encodeJson = (value: string | number | boolean | readonly string[]): Payload => ({
  metadata: { encoding: JSON_PLAIN },
  data: ascii(JSON.stringify(value).replaceAll(/[\u0080-\uffff]/g, escaped)),
});

/** Reads bytes as UTF-8 text. */
export function decodeUtf8(bytes: Uint8Array | null | undefined): string {
  let escaped = '';
  for (const byte of bytes ?? [])
    escaped +=
      byte < 0x80 && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`;
  return decodeURIComponent(escaped);
}

/** The value of a JSON payload; undefined if it is none. */
export function decodeJson(payload: Payload): unknown {
  try {
    return JSON.parse(decodeUtf8(payload.data)) as unknown;
  } catch {
    return undefined;
  }
}
