/** Bug 24, mended: stands in place of activities.ts. */
import { ApplicationFailure, CancelledFailure, heartbeat, sleep } from '@temporalio/activity';

export async function callModel(question: string): Promise<string> {
  try {
    for (let i = 0; i < 8; i++) {
      heartbeat(i);
      await sleep('1s');
    }
    return `answer to ${question}`;
  } catch (err) {
    if (err instanceof CancelledFailure) throw err;
    throw ApplicationFailure.retryable(`model call failed: ${err}`, 'ModelError');
  }
}
