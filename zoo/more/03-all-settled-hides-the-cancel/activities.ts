/** Case 03, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../../ledger.ts';

export async function store(id: string): Promise<void> {
  await sleep('3s');
  ledger.record('stored', id);
}
