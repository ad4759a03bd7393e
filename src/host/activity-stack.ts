/** Stack traces of activity failures without the frames of lastcall, as the SDK leaves out those of its worker. */
import { fileURLToPath } from 'node:url';
import type { Failure } from '../protocol/failure.ts';

/** The folder of the code that calls activity functions: no frame from there on is the user's. */
const HOST = fileURLToPath(new URL('.', import.meta.url));
const HOST_URL = new URL('.', import.meta.url).href;

const isOurs = (line: string): boolean =>
  line.startsWith('    at ') && (line.includes(HOST) || line.includes(HOST_URL));

function cutOff(stackTrace: string): string {
  const lines = stackTrace.split('\n');
  const first = lines.findIndex(isOurs);
  return first < 0 ? stackTrace : lines.slice(0, first).join('\n');
}

/** A failure whose stack traces end where lastcall's own frames begin. @see cutoffStackTrace of `@temporalio/common` */
export function withoutHostFrames(failure: Failure): Failure {
  const { stackTrace, cause } = failure;
  if (stackTrace === undefined && cause === undefined) return failure;
  return {
    ...failure,
    ...(stackTrace === undefined ? {} : { stackTrace: cutOff(stackTrace) }),
    ...(cause === undefined ? {} : { cause: withoutHostFrames(cause) }),
  };
}
