/** Case 05, mended: stands in place of activities.ts. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../../ledger.ts';

async function work(id: string): Promise<void> {
  for (let i = 0; i < 10; i++) {
    heartbeat(i);
    await sleep('1s');
    ledger.record('written', `${id}/${i}`);
  }
}
export async function build(id: string): Promise<void> {
  await work(id);
}
