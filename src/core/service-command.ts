/** Turns commands of workflow code into commands for the service. @see coresdk.workflow_commands */
import type { WorkflowCommand } from '../protocol/activation.ts';
import type { CommandAttributes, CommandOf } from '../protocol/command.ts';
import type {
  Header,
  Memo,
  Payload,
  Payloads,
  RetryPolicy,
  SearchAttributes,
} from '../protocol/payload.ts';

type CommandFromCode<Type extends WorkflowCommand['type']> = Extract<
  WorkflowCommand,
  { type: Type }
>;

const payloadsOf = (list: readonly Payload[]): Payloads | undefined =>
  list.length === 0 ? undefined : { payloads: list };

function headerOf(fields: Readonly<Record<string, Payload>>): Header | undefined {
  for (const _ in fields) return { fields };
  return undefined;
}

/** @see schedule_activity_cmd_to_api */
export const scheduleActivityTask = (
  command: CommandFromCode<'scheduleActivity'>,
): CommandOf<'ScheduleActivityTask'> => ({
  type: 'ScheduleActivityTask',
  attributes: {
    activityId: command.activityId,
    activityType: { name: command.activityType },
    taskQueue: { name: command.taskQueue },
    header: headerOf(command.headers),
    input: payloadsOf(command.arguments),
    scheduleToCloseTimeout: command.scheduleToCloseTimeout,
    scheduleToStartTimeout: command.scheduleToStartTimeout,
    startToCloseTimeout: command.startToCloseTimeout,
    heartbeatTimeout: command.heartbeatTimeout,
    retryPolicy: command.retryPolicy,
    requestEagerExecution: !command.doNotEagerlyExecute,
    priority: command.priority,
  },
  userMetadata: command.userMetadata,
});

/** A run that another one starts, or continues as, inherits its build id on the same queue. @see VersioningIntent */
const inheritsBuildId = (taskQueue: string | undefined, ownTaskQueue: string): boolean =>
  !taskQueue || taskQueue === ownTaskQueue;

/** @see start_child_workflow_cmd_to_api */
export const startChildWorkflowExecution = (
  command: CommandFromCode<'startChildWorkflowExecution'>,
  ownTaskQueue: string,
): CommandOf<'StartChildWorkflowExecution'> => ({
  type: 'StartChildWorkflowExecution',
  attributes: {
    namespace: command.namespace,
    workflowId: command.workflowId,
    workflowType: { name: command.workflowType },
    taskQueue: command.taskQueue ? { name: command.taskQueue } : undefined,
    input: payloadsOf(command.input),
    header: headerOf(command.headers),
    workflowExecutionTimeout: command.workflowExecutionTimeout,
    workflowRunTimeout: command.workflowRunTimeout,
    workflowTaskTimeout: command.workflowTaskTimeout,
    parentClosePolicy: command.parentClosePolicy,
    workflowIdReusePolicy: command.workflowIdReusePolicy,
    retryPolicy: command.retryPolicy,
    cronSchedule: command.cronSchedule,
    inheritBuildId: inheritsBuildId(command.taskQueue, ownTaskQueue),
    memo: command.memo,
    searchAttributes: command.searchAttributes,
    priority: command.priority,
  },
  userMetadata: command.userMetadata,
});

/** @see new_external_cancel */
export const requestCancelExternalWorkflowExecution = (
  command: CommandFromCode<'requestCancelExternalWorkflowExecution'>,
  runId: string,
): CommandOf<'RequestCancelExternalWorkflowExecution'> => ({
  type: 'RequestCancelExternalWorkflowExecution',
  attributes: {
    namespace: command.namespace,
    workflowId: command.workflowId,
    runId: command.runId,
    childWorkflowOnly: false,
    reason: `Cancel requested by workflow with run id ${runId} with reason: ${command.reason ?? ''}`,
  },
  userMetadata: command.userMetadata,
});

/** @see new_external_signal */
export function signalExternalWorkflowExecution(
  command: CommandFromCode<'signalExternalWorkflowExecution'>,
  ownNamespace: string,
): CommandOf<'SignalExternalWorkflowExecution'> {
  const { target } = command;
  const isChild = target.kind === 'child';
  return {
    type: 'SignalExternalWorkflowExecution',
    attributes: {
      namespace: isChild ? ownNamespace : target.namespace,
      execution: {
        workflowId: target.workflowId,
        runId: isChild ? '' : (target.runId ?? ''),
      },
      signalName: command.signalName,
      input: payloadsOf(command.args),
      header: headerOf(command.headers),
      childWorkflowOnly: isChild,
    },
    userMetadata: command.userMetadata,
  };
}

/** What a run hands on when it continues as new, unless its code says otherwise. */
export interface CarriedOver {
  readonly memo: Memo | undefined;
  readonly retryPolicy: RetryPolicy | undefined;
  readonly searchAttributes: SearchAttributes | undefined;
}

/** @see continue_as_new_cmd_to_api */
export function continueAsNewWorkflowExecution(
  command: CommandFromCode<'continueAsNewWorkflowExecution'>,
  carriedOver: CarriedOver,
  ownTaskQueue: string,
): CommandAttributes['ContinueAsNewWorkflowExecution'] {
  const hasMemo = command.memo !== undefined && Object.keys(command.memo.fields).length > 0;
  return {
    workflowType: command.workflowType ? { name: command.workflowType } : undefined,
    taskQueue: command.taskQueue ? { name: command.taskQueue } : undefined,
    input: payloadsOf(command.arguments),
    header: headerOf(command.headers),
    workflowRunTimeout: command.workflowRunTimeout,
    workflowTaskTimeout: command.workflowTaskTimeout,
    backoffStartInterval: command.backoffStartInterval,
    retryPolicy: command.retryPolicy ?? carriedOver.retryPolicy,
    memo: hasMemo ? command.memo : carriedOver.memo,
    searchAttributes: command.searchAttributes ?? carriedOver.searchAttributes,
    inheritBuildId: inheritsBuildId(command.taskQueue, ownTaskQueue),
  };
}
