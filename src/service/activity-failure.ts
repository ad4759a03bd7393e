/** The failures of activities as the service keeps them, or makes them itself. */
import type { Failure } from '../protocol/failure.ts';
import { failureSize } from './payload-size.ts';

/** A failure of the service's own, which ends the activity. */
export const serverFailure = (message: string): Failure => ({
  message,
  serverFailureInfo: { nonRetryable: true },
});

const STRING_OVERHEAD = 4;
const APPLICATION_OVERHEAD = 8;
const MAXIMUM_DEPTH = 20;

/** Shortens a failure: what matters most gets its room first. @see temporal common/failure: Truncate */
function truncate(failure: Failure, room: number, depth: number): Failure {
  let left = room;
  const cut = (text: string | undefined): string | undefined => {
    if (text === undefined || text === '') return undefined;
    const kept = text.slice(0, Math.max(0, left));
    left -= kept.length + STRING_OVERHEAD;
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

/** A failure as it is kept for the next attempt: one that is too large is shortened. */
export function keptFailure(failure: Failure | undefined, limit: number): Failure | undefined {
  if (failure === undefined || failureSize(failure) <= limit) return failure;
  return {
    message: 'Failure exceeds size limit.',
    serverFailureInfo: {},
    cause: truncate(failure, limit, MAXIMUM_DEPTH),
  };
}
