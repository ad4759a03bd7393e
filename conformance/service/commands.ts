/** Turns the commands of a script into those of a completion. */
import type { Command as PlainCommand } from '../../src/protocol/command.ts';
import type { HeldTask, Names } from './names.ts';
import { duration, failure, payloads, prefixed, retryPolicy, taskQueue } from './plain-values.ts';
import type { Command } from './script.ts';

/** A command in the plain-object form. */
export function command(item: Command, task: HeldTask, names: Names): PlainCommand {
  const { type } = item;
  switch (type) {
    case 'ScheduleActivityTask':
      return {
        type,
        attributes: {
          activityId: item.activityId,
          activityType: { name: item.activityType },
          taskQueue: taskQueue(names.id(item.taskQueue)),
          input: payloads(item.input),
          scheduleToCloseTimeout: duration(item.scheduleToCloseTimeout),
          scheduleToStartTimeout: duration(item.scheduleToStartTimeout),
          startToCloseTimeout: duration(item.startToCloseTimeout),
          heartbeatTimeout: duration(item.heartbeatTimeout),
          retryPolicy: retryPolicy(item.retryPolicy),
        },
      };
    case 'RequestCancelActivityTask':
      return { type, attributes: { scheduledEventId: names.event(item.scheduledEventId, task) } };
    case 'StartTimer': {
      const startToFireTimeout = duration(item.startToFireTimeout) ?? 0;
      return { type, attributes: { timerId: item.timerId, startToFireTimeout } };
    }
    case 'CancelTimer':
      return { type, attributes: { timerId: item.timerId } };
    case 'CompleteWorkflowExecution':
      return { type, attributes: { result: payloads(item.result) } };
    case 'FailWorkflowExecution':
      return { type, attributes: { failure: failure(item.failure) } };
    case 'CancelWorkflowExecution':
      return { type, attributes: { details: payloads(item.details) } };
    case 'RecordMarker': {
      const details = Object.fromEntries(
        Object.entries(item.details ?? {}).map(([key, value]) => [
          key,
          payloads([value]) ?? { payloads: [] },
        ]),
      );
      return { type, attributes: { markerName: item.markerName, details } };
    }
    case 'ProtocolMessage':
      return { type, attributes: { messageId: item.messageId } };
    default:
      return commandToOthers(item, names);
  }
}

type CommandToOthers = Extract<
  Command,
  {
    type:
      | 'ContinueAsNewWorkflowExecution'
      | 'StartChildWorkflowExecution'
      | 'RequestCancelExternalWorkflowExecution'
      | 'SignalExternalWorkflowExecution';
  }
>;

function commandToOthers(item: CommandToOthers, names: Names): PlainCommand {
  const { type } = item;
  const { namespace } = names;
  switch (type) {
    case 'ContinueAsNewWorkflowExecution':
      return {
        type,
        attributes: {
          workflowType: item.workflowType === undefined ? undefined : { name: item.workflowType },
          taskQueue: item.taskQueue === undefined ? undefined : taskQueue(names.id(item.taskQueue)),
          input: payloads(item.input),
          workflowRunTimeout: duration(item.workflowRunTimeout),
          workflowTaskTimeout: duration(item.workflowTaskTimeout),
          backoffStartInterval: duration(item.backoffStartInterval),
          retryPolicy: retryPolicy(item.retryPolicy),
          cronSchedule: item.cronSchedule,
          initiator: 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW',
        },
      };
    case 'StartChildWorkflowExecution':
      return {
        type,
        attributes: {
          namespace: item.namespace ?? namespace,
          workflowId: names.id(item.workflowId),
          workflowType: { name: item.workflowType },
          taskQueue: item.taskQueue === undefined ? undefined : taskQueue(names.id(item.taskQueue)),
          input: payloads(item.input),
          workflowExecutionTimeout: duration(item.workflowExecutionTimeout),
          workflowRunTimeout: duration(item.workflowRunTimeout),
          workflowTaskTimeout: duration(item.workflowTaskTimeout),
          parentClosePolicy: prefixed('PARENT_CLOSE_POLICY', item.parentClosePolicy),
          workflowIdReusePolicy: prefixed('WORKFLOW_ID_REUSE_POLICY', item.workflowIdReusePolicy),
          retryPolicy: retryPolicy(item.retryPolicy),
          cronSchedule: item.cronSchedule,
        },
      };
    case 'RequestCancelExternalWorkflowExecution': {
      const { childWorkflowOnly, reason } = item;
      const target = { workflowId: names.id(item.workflowId), runId: names.run(item.runId) };
      return { type, attributes: { namespace, ...target, childWorkflowOnly, reason } };
    }
    case 'SignalExternalWorkflowExecution': {
      const { childWorkflowOnly, signalName } = item;
      const execution = { workflowId: names.id(item.workflowId), runId: names.run(item.runId) };
      const input = payloads(item.input);
      return { type, attributes: { namespace, execution, signalName, input, childWorkflowOnly } };
    }
  }
}
