/** Refusals of the service: gRPC statuses and their details, as data. */
import type { Failure } from './failure.ts';

/** The gRPC status codes with which the service refuses. */
export type StatusCode =
  | 'CANCELLED'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE';

/** What the service says with a refusal, beyond its words. @see temporal.api.errordetails.v1 */
export type StatusDetails =
  | { readonly type: 'NotFoundFailure' }
  | { readonly type: 'NamespaceNotFoundFailure'; readonly namespace: string }
  | {
      readonly type: 'WorkflowExecutionAlreadyStartedFailure';
      readonly startRequestId: string;
      readonly runId: string;
    }
  | { readonly type: 'WorkflowNotReadyFailure' }
  | {
      readonly type: 'QueryFailedFailure';
      readonly failure?: Failure | undefined;
    }
  | { readonly type: 'ResourceExhaustedFailure'; readonly cause: string }
  /** Of ExecuteMultiOperation: how each of its operations ended, in their order. */
  | {
      readonly type: 'MultiOperationExecutionFailure';
      readonly statuses: readonly OperationStatus[];
    }
  /** Of an operation that was not done because another one failed. @see temporal.api.failure.v1.MultiOperationExecutionAborted */
  | { readonly type: 'MultiOperationExecutionAborted' };

/** How one operation of ExecuteMultiOperation ended. @see temporal.api.errordetails.v1.MultiOperationExecutionFailure.OperationStatus */
export interface OperationStatus {
  readonly code: StatusCode | 'OK' | 'ABORTED';
  readonly message: string;
  readonly details?: StatusDetails | undefined;
}

/** A refusal: the gRPC status that a caller gets. It is data; the client turns it into the error that users see. */
export interface ServiceStatus {
  readonly code: StatusCode;
  readonly message: string;
  readonly details?: StatusDetails | undefined;
}
