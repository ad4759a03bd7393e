/** Bug 07, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function reserve(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('reserve', id);
}
export async function unreserve(id: string): Promise<void> {
  ledger.record('unreserve', id);
}
export async function transform(_id: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
export async function publish(_id: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
