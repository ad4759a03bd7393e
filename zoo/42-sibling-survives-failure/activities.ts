/** Bug 42, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function stream(_id: string): Promise<void> {
  for (let i = 0; i < 20; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
export async function archive(id: string): Promise<void> {
  await sleep('30s');
  ledger.record('archived', id);
}
