/** Where workflow code made a call: the place in the user's source, found on the stack. */

const FRAMES = 50;

/** Frames between the user's call and us: the SDK, Node, and lastcall's host. */
const INNER = /[\\/]@temporalio[\\/]|\bnode:|[\\/]host[\\/]workflow-[a-z-]+\.[jt]s|<anonymous>/;

/** A phrase such as `at chargeOrder (/app/workflows.ts:12:5)`; `below` is the innermost function to leave out. */
export function callSiteOf(below: (...args: never[]) => unknown): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, below);
  Error.stackTraceLimit = limit;
  const frames = (trace.stack ?? '').split('\n').slice(1);
  return (
    frames.find((frame) => !INNER.test(frame))?.trim() ?? 'at a place that is not on the stack'
  );
}
