/** Where workflow code made a call: the place in the user's source, found on the stack. */
import { fileURLToPath } from 'node:url';

const FRAMES = 50;

const OWN_FOLDER = new URL('.', import.meta.url);

/** What stands between the user's call and us. */
const INNER = ['@temporalio', 'node:', OWN_FOLDER.href, fileURLToPath(OWN_FOLDER)];

const isOuter = (frame: string): boolean =>
  /:\d+:\d+\)?$/.test(frame) && !INNER.some((inner) => frame.includes(inner));

const isOwn = (frame: string): boolean => INNER.slice(1).some((inner) => frame.includes(inner));

function framesHere(): readonly string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  return stack.split('\n').slice(1);
}

/**
 * Whether a function of the SDK that is on the stack was called by the SDK itself: `withTimeout()` and `condition(fn, timeout)` sleep.
 * @param name of the function, as it is on the stack
 */
export function calledBySdk(name: string): boolean {
  const frames = framesHere();
  const at = frames.findLastIndex(
    (frame) => frame.includes(`${name} (`) && frame.includes('@temporalio'),
  );
  const caller = at === -1 ? undefined : frames.slice(at + 1).find((frame) => !isOwn(frame));
  return caller?.includes('@temporalio') === true;
}

/** Whether a function of the SDK of that name is on the stack. */
export const calledWithin = (name: string): boolean =>
  framesHere().some((frame) => frame.includes(`${name} (`) && frame.includes('@temporalio'));

/** The first place in the user's code in a stack trace, as such a phrase; undefined if there is none. */
export const placeIn = (stack: string | undefined): string | undefined =>
  stack?.split('\n').find(isOuter)?.trim();

/** A phrase such as `at chargeOrder (/app/workflows.ts:12:5)`. */
export function callSite(): string {
  return framesHere().find(isOuter)?.trim() ?? 'at a place that is not on the stack';
}
