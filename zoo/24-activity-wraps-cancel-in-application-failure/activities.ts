/** Bug 24, the activities. */
import { ApplicationFailure, heartbeat, sleep } from '@temporalio/activity';

export async function callModel(question: string): Promise<string> {
  try {
    for (let i = 0; i < 8; i++) {
      heartbeat(i);
      await sleep('1s');
    }
    return `answer to ${question}`;
  } catch (err) {
    throw ApplicationFailure.retryable(`model call failed: ${err}`, 'ModelError'); // BUG
  }
}
