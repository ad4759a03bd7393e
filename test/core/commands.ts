/** The commands of workflow code, as short as a test wants them. */
import type {
  ActivityCancellationType,
  ChildWorkflowCancellationType,
  WorkflowCommand,
} from '../../src/protocol/activation.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { Payload } from '../../src/protocol/payload.ts';
import type { WorkflowQueryResult } from '../../src/protocol/request.ts';

type Of<Type extends WorkflowCommand['type']> = Extract<WorkflowCommand, { type: Type }>;

/** A payload that says something readable. */
export const payload = (text: string): Payload => ({ data: new TextEncoder().encode(text) });

export const startTimer = (seq: number, startToFireTimeout = 1_000): WorkflowCommand => ({
  type: 'startTimer',
  seq,
  startToFireTimeout,
});

export const cancelTimer = (seq: number): WorkflowCommand => ({ type: 'cancelTimer', seq });

export const scheduleActivity = (
  seq: number,
  cancellationType: ActivityCancellationType = 'TRY_CANCEL',
  more: Partial<Of<'scheduleActivity'>> = {},
): WorkflowCommand => ({
  type: 'scheduleActivity',
  seq,
  activityId: String(seq),
  activityType: 'charge',
  taskQueue: 'queue',
  headers: {},
  arguments: [],
  startToCloseTimeout: 60_000,
  cancellationType,
  doNotEagerlyExecute: true,
  ...more,
});

export const cancelActivity = (seq: number): WorkflowCommand => ({
  type: 'requestCancelActivity',
  seq,
});

export const scheduleLocalActivity = (
  seq: number,
  cancellationType: ActivityCancellationType = 'TRY_CANCEL',
  more: Partial<Of<'scheduleLocalActivity'>> = {},
): WorkflowCommand => ({
  type: 'scheduleLocalActivity',
  seq,
  activityId: String(seq),
  activityType: 'look',
  headers: {},
  arguments: [],
  startToCloseTimeout: 60_000,
  cancellationType,
  attempt: 1,
  ...more,
});

export const cancelLocalActivity = (seq: number): WorkflowCommand => ({
  type: 'requestCancelLocalActivity',
  seq,
});

export const startChild = (
  seq: number,
  cancellationType: ChildWorkflowCancellationType = 'WAIT_CANCELLATION_COMPLETED',
): WorkflowCommand => ({
  type: 'startChildWorkflowExecution',
  seq,
  namespace: 'default',
  workflowId: `child-${seq}`,
  workflowType: 'childType',
  taskQueue: 'queue',
  input: [],
  headers: {},
  cancellationType,
});

export const cancelChild = (childWorkflowSeq: number): WorkflowCommand => ({
  type: 'cancelChildWorkflowExecution',
  childWorkflowSeq,
});

export const cancelExternal = (seq: number): WorkflowCommand => ({
  type: 'requestCancelExternalWorkflowExecution',
  seq,
  namespace: 'default',
  workflowId: 'other',
});

export const signalExternal = (seq: number): WorkflowCommand => ({
  type: 'signalExternalWorkflowExecution',
  seq,
  signalName: 'go',
  args: [],
  headers: {},
  target: { kind: 'external', namespace: 'default', workflowId: 'other' },
});

export const cancelSignal = (seq: number): WorkflowCommand => ({
  type: 'cancelSignalWorkflow',
  seq,
});

export const setPatchMarker = (patchId: string, deprecated = false): WorkflowCommand => ({
  type: 'setPatchMarker',
  patchId,
  deprecated,
});

export const upsertSearchAttributes = (name: string): WorkflowCommand => ({
  type: 'upsertWorkflowSearchAttributes',
  searchAttributes: { indexedFields: { [name]: payload('1') } },
});

export const upsertMemo = (name: string): WorkflowCommand => ({
  type: 'modifyWorkflowProperties',
  upsertedMemo: { fields: { [name]: payload('1') } },
});

export const acceptUpdate = (protocolInstanceId: string): WorkflowCommand => ({
  type: 'updateResponse',
  protocolInstanceId,
  response: { status: 'accepted' },
});

export const completeUpdate = (protocolInstanceId: string): WorkflowCommand => ({
  type: 'updateResponse',
  protocolInstanceId,
  response: { status: 'completed', result: payload('updated') },
});

export const rejectUpdate = (protocolInstanceId: string): WorkflowCommand => ({
  type: 'updateResponse',
  protocolInstanceId,
  response: { status: 'rejected', failure: { message: 'no' } },
});

export const complete = (result = payload('done')): WorkflowCommand => ({
  type: 'completeWorkflowExecution',
  result,
});

export const fail = (failure: Failure = { message: 'broken' }): WorkflowCommand => ({
  type: 'failWorkflowExecution',
  failure,
});

export const cancelWorkflow = (): WorkflowCommand => ({ type: 'cancelWorkflowExecution' });

export const continueAsNew = (
  more: Partial<Of<'continueAsNewWorkflowExecution'>> = {},
): WorkflowCommand => ({
  type: 'continueAsNewWorkflowExecution',
  workflowType: 'workflowType',
  taskQueue: 'queue',
  arguments: [],
  headers: {},
  ...more,
});

export const answerQuery = (queryId: string): WorkflowCommand => ({
  type: 'respondToQuery',
  queryId,
  result: answered,
});

export const answered: WorkflowQueryResult = {
  resultType: 'QUERY_RESULT_TYPE_ANSWERED',
  answer: { payloads: [payload('answer')] },
};
