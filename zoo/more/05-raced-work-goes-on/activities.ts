/** Case 05, the activities. */
import { Context, heartbeat } from '@temporalio/activity';
import { ledger } from '../../ledger.ts';

async function work(id: string): Promise<void> {
  for (let i = 0; i < 10; i++) {
    heartbeat(i);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    ledger.record('written', `${id}/${i}`);
  }
}
export async function build(id: string): Promise<void> {
  await Promise.race([work(id), Context.current().cancelled]); // BUG: the work goes on
}
