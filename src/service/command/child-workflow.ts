/** The command StartChildWorkflowExecution. */
import type { CommandAttributes } from '../../protocol/command.ts';
import { cronProblem } from '../cron.ts';
import { fieldsSize, payloadsSize } from '../payload-size.ts';
import { notFound } from '../refusal.ts';
import { retryPolicyProblem, withRetryDefaults } from '../retry.ts';
import {
  searchAttributesProblem,
  searchAttributesSizeProblem,
  typedSearchAttributes,
} from '../search-attribute.ts';
import { capped, workflowRunTimeout, workflowTaskTimeout } from '../timeouts.ts';
import { failTask, terminateWorkflow } from './context.ts';
import type { CommandContext, CommandHandler, CommandProblem } from './context.ts';

type StartChild = CommandAttributes['StartChildWorkflowExecution'];

const BAD = 'BAD_START_CHILD_EXECUTION_ATTRIBUTES';
const NAME = 'StartChildWorkflowExecutionCommand';

function idProblem(
  maximum: number,
  namespace: string,
  { workflowId, workflowType: { name: type } }: StartChild,
): string | undefined {
  if (workflowId === '')
    return `Required field WorkflowId is not set on ${NAME}. WorkflowType=${type} Namespace=${namespace}`;
  if (type === '')
    return `Required field WorkflowType is not set on ${NAME}. WorkflowId=${workflowId} Namespace=${namespace}`;
  if (workflowId.length > maximum)
    return `WorkflowId on ${NAME} exceeds length limit. WorkflowId=${workflowId} Length=${workflowId.length} Limit=${maximum} WorkflowType=${type} Namespace=${namespace}`;
  if (type.length > maximum)
    return `WorkflowType on ${NAME} exceeds length limit. WorkflowId=${workflowId} WorkflowType=${type} Length=${type.length} Limit=${maximum} Namespace=${namespace}`;
  return undefined;
}

function validate({ shard }: CommandContext, command: StartChild): string | undefined {
  const namespace = command.namespace || shard.namespace;
  const ids = idProblem(shard.limits.maxIdLength, namespace, command);
  if (ids !== undefined) return ids;
  const where = `WorkflowId=${command.workflowId} WorkflowType=${command.workflowType.name} Namespace=${namespace}`;
  for (const [name, duration] of [
    ['WorkflowExecutionTimeout', command.workflowExecutionTimeout],
    ['WorkflowRunTimeout', command.workflowRunTimeout],
    ['WorkflowTaskTimeout', command.workflowTaskTimeout],
  ] as const)
    if ((duration ?? 0) < 0) return `Invalid ${name} on ${NAME}: negative duration. ${where}`;
  if (command.retryPolicy !== undefined) {
    const problem = retryPolicyProblem(withRetryDefaults(command.retryPolicy));
    if (problem !== undefined)
      return `invalid WorkflowRetryPolicy on ${NAME}: ${problem}. ${where}`;
  }
  const cron = cronProblem(command.cronSchedule, shard.now);
  if (cron !== undefined) return `invalid CronSchedule on ${NAME}: ${cron}. ${where}`;
  return undefined;
}

function limitProblem(
  { shard, execution }: CommandContext,
  command: StartChild,
): CommandProblem | undefined {
  if (payloadsSize(command.input) > shard.limits.blobSize)
    return terminateWorkflow(
      BAD,
      'StartChildWorkflowExecutionCommandAttributes. Input exceeds size limit.',
    );
  if (fieldsSize(command.memo?.fields) > shard.limits.memoSize)
    return terminateWorkflow(
      BAD,
      'StartChildWorkflowExecutionCommandAttributes.Memo exceeds size limit.',
    );
  const tooLarge = searchAttributesSizeProblem(shard.limits, command.searchAttributes);
  if (tooLarge !== undefined) return terminateWorkflow(BAD, tooLarge);
  const count = execution.children.size;
  const limit = shard.limits.pendingChildren;
  if (count >= limit)
    return failTask(
      'PENDING_CHILD_WORKFLOWS_LIMIT_EXCEEDED',
      `the number of pending child workflow executions, ${count}, has reached the per-workflow limit of ${limit}`,
    );
  return undefined;
}

/** @see temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes */
export const startChildWorkflowExecution: CommandHandler<StartChild> = (
  context,
  command,
  userMetadata,
) => {
  const { shard, execution, workflowTaskCompletedEventId } = context;
  const namespace = command.namespace || shard.namespace;
  if (namespace !== shard.namespace)
    return { type: 'Refuse', refusal: notFound(`Namespace ${namespace} is not found.`) };
  const problem = validate(context, command);
  if (problem !== undefined) return failTask(BAD, problem);
  const badAttributes = searchAttributesProblem(command.searchAttributes);
  if (badAttributes !== undefined) return failTask('BAD_SEARCH_ATTRIBUTES', badAttributes);
  const limited = limitProblem(context, command);
  if (limited !== undefined) return limited;
  const { workflowId, workflowType, input, header, retryPolicy, cronSchedule } = command;
  const executionTimeout = capped(command.workflowExecutionTimeout);
  const runTimeout = workflowRunTimeout(command.workflowRunTimeout, executionTimeout);
  const initiated = {
    namespace,
    workflowId,
    workflowType,
    taskQueue: {
      name: command.taskQueue?.name || execution.origin.started.taskQueue.name,
      kind: 'TASK_QUEUE_KIND_NORMAL',
    },
    input,
    header,
    workflowExecutionTimeout: executionTimeout,
    workflowRunTimeout: runTimeout,
    workflowTaskTimeout: workflowTaskTimeout(
      command.workflowTaskTimeout,
      runTimeout,
      shard.limits.defaultWorkflowTaskTimeout,
    ),
    parentClosePolicy: command.parentClosePolicy ?? 'PARENT_CLOSE_POLICY_TERMINATE',
    workflowIdReusePolicy:
      command.workflowIdReusePolicy ?? 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE',
    retryPolicy: retryPolicy === undefined ? undefined : withRetryDefaults(retryPolicy),
    cronSchedule,
    memo: command.memo,
    searchAttributes: typedSearchAttributes(shard, command.searchAttributes),
    priority: command.priority,
    inheritBuildId: command.inheritBuildId,
    workflowTaskCompletedEventId,
  } as const;
  const initiatedEventId = execution.add({
    type: 'StartChildWorkflowExecutionInitiated',
    attributes: initiated,
    userMetadata,
  });
  execution.children.set(initiatedEventId, { status: 'Initiated', initiatedEventId, initiated });
  context.initiatedChildren.add(workflowId);
  execution.transfer({ type: 'StartChild', initiatedEventId });
  return undefined;
};
