/** What makes a start request acceptable. */
import type { StartWorkflowFields } from '../protocol/request.ts';
import { cronProblem } from './cron.ts';
import { fieldsSize, payloadsSize } from './payload-size.ts';
import { invalidArgument } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { retryPolicyProblem, withRetryDefaults } from './retry.ts';
import { searchAttributesProblem, searchAttributesSizeProblem } from './search-attribute.ts';
import type { Shard } from './shard.ts';

/** The policies say something that cannot both be meant. */
function idPolicyProblem(fields: StartWorkflowFields): string | undefined {
  const { workflowIdReusePolicy: reuse, workflowIdConflictPolicy: conflict } = fields;
  if (conflict !== undefined && reuse === 'WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING')
    return 'Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot be used together with a WorkflowIDConflictPolicy';
  if (
    conflict === 'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING' &&
    reuse === 'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE'
  )
    return 'Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used together with WorkflowIdConflictPolicy WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING';
  return undefined;
}

function timeoutProblem(fields: StartWorkflowFields): string | undefined {
  if ((fields.workflowExecutionTimeout ?? 0) < 0)
    return 'An invalid WorkflowExecutionTimeoutSeconds is set on request. cause: negative duration';
  if ((fields.workflowRunTimeout ?? 0) < 0)
    return 'An invalid WorkflowRunTimeoutSeconds is set on request. cause: negative duration';
  if ((fields.workflowTaskTimeout ?? 0) < 0)
    return 'An invalid WorkflowTaskTimeoutSeconds is set on request. cause: negative duration';
  return undefined;
}

function delayProblem(fields: StartWorkflowFields): string | undefined {
  if ((fields.cronSchedule ?? '') !== '' && fields.workflowStartDelay !== undefined)
    return 'CronSchedule and WorkflowStartDelay may not be used together.';
  if ((fields.workflowStartDelay ?? 0) < 0)
    return 'An invalid WorkflowStartDelaySeconds is set on request. cause: negative duration';
  return undefined;
}

const retryProblem = (fields: StartWorkflowFields): string | undefined =>
  fields.retryPolicy === undefined
    ? undefined
    : retryPolicyProblem(withRetryDefaults(fields.retryPolicy));

function sizeProblem(shard: Shard, fields: StartWorkflowFields): string | undefined {
  if (payloadsSize(fields.input) > shard.limits.blobSize) return 'Blob data size exceeds limit.';
  if (fieldsSize(fields.memo?.fields) > shard.limits.memoSize) return 'Memo size exceeds limit.';
  return undefined;
}

const queueProblem = (fields: StartWorkflowFields, maximum: number): string | undefined => {
  if (fields.taskQueue.name === '') return 'missing task queue name';
  return fields.taskQueue.name.length > maximum ? 'taskQueue length exceeds limit' : undefined;
};

function workflowIdProblem(workflowId: string, maximum: number): string | undefined {
  if (workflowId === '') return 'WorkflowId is not set on request.';
  return workflowId.length > maximum
    ? `WorkflowId exceeds maximum allowed length (${workflowId.length}/${maximum})`
    : undefined;
}

/** Checks a StartWorkflowExecution request, in the order of the service. */
export function validateStart(shard: Shard, fields: StartWorkflowFields): Refusal | undefined {
  const maximum = shard.limits.maxIdLength;
  const type = fields.workflowType.name;
  const problem =
    workflowIdProblem(fields.workflowId, maximum) ??
    retryProblem(fields) ??
    delayProblem(fields) ??
    cronProblem(fields.cronSchedule, shard.now) ??
    (type === '' ? 'WorkflowType is not set on request.' : undefined) ??
    (type.length > maximum ? 'WorkflowType length exceeds limit.' : undefined) ??
    queueProblem(fields, maximum) ??
    timeoutProblem(fields) ??
    ((fields.requestId ?? '').length > maximum ? 'RequestId length exceeds limit.' : undefined) ??
    idPolicyProblem(fields) ??
    searchAttributesProblem(fields.searchAttributes) ??
    searchAttributesSizeProblem(shard.limits, fields.searchAttributes) ??
    sizeProblem(shard, fields);
  return problem === undefined ? undefined : invalidArgument(problem);
}

/** Checks a SignalWithStartWorkflowExecution request, in the order of the service. */
export function validateSignalWithStart(
  shard: Shard,
  fields: StartWorkflowFields & { readonly signalName: string },
): Refusal | undefined {
  const maximum = shard.limits.maxIdLength;
  const { signalName } = fields;
  const type = fields.workflowType.name;
  const tooLong = (what: string, text: string): string | undefined =>
    text.length > maximum
      ? `${what} exceeds maximum allowed length (${text.length}/${maximum})`
      : undefined;
  const problem =
    cronProblem(fields.cronSchedule, shard.now) ??
    workflowIdProblem(fields.workflowId, maximum) ??
    (signalName === '' ? 'signal not set' : undefined) ??
    tooLong('signal name', signalName) ??
    (type === '' ? 'workflow type not set' : undefined) ??
    tooLong('workflow type name', type) ??
    queueProblem(fields, maximum) ??
    tooLong('Request ID', fields.requestId ?? '') ??
    timeoutProblem(fields) ??
    retryProblem(fields) ??
    delayProblem(fields) ??
    idPolicyProblem(fields) ??
    (fields.workflowIdConflictPolicy === 'WORKFLOW_ID_CONFLICT_POLICY_FAIL'
      ? 'Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this operation.'
      : undefined) ??
    searchAttributesProblem(fields.searchAttributes) ??
    searchAttributesSizeProblem(shard.limits, fields.searchAttributes) ??
    sizeProblem(shard, fields);
  return problem === undefined ? undefined : invalidArgument(problem);
}
