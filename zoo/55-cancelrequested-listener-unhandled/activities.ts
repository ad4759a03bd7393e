/** Bug 55, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function follow(_id: string): Promise<void> {
  for (let i = 0; i < 8; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
export async function note(text: string): Promise<void> {
  ledger.record('note', text);
}
