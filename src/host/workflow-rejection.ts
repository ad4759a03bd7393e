/** Unhandled rejections of workflow code: they fail the workflow task, and no other listener of the process hears of them. */
import process from 'node:process';
import { ownerOfContext } from './workflow-async-context.ts';

/**
 * A promise of workflow code was rejected, and nothing handled it.
 * @see UnhandledRejectionError of `@temporalio/worker`, whose name and message it has
 */
export class UnhandledRejectionError extends Error {
  override readonly name = 'UnhandledRejectionError';

  constructor(reason: unknown) {
    super(`Unhandled Promise rejection: ${String(reason)}`, { cause: reason });
  }
}

let routed = false;

/**
 * From now on the process's event 'unhandledRejection' is kept back where the promise was made (Node 20, 22) or rejected (Node 24) in the
 * context of a workflow run, which is told instead. Everything else goes its way. It stays so until the process ends: a promise may be
 * rejected long after its world.
 */
export function routeUnhandledRejections(): void {
  if (routed) return;
  routed = true;
  const emit = process.emit.bind(process) as (event: string, ...args: unknown[]) => boolean;
  const routing = (event: string, ...args: unknown[]): boolean => {
    if (event === 'unhandledRejection') {
      const owner = ownerOfContext();
      if (owner !== undefined) {
        owner.rejected(args[0], args[1]);
        return true;
      }
    }
    return emit(event, ...args);
  };
  process.emit = routing as typeof process.emit;
}
