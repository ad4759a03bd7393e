/** Bug 28, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';

export async function encode(_video: string): Promise<void> {
  for (let i = 0; i < 30; i++) {
    heartbeat(i);
    await sleep('1s');
  }
}
