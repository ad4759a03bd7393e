/** An import that can be cancelled, and that outlives the worker it runs on. */
import { proxyActivities } from '@temporalio/workflow';
import type { ImportActivities } from './activities.ts';

const { importRows } = proxyActivities<ImportActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '5 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** Imports all rows. */
export async function importFile(rows: readonly string[]): Promise<number> {
  return importRows(rows);
}
