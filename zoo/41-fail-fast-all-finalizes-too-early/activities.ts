/** Bug 41, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function runTool(name: string): Promise<void> {
  try {
    for (let i = 0; i < 10; i++) {
      heartbeat(i);
      await sleep('1s');
    }
  } finally {
    const settle = name === 'slow' ? 5000 : 200;
    await new Promise((resolve) => setTimeout(resolve, settle));
    ledger.record('spend', name);
  }
}
export async function bill(): Promise<void> {
  ledger.record('bill');
}
