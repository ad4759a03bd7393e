/** Bug 16, the activities. */
import { heartbeat, sleep } from '@temporalio/activity';

export async function livePrice(_id: string): Promise<number> {
  for (let i = 0; i < 6; i++) {
    heartbeat(i);
    await sleep('1s');
  }
  return 90;
}
