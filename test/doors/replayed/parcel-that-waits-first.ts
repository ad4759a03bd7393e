/** The same workflow with its steps in another order. */
import { sleep } from '@temporalio/workflow';

/** Waits before anything else. */
export async function parcel(): Promise<void> {
  await sleep('1 hour');
}
