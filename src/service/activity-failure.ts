/** The failures of activities as the service keeps them, or makes them itself. */
import type { Failure } from '../protocol/failure.ts';
import type { ServiceLimits } from './limits.ts';
import { failureSize, textSize } from './payload-size.ts';

/** A failure of the service's own, which ends the activity. */
export const serverFailure = (message: string): Failure => ({
  message,
  serverFailureInfo: { nonRetryable: true },
});

const STRING_OVERHEAD = 4;
const APPLICATION_OVERHEAD = 8;
const MAXIMUM_DEPTH = 20;

/** The beginning of a text that takes no more than so many bytes; no character is cut in two. */
function textWithin(text: string, bytes: number): string {
  if (textSize(text) <= bytes) return text;
  let end = 0;
  let left = bytes;
  for (const character of text) {
    left -= textSize(character);
    if (left < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Shortens a failure: what matters most gets its room first. @see temporal common/failure: Truncate */
function truncate(failure: Failure, room: number, depth = MAXIMUM_DEPTH): Failure {
  let left = room;
  const cut = (text: string | undefined): string | undefined => {
    const kept = textWithin(text ?? '', left);
    if (kept === '') return undefined;
    left -= textSize(kept) + STRING_OVERHEAD;
    return kept;
  };
  const application = failure.applicationFailureInfo;
  const server = failure.serverFailureInfo;
  const info: Failure =
    application !== undefined
      ? {
          applicationFailureInfo: {
            type: cut(application.type),
            nonRetryable: application.nonRetryable,
          },
        }
      : server !== undefined
        ? { serverFailureInfo: { nonRetryable: server.nonRetryable } }
        : {};
  if (application !== undefined) left -= APPLICATION_OVERHEAD;
  else if (server !== undefined) left -= STRING_OVERHEAD;
  const source = cut(failure.source);
  const message = cut(failure.message);
  const stackTrace = cut(failure.stackTrace);
  const { cause } = failure;
  const keepsCause = cause !== undefined && left > STRING_OVERHEAD && depth > 0;
  return {
    ...info,
    source,
    message,
    stackTrace,
    ...(keepsCause ? { cause: truncate(cause, left - STRING_OVERHEAD, depth - 1) } : {}),
  };
}

/** A failure that is too large to be written or kept, in the words of the service: its cause is what there is room for. */
const failureExceedsLimit = (failure: Failure, room: number, nonRetryable: boolean): Failure => ({
  message: 'Failure exceeds size limit.',
  serverFailureInfo: nonRetryable ? { nonRetryable } : {},
  cause: truncate(failure, room),
});

/** A failure as it is kept for the next attempt: one that is too large is shortened. */
export const keptFailure = (failure: Failure | undefined, limit: number): Failure | undefined =>
  failure === undefined || failureSize(failure) <= limit
    ? failure
    : failureExceedsLimit(failure, limit, false);

/** A failure as a worker may report it: one that is too large becomes a failure of the service's own. */
export const reportedFailure = (
  failure: Failure | undefined,
  limits: Pick<ServiceLimits, 'blobSize' | 'blobSizeWarn'>,
): Failure | undefined =>
  failure === undefined || failureSize(failure) <= limits.blobSize
    ? failure
    : failureExceedsLimit(failure, limits.blobSizeWarn, true);
