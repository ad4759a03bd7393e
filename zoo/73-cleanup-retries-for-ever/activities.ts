/** Bug 73, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function createVm(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('create', id);
}
export async function useVm(_id: string): Promise<void> {
  for (let i = 0; i < 4; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
export async function deleteVm(id: string): Promise<void> {
  if (!ledger.has('create', id)) throw new Error('404 no such vm'); // BUG: retryable
  ledger.record('delete', id);
}
