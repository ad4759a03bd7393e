/** The command ContinueAsNewWorkflowExecution: the next run of the chain takes over. */
import type { CommandAttributes } from '../../protocol/command.ts';
import { fieldsSize, payloadsSize } from '../payload-size.ts';
import { retryPolicyProblem, withRetryDefaults } from '../retry.ts';
import { createSuccessor, inherited, nextRunBackoff } from '../run-chain.ts';
import {
  searchAttributesProblem,
  searchAttributesSizeProblem,
  typedSearchAttributes,
} from '../search-attribute.ts';
import { workflowRunTimeout, workflowTaskTimeout } from '../timeouts.ts';
import { UNHANDLED_COMMAND } from './close-workflow.ts';
import { failTask, terminateWorkflow } from './context.ts';
import type { CommandContext, CommandHandler, CommandProblem } from './context.ts';

type ContinueAsNew = CommandAttributes['ContinueAsNewWorkflowExecution'];

const BAD = 'BAD_CONTINUE_AS_NEW_ATTRIBUTES';
const NAME = 'ContinueAsNewWorkflowExecutionCommand';

function validate(
  { shard, execution }: CommandContext,
  command: ContinueAsNew,
): string | undefined {
  const type = command.workflowType?.name || execution.origin.started.workflowType.name;
  const queue = command.taskQueue?.name || execution.origin.started.taskQueue.name;
  const where = `WorkflowType=${type} TaskQueue=name:"${queue}" kind:TASK_QUEUE_KIND_NORMAL`;
  if (type.length > shard.limits.maxIdLength)
    return `WorkflowType on ${NAME} exceeds length limit. WorkflowType=${type} Length=${type.length} Limit=${shard.limits.maxIdLength}`;
  for (const [name, duration] of [
    ['WorkflowRunTimeout', command.workflowRunTimeout],
    ['WorkflowTaskTimeout', command.workflowTaskTimeout],
    ['BackoffStartInterval', command.backoffStartInterval],
  ] as const)
    if ((duration ?? 0) < 0) return `Invalid ${name} on ${NAME}: negative duration. ${where}`;
  if (command.retryPolicy === undefined) return undefined;
  const problem = retryPolicyProblem(withRetryDefaults(command.retryPolicy));
  return problem === undefined
    ? undefined
    : `invalid WorkflowRetryPolicy on ${NAME}: ${problem}. ${where}`;
}

function sizeProblem(
  { shard }: CommandContext,
  command: ContinueAsNew,
): CommandProblem | undefined {
  const attributes = 'ContinueAsNewWorkflowExecutionCommandAttributes';
  if (payloadsSize(command.input) > shard.limits.blobSize)
    return terminateWorkflow(BAD, `${attributes}. Input exceeds size limit.`);
  if (fieldsSize(command.memo?.fields) > shard.limits.memoSize)
    return terminateWorkflow(BAD, `${attributes}. Memo exceeds size limit.`);
  const tooLarge = searchAttributesSizeProblem(shard.limits, command.searchAttributes);
  return tooLarge === undefined ? undefined : terminateWorkflow(BAD, tooLarge);
}

/** What the command leaves out is taken over from the run, but for the retry policy and the cron schedule. */
export const continueAsNew: CommandHandler<ContinueAsNew> = (context, command, userMetadata) => {
  const { shard, execution, workflowTaskCompletedEventId } = context;
  if (context.hasBufferedEvents) return failTask(UNHANDLED_COMMAND);
  const problem = validate(context, command);
  if (problem !== undefined) return failTask(BAD, problem);
  const badAttributes = searchAttributesProblem(command.searchAttributes);
  if (badAttributes !== undefined) return failTask('BAD_SEARCH_ATTRIBUTES', badAttributes);
  const tooLarge = sizeProblem(context, command);
  if (tooLarge !== undefined) return tooLarge;
  const { started } = execution.origin;
  const runTimeout = workflowRunTimeout(
    command.workflowRunTimeout || started.workflowRunTimeout,
    started.workflowExecutionTimeout,
  );
  const common = {
    workflowType: command.workflowType?.name ? command.workflowType : started.workflowType,
    taskQueue: {
      name: command.taskQueue?.name || started.taskQueue.name,
      kind: 'TASK_QUEUE_KIND_NORMAL',
    },
    input: command.input,
    header: command.header,
    workflowRunTimeout: runTimeout,
    workflowTaskTimeout: workflowTaskTimeout(
      command.workflowTaskTimeout || started.workflowTaskTimeout,
      runTimeout,
      shard.limits.defaultWorkflowTaskTimeout,
    ),
    memo: command.memo,
    searchAttributes: typedSearchAttributes(shard, command.searchAttributes),
  } as const;
  const runId = shard.newId();
  const initiator = command.initiator ?? 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW';
  const isRetry = initiator === 'CONTINUE_AS_NEW_INITIATOR_RETRY';
  const successor = createSuccessor(shard, execution, {
    ...inherited(execution, runId),
    ...common,
    initiator,
    attempt: isRetry ? started.attempt + 1 : 1,
    retryPolicy:
      command.retryPolicy === undefined ? undefined : withRetryDefaults(command.retryPolicy),
    cronSchedule: command.cronSchedule,
    firstWorkflowTaskBackoff: nextRunBackoff(shard, execution, command.backoffStartInterval),
  });
  execution.close(
    'CONTINUED_AS_NEW',
    {
      type: 'WorkflowExecutionContinuedAsNew',
      attributes: {
        newExecutionRunId: runId,
        ...common,
        initiator: command.initiator,
        backoffStartInterval: command.backoffStartInterval,
        inheritBuildId: command.inheritBuildId,
        workflowTaskCompletedEventId,
      },
      userMetadata,
    },
    successor,
  );
  return undefined;
};
