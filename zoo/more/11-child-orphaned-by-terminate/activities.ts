/** Case 11, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';

export async function work(_id: string): Promise<void> {
  for (let i = 0; i < 4; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
