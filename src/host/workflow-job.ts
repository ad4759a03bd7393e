/** Jobs of an activation in the shape that the SDK's workflow runtime takes them: coresdk messages as plain objects. */
import type {
  ActivationJob,
  ActivityResolution,
  ChildWorkflowResolution,
  ChildWorkflowStartResolution,
  InitializeWorkflow,
} from '../protocol/activation.ts';
import type { Failure } from '../protocol/failure.ts';
import { failureToProto } from '../protocol/proto-failure.ts';
import { durationToProto, timestampToProto } from '../protocol/proto-time.ts';
import type { WorkflowSdk } from './sdk.ts';
import { randomnessSeed } from './workflow-seed.ts';

/** A job as `activate` of the SDK takes it: the name of a field, and that field. */
export type RuntimeJob = Parameters<WorkflowSdk['runtime']['activate']>[0]['jobs'] extends
  (infer Job)[] | null | undefined
  ? Job
  : never;

/** The attributes of an `initializeWorkflow` job, as the SDK takes them. */
export type RuntimeInitialization = Parameters<WorkflowSdk['runtime']['initialize']>[0];

/** The attributes of an `updateRandomSeed` job: the SDK reads nothing but the bytes of the number. */
export function seedUpdate(runId: string): never {
  return { randomnessSeed: { toBytes: () => randomnessSeed(runId) } } as never;
}

/** What the SDK reads of an `initializeWorkflow` job; the rest of it is in `workflowInfo()`. */
export function initialization(job: InitializeWorkflow): RuntimeInitialization {
  return {
    arguments: job.arguments,
    headers: job.headers,
    continuedFailure: job.continuedFailure && failureToProto(job.continuedFailure),
    lastCompletionResult: job.lastCompletionResult,
    memo: job.memo,
    searchAttributes: job.searchAttributes,
  } as RuntimeInitialization;
}

function activityResult(result: ActivityResolution): object {
  switch (result.status) {
    case 'completed':
      return { completed: { result: result.result } };
    case 'failed':
      return { failed: { failure: failureToProto(result.failure) } };
    case 'cancelled':
      return { cancelled: { failure: failureToProto(result.failure) } };
    case 'backoff':
      return {
        backoff: {
          attempt: result.attempt,
          backoffDuration: durationToProto(result.backoffDuration),
          originalScheduleTime: timestampToProto(result.originalScheduleTime),
        },
      };
  }
}

/** @see coresdk.child_workflow.StartChildWorkflowExecutionFailedCause */
const START_FAILED_CAUSES = { WORKFLOW_ALREADY_EXISTS: 1, NAMESPACE_NOT_FOUND: 2 } as const;

function childStart(seq: number, result: ChildWorkflowStartResolution): object {
  switch (result.status) {
    case 'succeeded':
      return { seq, succeeded: { runId: result.runId } };
    case 'failed':
      return {
        seq,
        failed: {
          workflowId: result.workflowId,
          workflowType: result.workflowType,
          cause: START_FAILED_CAUSES[result.cause],
        },
      };
    case 'cancelled':
      return { seq, cancelled: { failure: failureToProto(result.failure) } };
  }
}

function childResult(result: ChildWorkflowResolution): object {
  switch (result.status) {
    case 'completed':
      return { completed: { result: result.result } };
    case 'failed':
      return { failed: { failure: failureToProto(result.failure) } };
    case 'cancelled':
      return { cancelled: { failure: failureToProto(result.failure) } };
  }
}

const job = (value: object): RuntimeJob => value as RuntimeJob;

/** One job, as the SDK takes it. Names of fields are written out: computed ones are slow. */
export function runtimeJob(of: ActivationJob): RuntimeJob {
  const variant = of.type;
  switch (of.type) {
    case 'initializeWorkflow':
      return job({ variant, initializeWorkflow: initialization(of) });
    case 'updateRandomSeed':
      return job({ variant, updateRandomSeed: seedUpdate(of.randomnessSeedRunId) });
    case 'resolveActivity': {
      const { seq, isLocal } = of;
      return job({ variant, resolveActivity: { seq, isLocal, result: activityResult(of.result) } });
    }
    case 'resolveChildWorkflowExecutionStart':
      return job({ variant, resolveChildWorkflowExecutionStart: childStart(of.seq, of.result) });
    case 'resolveChildWorkflowExecution': {
      const { seq } = of;
      return job({
        variant,
        resolveChildWorkflowExecution: { seq, result: childResult(of.result) },
      });
    }
    case 'resolveSignalExternalWorkflow':
      return job({ variant, resolveSignalExternalWorkflow: answerFromOutside(of) });
    case 'resolveRequestCancelExternalWorkflow':
      return job({ variant, resolveRequestCancelExternalWorkflow: answerFromOutside(of) });
    // The fields of all others have the names and shapes of the message.
    case 'notifyHasPatch':
      return job({ variant, notifyHasPatch: of });
    case 'signalWorkflow':
      return job({ variant, signalWorkflow: of });
    case 'doUpdate':
      return job({ variant, doUpdate: of });
    case 'cancelWorkflow':
      return job({ variant, cancelWorkflow: of });
    case 'fireTimer':
      return job({ variant, fireTimer: of });
    case 'queryWorkflow':
      return job({ variant, queryWorkflow: of });
  }
}

function answerFromOutside({
  seq,
  failure,
}: {
  readonly seq: number;
  readonly failure?: Failure | undefined;
}): object {
  return { seq, failure: failure && failureToProto(failure) };
}
