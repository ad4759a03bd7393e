/** The commands that the SDK's workflow runtime pushes (coresdk messages), in lastcall's plain-object form. */
import type {
  ActivityCancellationType,
  ChildWorkflowCancellationType,
  WorkflowCommand,
} from '../protocol/activation.ts';
import type { ParentClosePolicy, WorkflowIdReusePolicy } from '../protocol/event.ts';
import type {
  Memo,
  Payload,
  Priority,
  SearchAttributes,
  UserMetadata,
} from '../protocol/payload.ts';
import { failureFromProto } from '../protocol/proto-failure.ts';
import type { ProtoFailure } from '../protocol/proto-failure.ts';
import { retryPolicyFromProto } from '../protocol/proto-retry.ts';
import type { ProtoRetryPolicy } from '../protocol/proto-retry.ts';
import { durationFromProto, timestampFromProto } from '../protocol/proto-time.ts';
import type { Activator } from './sdk.ts';

/** A command as the SDK pushes it: one field is set. @see coresdk.workflow_commands.WorkflowCommand */
export type RuntimeCommand = Parameters<Activator['pushCommand']>[0];

type Unset = null | undefined;
type Field<Name extends keyof RuntimeCommand> = NonNullable<RuntimeCommand[Name]>;
type PayloadMap = Readonly<Record<string, Payload>>;

/** In the order of their numbers. @see coresdk.workflow_commands.ActivityCancellationType */
const ACTIVITY_CANCELLATION: readonly ActivityCancellationType[] = [
  'TRY_CANCEL',
  'WAIT_CANCELLATION_COMPLETED',
  'ABANDON',
];

/** In the order of their numbers. @see coresdk.child_workflow.ChildWorkflowCancellationType */
const CHILD_CANCELLATION: readonly ChildWorkflowCancellationType[] = [
  'ABANDON',
  'TRY_CANCEL',
  'WAIT_CANCELLATION_COMPLETED',
  'WAIT_CANCELLATION_REQUESTED',
];

/** In the order of their numbers; 0 is "unspecified". */
const PARENT_CLOSE: readonly (ParentClosePolicy | undefined)[] = [
  undefined,
  'PARENT_CLOSE_POLICY_TERMINATE',
  'PARENT_CLOSE_POLICY_ABANDON',
  'PARENT_CLOSE_POLICY_REQUEST_CANCEL',
];

/** In the order of their numbers; 0 is "unspecified". */
const ID_REUSE: readonly (WorkflowIdReusePolicy | undefined)[] = [
  undefined,
  'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE',
  'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY',
  'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE',
  'WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING',
];

const NO_PAYLOADS: readonly Payload[] = [];
const NO_HEADERS: PayloadMap = {};

const payloads = (list: object[] | Unset): readonly Payload[] =>
  (list as readonly Payload[] | Unset) ?? NO_PAYLOADS;
const headers = (map: object | Unset): PayloadMap => (map as PayloadMap | Unset) ?? NO_HEADERS;
const memo = (fields: object | Unset): Memo | undefined =>
  fields ? { fields: fields as PayloadMap } : undefined;
const searchAttributes = (attributes: object | Unset): SearchAttributes | undefined =>
  (attributes as SearchAttributes | Unset) ?? undefined;
const payload = (single: object | Unset): Payload | undefined =>
  (single as Payload | Unset) ?? undefined;
const failure = (of: object | Unset): ReturnType<typeof failureFromProto> =>
  failureFromProto((of ?? {}) as ProtoFailure);
const retryPolicy = (of: object | Unset): ReturnType<typeof retryPolicyFromProto> =>
  retryPolicyFromProto(of as ProtoRetryPolicy | Unset);
/** What is not set is the number 0 in the message, and its name the first. */
const named = <T>(names: readonly T[], number: number | Unset): T =>
  names[number ?? 0] ?? (names[0] as T);

function priority(of: Field<'scheduleActivity'>['priority']): Priority | undefined {
  if (!of) return undefined;
  return {
    priorityKey: of.priorityKey || undefined,
    fairnessKey: of.fairnessKey || undefined,
    fairnessWeight: of.fairnessWeight || undefined,
  };
}

type ActivityCommand = Extract<WorkflowCommand, { type: 'scheduleActivity' }>;
type LocalActivityCommand = Extract<WorkflowCommand, { type: 'scheduleLocalActivity' }>;

function activity(of: Field<'scheduleActivity'>): ActivityCommand {
  return {
    type: 'scheduleActivity',
    seq: of.seq ?? 0,
    activityId: of.activityId ?? '',
    activityType: of.activityType ?? '',
    taskQueue: of.taskQueue ?? '',
    headers: headers(of.headers),
    arguments: payloads(of.arguments),
    scheduleToCloseTimeout: durationFromProto(of.scheduleToCloseTimeout),
    scheduleToStartTimeout: durationFromProto(of.scheduleToStartTimeout),
    startToCloseTimeout: durationFromProto(of.startToCloseTimeout),
    heartbeatTimeout: durationFromProto(of.heartbeatTimeout),
    retryPolicy: retryPolicy(of.retryPolicy),
    cancellationType: named(ACTIVITY_CANCELLATION, of.cancellationType),
    doNotEagerlyExecute: of.doNotEagerlyExecute ?? false,
    priority: priority(of.priority),
  };
}

