/** Case 07, mended: stands in place of activities.ts. */
import { heartbeat, sleep } from '@temporalio/activity';
import { ledger } from '../../ledger.ts';

async function one(name: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 8000));
  ledger.record('uploaded', name);
}
export async function upload(id: string): Promise<void> {
  const all = ['a', 'b'].map((name) => one(`${id}/${name}`));
  try {
    for (let i = 0; i < 6; i++) {
      heartbeat(i);
      await sleep('1s');
    }
  } finally {
    await Promise.all(all);
  }
}
