/** Bug 01, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function openSandbox(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('open', id);
}

export async function runJob(id: string): Promise<void> {
  for (let i = 0; i < 8; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  ledger.record('ran', id);
}

export async function closeSandbox(id: string): Promise<void> {
  await sleep('1s');
  ledger.record('close', id);
}