function localActivity(of: Field<'scheduleLocalActivity'>): LocalActivityCommand {
  return {
    type: 'scheduleLocalActivity',
    seq: of.seq ?? 0,
    activityId: of.activityId ?? '',
    activityType: of.activityType ?? '',
    attempt: of.attempt ?? 1,
    originalScheduleTime: timestampFromProto(of.originalScheduleTime),
    headers: headers(of.headers),
    arguments: payloads(of.arguments),
    scheduleToCloseTimeout: durationFromProto(of.scheduleToCloseTimeout),
    scheduleToStartTimeout: durationFromProto(of.scheduleToStartTimeout),
    startToCloseTimeout: durationFromProto(of.startToCloseTimeout),
    retryPolicy: retryPolicy(of.retryPolicy),
    localRetryThreshold: durationFromProto(of.localRetryThreshold),
    cancellationType: named(ACTIVITY_CANCELLATION, of.cancellationType),
  };
}

function startChild(of: Field<'startChildWorkflowExecution'>): WorkflowCommand {
  return {
    type: 'startChildWorkflowExecution',
    seq: of.seq ?? 0,
    namespace: of.namespace ?? undefined,
    workflowId: of.workflowId ?? '',
    workflowType: of.workflowType ?? '',
    taskQueue: of.taskQueue ?? undefined,
    input: payloads(of.input),
    headers: headers(of.headers),
    workflowExecutionTimeout: durationFromProto(of.workflowExecutionTimeout),
    workflowRunTimeout: durationFromProto(of.workflowRunTimeout),
    workflowTaskTimeout: durationFromProto(of.workflowTaskTimeout),
    parentClosePolicy: named(PARENT_CLOSE, of.parentClosePolicy),
    workflowIdReusePolicy: named(ID_REUSE, of.workflowIdReusePolicy),
    retryPolicy: retryPolicy(of.retryPolicy),
    cronSchedule: of.cronSchedule ?? undefined,
    memo: memo(of.memo),
    searchAttributes: searchAttributes(of.searchAttributes),
    cancellationType: named(CHILD_CANCELLATION, of.cancellationType),
    priority: priority(of.priority),
  };
}

function continueAsNew(of: Field<'continueAsNewWorkflowExecution'>): WorkflowCommand {
  return {
    type: 'continueAsNewWorkflowExecution',
    workflowType: of.workflowType ?? undefined,
    taskQueue: of.taskQueue ?? undefined,
    arguments: payloads(of.arguments),
    headers: headers(of.headers),
    workflowRunTimeout: durationFromProto(of.workflowRunTimeout),
    workflowTaskTimeout: durationFromProto(of.workflowTaskTimeout),
    backoffStartInterval: durationFromProto(of.backoffStartInterval),
    retryPolicy: retryPolicy(of.retryPolicy),
    memo: memo(of.memo),
    searchAttributes: searchAttributes(of.searchAttributes),
  };
}

function signalExternal(of: Field<'signalExternalWorkflowExecution'>): WorkflowCommand {
  return {
    type: 'signalExternalWorkflowExecution',
    seq: of.seq ?? 0,
    signalName: of.signalName ?? '',
    args: payloads(of.args),
    headers: headers(of.headers),
    target: of.workflowExecution
      ? {
          kind: 'external',
          namespace: of.workflowExecution.namespace ?? undefined,
          workflowId: of.workflowExecution.workflowId ?? '',
          runId: of.workflowExecution.runId || undefined,
        }
      : { kind: 'child', workflowId: of.childWorkflowId ?? '' },
  };
}

function updateResponse(of: Field<'updateResponse'>): WorkflowCommand {
  const protocolInstanceId = of.protocolInstanceId ?? '';
  if (of.accepted) {
    return { type: 'updateResponse', protocolInstanceId, response: { status: 'accepted' } };
  }
  return {
    type: 'updateResponse',
    protocolInstanceId,
    response: of.rejected
      ? { status: 'rejected', failure: failure(of.rejected) }
      : { status: 'completed', result: payload(of.completed) },
  };
}

function queryResponse(of: Field<'respondToQuery'>): WorkflowCommand {
  const queryId = of.queryId ?? '';
  if (of.failed) {
    const why = failure(of.failed);
    return {
      type: 'respondToQuery',
      queryId,
      result: {
        resultType: 'QUERY_RESULT_TYPE_FAILED',
        errorMessage: why.message ?? '',
        failure: why,
      },
    };
  }
  const answer = payload(of.succeeded?.response);
  return {
    type: 'respondToQuery',
    queryId,
    result: {
      resultType: 'QUERY_RESULT_TYPE_ANSWERED',
      answer: { payloads: answer === undefined ? NO_PAYLOADS : [answer] },
    },
  };
}

