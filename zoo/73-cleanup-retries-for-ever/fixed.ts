/** Bug 73, mended: stands in place of activities.ts. */
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
  if (!ledger.has('create', id)) return; // already gone is what cleanup wants
  ledger.record('delete', id);
}
