/** Bug 25, the activities. */
import { heartbeat } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function rebuild(id: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    heartbeat(i); // BUG: in TypeScript heartbeat() never throws
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  ledger.record('rebuilt', id);
}
