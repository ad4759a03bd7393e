/** The limits that end a run which has grown too large. */
import type { Execution } from './execution.ts';
import { failureSize, fieldsSize, payloadsSize } from './payload-size.ts';
import type { Shard } from './shard.ts';

/** About what a pending activity takes beside its heartbeat details and its last failure. */
const ACTIVITY_FRAME = 300;
/** A transaction that keeps less than this for later does not make the state of a run too large. */
const SMALL = 16 * 1024;

/**
 * Which limit a running run exceeds, in the words of the service. That a run which is followed by another one grows does not matter.
 * @see temporal service/history/workflow/context.go: UpdateWorkflowExecutionAsActive
 */
export function exceededLimit(
  { limits }: Shard,
  execution: Execution,
  keptBytes: number,
): string | undefined {
  const { events, isRunning } = execution;
  if (!isRunning) return undefined;
  // Of the events that this transaction adds, their number counts, but not yet their size.
  if (events.writtenSize > limits.historySize) return 'Workflow history size exceeds limit.';
  if (events.count > limits.historyCount) return 'Workflow history count exceeds limit.';
  if (keptBytes > SMALL && mutableStateSize(execution) > limits.mutableStateSize)
    return 'Workflow mutable state size exceeds limit.';
  return undefined;
}

/** About how many bytes the service keeps of a run, beside its history. */
function mutableStateSize(execution: Execution): number {
  const { memo, searchAttributes } = execution.state;
  let size = fieldsSize(memo?.fields) + fieldsSize(searchAttributes?.indexedFields);
  for (const { lastHeartbeatDetails, lastFailure } of execution.activities.values())
    size += ACTIVITY_FRAME + payloadsSize(lastHeartbeatDetails) + failureSize(lastFailure);
  return execution.workflowTask.status === 'Started' ? size + execution.events.bufferedSize : size;
}

/** What the service says of a transaction that writes too much at once. */
export function transactionTooLarge({ limits }: Shard, execution: Execution): string | undefined {
  const size = execution.events.largestBatchSize;
  return size > limits.transactionSize
    ? `transaction size of ${size} bytes exceeds limit of ${limits.transactionSize} bytes`
    : undefined;
}
