/** Bug 65, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function cook(o: string): Promise<void> {
  await sleep('2s');
  ledger.record('cooked', o);
}
export async function refuse(o: string): Promise<void> {
  ledger.record('refused', o);
}
