/** Bug 36, mended: stands in place of activities.ts. */
import { CancelledFailure, heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

async function fetchOnce(url: string, attempt: number): Promise<string> {
  ledger.record('call', url);
  await sleep('1s');
  if (attempt < 6) throw new Error('503');
  return 'body';
}

export async function fetchWithRetry(url: string): Promise<string> {
  let last: unknown;
  for (let attempt = 1; attempt <= 20; attempt++) {
    heartbeat(attempt);
    try {
      return await fetchOnce(url, attempt);
    } catch (err) {
      if (err instanceof CancelledFailure) throw err;
      last = err;
    }
  }
  throw new Error(`gave up: ${last}`);
}
