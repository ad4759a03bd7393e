/** Bug 25, mended: stands in place of activities.ts. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function rebuild(id: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    heartbeat(i);
    await sleep('1s'); // the context's sleep rejects on cancellation
  }
  ledger.record('rebuilt', id);
}
