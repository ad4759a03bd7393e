/** Requests and responses of the Temporal Service (`temporal.api.workflowservice.v1.WorkflowService`), in plain-object form. */
import type { ClientMethods } from './client-methods.ts';
import type { OperatorMethods } from './operator-methods.ts';
import type { ServiceStatus } from './status.ts';
import type { WorkerMethods } from './worker-methods.ts';

export type {
  PendingActivityInfo,
  PendingChildInfo,
  WorkflowExecutionInfo,
} from './description.ts';
export type { WorkflowQuery, WorkflowQueryResult } from './query.ts';
export type {
  HeartbeatAnswer,
  QueryRejectCondition,
  StartWorkflowFields,
  WorkflowIdConflictPolicy,
} from './request-fields.ts';
export type { OperationStatus, ServiceStatus, StatusCode, StatusDetails } from './status.ts';

/** The request and the response of every method that lastcall knows. */
export interface WorkflowServiceMethods extends ClientMethods, WorkerMethods, OperatorMethods {}

/** The name of a method of the service. */
export type Method = keyof WorkflowServiceMethods;

/** The request of one method. */
export type RequestOf<M extends Method> = WorkflowServiceMethods[M]['request'];

/** The response of one method. */
export type ResponseOf<M extends Method> = WorkflowServiceMethods[M]['response'];

/** A request with the name of its method. */
export type ServiceRequestOf<M extends Method> = M extends Method
  ? { readonly method: M; readonly request: RequestOf<M> }
  : never;

/** Any request that the service takes. */
export type ServiceRequest = ServiceRequestOf<Method>;

/** How a call ended. */
export type Reply<M extends Method = Method> =
  | { readonly ok: true; readonly response: ResponseOf<M> }
  | { readonly ok: false; readonly status: ServiceStatus };
