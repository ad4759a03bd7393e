/** Bug 48, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function activate(user: string): Promise<void> {
  await sleep(200);
  ledger.record('active', user);
}
export async function deactivate(user: string): Promise<void> {
  await sleep(200);
  ledger.record('inactive', user);
}
