/** Where workflow code made a call: the place in the user's source, found on the stack. */
import { fileURLToPath } from 'node:url';

const FRAMES = 50;

const OWN_FOLDER = new URL('.', import.meta.url);

/** What stands between the user's call and us. */
const INNER = ['@temporalio', 'node:', OWN_FOLDER.href, fileURLToPath(OWN_FOLDER)];

const isOuter = (frame: string): boolean =>
  /:\d+:\d+\)?$/.test(frame) && !INNER.some((inner) => frame.includes(inner));

/** A phrase such as `at chargeOrder (/app/workflows.ts:12:5)`. */
export function callSite(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  return stack.split('\n').find(isOuter)?.trim() ?? 'at a place that is not on the stack';
}