/** The kinds of commands that have no counterpart here. */
const UNMODELLED = {
  scheduleNexusOperation: 'a Nexus operation',
  requestCancelNexusOperation: 'a Nexus operation',
} as const;

/** The feature that a command belongs to, where it is one that lastcall does not model. */
export function unmodelledFeature(command: RuntimeCommand): string | undefined {
  for (const [field, feature] of Object.entries(UNMODELLED)) {
    if (command[field as keyof typeof UNMODELLED]) return feature;
  }
  return undefined;
}

/** The commands about external workflows and about the workflow's own properties, which are rarer than the others. */
function rareCommand(of: RuntimeCommand): WorkflowCommand | undefined {
  if (of.cancelChildWorkflowExecution) {
    const { childWorkflowSeq, reason } = of.cancelChildWorkflowExecution;
    return {
      type: 'cancelChildWorkflowExecution',
      childWorkflowSeq: childWorkflowSeq ?? 0,
      reason: reason ?? undefined,
    };
  }
  if (of.requestCancelExternalWorkflowExecution) {
    const { seq, workflowExecution, reason } = of.requestCancelExternalWorkflowExecution;
    return {
      type: 'requestCancelExternalWorkflowExecution',
      seq: seq ?? 0,
      namespace: workflowExecution?.namespace ?? undefined,
      workflowId: workflowExecution?.workflowId ?? '',
      runId: workflowExecution?.runId || undefined,
      reason: reason ?? undefined,
    };
  }
  if (of.cancelSignalWorkflow)
    return { type: 'cancelSignalWorkflow', seq: of.cancelSignalWorkflow.seq ?? 0 };
  if (of.setPatchMarker) {
    const { patchId, deprecated } = of.setPatchMarker;
    return { type: 'setPatchMarker', patchId: patchId ?? '', deprecated: deprecated ?? false };
  }
  if (of.upsertWorkflowSearchAttributes) {
    const attributes = searchAttributes(of.upsertWorkflowSearchAttributes.searchAttributes);
    return {
      type: 'upsertWorkflowSearchAttributes',
      searchAttributes: attributes ?? { indexedFields: {} },
    };
  }
  if (of.modifyWorkflowProperties) {
    return {
      type: 'modifyWorkflowProperties',
      upsertedMemo: memo(of.modifyWorkflowProperties.upsertedMemo?.fields),
    };
  }
  if (of.continueAsNewWorkflowExecution) return continueAsNew(of.continueAsNewWorkflowExecution);
  return undefined;
}

function withoutMetadata(of: RuntimeCommand): WorkflowCommand | undefined {
  if (of.startTimer) {
    return {
      type: 'startTimer',
      seq: of.startTimer.seq ?? 0,
      startToFireTimeout: durationFromProto(of.startTimer.startToFireTimeout) ?? 0,
    };
  }
  if (of.cancelTimer) return { type: 'cancelTimer', seq: of.cancelTimer.seq ?? 0 };
  if (of.scheduleActivity) return activity(of.scheduleActivity);
  if (of.requestCancelActivity)
    return { type: 'requestCancelActivity', seq: of.requestCancelActivity.seq ?? 0 };
  if (of.scheduleLocalActivity) return localActivity(of.scheduleLocalActivity);
  if (of.requestCancelLocalActivity)
    return { type: 'requestCancelLocalActivity', seq: of.requestCancelLocalActivity.seq ?? 0 };
  if (of.completeWorkflowExecution)
    return {
      type: 'completeWorkflowExecution',
      result: payload(of.completeWorkflowExecution.result),
    };
  if (of.failWorkflowExecution)
    return { type: 'failWorkflowExecution', failure: failure(of.failWorkflowExecution.failure) };
  if (of.cancelWorkflowExecution) return { type: 'cancelWorkflowExecution' };
  if (of.updateResponse) return updateResponse(of.updateResponse);
  if (of.respondToQuery) return queryResponse(of.respondToQuery);
  if (of.startChildWorkflowExecution) return startChild(of.startChildWorkflowExecution);
  if (of.signalExternalWorkflowExecution) return signalExternal(of.signalExternalWorkflowExecution);
  return rareCommand(of);
}

/** One command of the SDK, or undefined where it is of a kind that lastcall does not know. */
export function workflowCommand(of: RuntimeCommand): WorkflowCommand | undefined {
  const command = withoutMetadata(of);
  const { userMetadata } = of;
  if (command === undefined || !userMetadata) return command;
  const metadata: UserMetadata = {
    summary: payload(userMetadata.summary),
    details: payload(userMetadata.details),
  };
  return { ...command, userMetadata: metadata };
}
