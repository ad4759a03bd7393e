/** Turns the steps of a script into requests to the service. */
import type { Method, RequestOf, ServiceRequest } from '../../src/protocol/request.ts';
import type { UpdateMessage as PlainUpdateMessage } from '../../src/protocol/update.ts';
import { command } from './commands.ts';
import type { HeldTask, Names } from './names.ts';
import { duration, failure, payloads, prefixed, retryPolicy, taskQueue } from './plain-values.ts';
import type { RunRef, Step, StepOf, UpdateMessage } from './script.ts';

/** A step that is no request: it is the driver's own. */
export type DriverStep = StepOf<'Sleep'> | StepOf<'ExpectNoTask'> | StepOf<'AwaitAnswer'>;

const request = <M extends Method>(method: M, body: RequestOf<M>): ServiceRequest =>
  ({ method, request: body }) as unknown as ServiceRequest;

/** The request that a step stands for. */
export function requestFor(step: Exclude<Step, DriverStep>, names: Names): ServiceRequest {
  const { namespace } = names;
  switch (step.do) {
    case 'StartWorkflowExecution':
      return request(step.do, startFields(step, names));
    case 'SignalWithStartWorkflowExecution':
      return request(step.do, {
        ...startFields(step, names),
        signalName: step.signalName,
        signalInput: payloads(step.signalInput),
      });
    case 'PollWorkflowTaskQueue':
      return request(step.do, {
        namespace,
        identity: 'worker',
        taskQueue: taskQueue(names.id(step.taskQueue), step.sticky),
      });
    case 'PollActivityTaskQueue':
      return request(step.do, {
        namespace,
        identity: 'worker',
        taskQueue: taskQueue(names.id(step.taskQueue)),
      });
    case 'RespondWorkflowTaskCompleted':
      return request(step.do, completion(step, names));
    case 'RespondWorkflowTaskFailed':
      return request(step.do, {
        ...byToken(step.task, names),
        cause: `WORKFLOW_TASK_FAILED_CAUSE_${step.cause ?? 'WORKFLOW_WORKER_UNHANDLED_FAILURE'}`,
        failure: failure(step.failure),
      });
    default:
      return aboutActivity(step, names);
  }
}

type ActivityStep = Exclude<
  Step,
  | DriverStep
  | StepOf<
      | 'StartWorkflowExecution'
      | 'SignalWithStartWorkflowExecution'
      | 'PollWorkflowTaskQueue'
      | 'PollActivityTaskQueue'
      | 'RespondWorkflowTaskCompleted'
      | 'RespondWorkflowTaskFailed'
    >
>;

function aboutActivity(step: ActivityStep, names: Names): ServiceRequest {
  const { namespace } = names;
  const identity = 'driver';
  switch (step.do) {
    case 'RecordActivityTaskHeartbeat':
    case 'RespondActivityTaskCanceled':
      return request(step.do, { ...byToken(step.task, names), details: payloads(step.details) });
    case 'RespondActivityTaskCompleted':
      return request(step.do, { ...byToken(step.task, names), result: payloads(step.result) });
    case 'RespondActivityTaskFailed':
      return request(step.do, {
        ...byToken(step.task, names),
        failure: failure(step.failure),
        lastHeartbeatDetails: payloads(step.lastHeartbeatDetails),
      });
    case 'RecordActivityTaskHeartbeatById':
    case 'RespondActivityTaskCanceledById':
      return request(step.do, { ...byId(step, names), details: payloads(step.details) });
    case 'RespondActivityTaskCompletedById':
      return request(step.do, { ...byId(step, names), result: payloads(step.result) });
    case 'RespondActivityTaskFailedById':
      return request(step.do, { ...byId(step, names), failure: failure(step.failure) });
    case 'PauseActivity': {
      const execution = executionOf(step, names);
      const { activityId: id, reason } = step;
      return request(step.do, { namespace, execution, id, identity, reason });
    }
    case 'UnpauseActivity': {
      const execution = executionOf(step, names);
      const { activityId: id, resetAttempts, resetHeartbeat } = step;
      return request(step.do, {
        namespace,
        execution,
        id,
        identity,
        resetAttempts,
        resetHeartbeat,
      });
    }
    case 'ResetActivity': {
      const execution = executionOf(step, names);
      const { activityId: id, resetHeartbeat, keepPaused } = step;
      return request(step.do, { namespace, execution, id, identity, resetHeartbeat, keepPaused });
    }
    default:
      return aboutWorkflow(step, names);
  }
}

type WorkflowStep = Extract<
  ActivityStep,
  StepOf<
    | 'RequestCancelWorkflowExecution'
    | 'TerminateWorkflowExecution'
    | 'SignalWorkflowExecution'
    | 'ResetWorkflowExecution'
    | 'PauseWorkflowExecution'
    | 'UnpauseWorkflowExecution'
    | 'UpdateWorkflowExecution'
    | 'DescribeWorkflowExecution'
    | 'GetWorkflowExecutionHistory'
  >
>;

