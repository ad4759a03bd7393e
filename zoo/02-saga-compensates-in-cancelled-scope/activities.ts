/** Bug 02, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function addAddress(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('addAddress', id);
}
export async function removeAddress(id: string): Promise<void> {
  if (ledger.net('addAddress', 'removeAddress', id) > 0) ledger.record('removeAddress', id);
}
export async function addClient(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('addClient', id);
}
export async function removeClient(id: string): Promise<void> {
  if (ledger.net('addClient', 'removeClient', id) > 0) ledger.record('removeClient', id);
}
export async function verify(_id: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
