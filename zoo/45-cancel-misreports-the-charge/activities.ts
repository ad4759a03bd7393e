/** Bug 45, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function charge(id: string): Promise<void> {
  await sleep('2s');
  ledger.record('charge', id);
}
export async function pack(_id: string): Promise<void> {
  await sleep('2s');
}
export async function notify(text: string): Promise<void> {
  ledger.record('notify', text);
}
