/** Bug 60, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function lock(id: string): Promise<void> {
  if (!ledger.has('lock', id)) ledger.record('lock', id);
}
export async function unlock(id: string): Promise<void> {
  if (ledger.net('lock', 'unlock', id) > 0) ledger.record('unlock', id);
}
export async function vacuum(_id: string): Promise<void> {
  for (let i = 0; i < 6; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