function aboutWorkflow(step: WorkflowStep, names: Names): ServiceRequest {
  const { namespace } = names;
  const identity = 'driver';
  const workflowExecution = executionOf(step, names);
  switch (step.do) {
    case 'RequestCancelWorkflowExecution': {
      const requestId = step.requestId ?? names.newId();
      const firstExecutionRunId = names.run(step.firstExecutionRunId);
      const { reason } = step;
      const body = { namespace, workflowExecution, identity, reason, requestId };
      return request(step.do, { ...body, firstExecutionRunId });
    }
    case 'TerminateWorkflowExecution': {
      const firstExecutionRunId = names.run(step.firstExecutionRunId);
      const details = payloads(step.details);
      const body = { namespace, workflowExecution, identity, reason: step.reason, details };
      return request(step.do, { ...body, firstExecutionRunId });
    }
    case 'SignalWorkflowExecution': {
      const requestId = step.requestId ?? names.newId();
      const input = payloads(step.input);
      const { signalName } = step;
      return request(step.do, {
        namespace,
        workflowExecution,
        identity,
        signalName,
        input,
        requestId,
      });
    }
    case 'ResetWorkflowExecution':
      return request(step.do, {
        namespace,
        workflowExecution,
        reason: step.reason,
        requestId: names.newId(),
        workflowTaskFinishEventId: names.event(step.workflowTaskFinishEventId, workflowExecution),
      });
    case 'PauseWorkflowExecution':
    case 'UnpauseWorkflowExecution': {
      const requestId = names.newId();
      const body = { namespace, ...workflowExecution, identity, reason: step.reason, requestId };
      return request(step.do, body);
    }
    case 'UpdateWorkflowExecution':
      return request(step.do, {
        namespace,
        workflowExecution,
        firstExecutionRunId: names.run(step.firstExecutionRunId),
        waitPolicy: {
          lifecycleStage: `UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_${step.waitStage}`,
        },
        request: {
          meta: { updateId: step.updateId, identity },
          input: { name: step.name, args: payloads(step.args) },
        },
      });
    case 'DescribeWorkflowExecution':
      return request(step.do, { namespace, execution: workflowExecution });
    case 'GetWorkflowExecutionHistory':
      return request(step.do, { namespace, execution: workflowExecution, writtenOnly: true });
  }
}

type Addressed = { readonly workflowId: string; readonly runId?: RunRef };

const executionOf = (step: Addressed, names: Names): { workflowId: string; runId: string } => ({
  workflowId: names.id(step.workflowId),
  runId: names.run(step.runId),
});
const byId = (
  step: Addressed & { readonly activityId: string },
  names: Names,
): { namespace: string; workflowId: string; runId: string; activityId: string } => ({
  namespace: names.namespace,
  ...executionOf(step, names),
  activityId: step.activityId,
});
const byToken = (
  task: string,
  names: Names,
): { namespace: string; identity: string; taskToken: string } => ({
  namespace: names.namespace,
  identity: 'worker',
  taskToken: names.task(task).token,
});

function startFields(
  step: StepOf<'StartWorkflowExecution'> | StepOf<'SignalWithStartWorkflowExecution'>,
  names: Names,
): RequestOf<'StartWorkflowExecution'> {
  return {
    namespace: names.namespace,
    identity: 'driver',
    requestId: step.requestId ?? names.newId(),
    workflowId: names.id(step.workflowId),
    workflowType: { name: step.workflowType },
    taskQueue: taskQueue(names.id(step.taskQueue)),
    input: payloads(step.input),
    workflowExecutionTimeout: duration(step.workflowExecutionTimeout),
    workflowRunTimeout: duration(step.workflowRunTimeout),
    workflowTaskTimeout: duration(step.workflowTaskTimeout),
    workflowStartDelay: duration(step.workflowStartDelay),
    workflowIdReusePolicy: prefixed('WORKFLOW_ID_REUSE_POLICY', step.workflowIdReusePolicy),
    workflowIdConflictPolicy: prefixed(
      'WORKFLOW_ID_CONFLICT_POLICY',
      step.workflowIdConflictPolicy,
    ),
    retryPolicy: retryPolicy(step.retryPolicy),
    cronSchedule: step.cronSchedule,
  };
}

function completion(
  step: StepOf<'RespondWorkflowTaskCompleted'>,
  names: Names,
): RequestOf<'RespondWorkflowTaskCompleted'> {
  const task = names.task(step.task);
  return {
    ...byToken(step.task, names),
    commands: step.commands.map((item) => command(item, task, names)),
    messages: step.messages?.map((message) => updateMessage(message, task)),
    forceCreateNewWorkflowTask: step.forceCreateNewWorkflowTask,
    capabilities: step.capabilities,
    returnNewWorkflowTask: step.returnNewWorkflowTask,
    stickyAttributes: step.stickyAttributes && {
      workerTaskQueue: taskQueue(task.taskQueue, true),
      scheduleToStartTimeout: duration(step.stickyAttributes.scheduleToStartTimeout) ?? 0,
    },
  };
}

function updateMessage(message: UpdateMessage, task: HeldTask): PlainUpdateMessage {
  const sent = task.messages.find(
    ({ protocolInstanceId }) => protocolInstanceId === message.updateId,
  );
  const messageId = sent?.id ?? `${message.updateId}/request`;
  const eventId = sent?.eventId ?? 0;
  const asked = sent?.body.type === 'Request' ? sent.body.request : undefined;
  const body = (): PlainUpdateMessage['body'] => {
    switch (message.body) {
      case 'Acceptance':
        return {
          type: 'Acceptance',
          acceptedRequestMessageId: messageId,
          acceptedRequestSequencingEventId: eventId,
          acceptedRequest: asked,
        };
      case 'Rejection':
        return {
          type: 'Rejection',
          rejectedRequestMessageId: messageId,
          rejectedRequestSequencingEventId: eventId,
          rejectedRequest: asked,
          failure: failure(message.failure),
        };
      case 'Response':
        return {
          type: 'Response',
          updateId: message.updateId,
          outcome: message.failure
            ? { failure: failure(message.failure) }
            : { success: payloads(message.result ?? []) },
        };
    }
  };
  return { id: message.id, protocolInstanceId: message.updateId, body: body() };
}
