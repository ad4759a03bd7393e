/** Bug 21, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';

export async function slowLookup(key: string): Promise<string> {
  for (let i = 0; i < 10; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  return `value of ${key}`;
}
