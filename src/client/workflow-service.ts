/** The WorkflowService of a connection: which method of the API is which request to the service. */
import type { OperatorMethod } from '../protocol/operator-methods.ts';
import type { Method, RequestOf, ResponseOf } from '../protocol/request.ts';
import * as activity from './activity-request.ts';
import type { Channel } from './channel.ts';
import { namespaceDescription, systemInfo } from './cluster.ts';
import type { Message } from './message.ts';
import type { ProtoRequest, WorkflowService } from './request-field.ts';
import { historyResponse, multiOperationResponse, responseToMessage } from './response.ts';
import { rpcServiceClass } from './rpc-service.ts';
import type { Rpc, RpcServiceClass } from './rpc-service.ts';
import * as start from './start-request.ts';
import * as update from './update-request.ts';
import * as workflow from './workflow-request.ts';

/** What workers ask, over a way of their own. */
type WorkerMethod =
  | 'PollWorkflowTaskQueue'
  | 'RespondWorkflowTaskCompleted'
  | 'RespondWorkflowTaskFailed'
  | 'RespondQueryTaskCompleted'
  | 'PollActivityTaskQueue'
  | 'ShutdownWorker';

type ClientMethod = Exclude<Method, WorkerMethod | OperatorMethod>;

type Read<M extends ClientMethod> = (
  request: ProtoRequest<Uncapitalize<M>>,
  channel: Channel,
) => RequestOf<M>;

/** How the protobuf object of each method becomes a request. */
const REQUESTS: { readonly [M in ClientMethod]: Read<M> } = {
  StartWorkflowExecution: (request, { ids }) => start.startRequest(request, ids),
  SignalWithStartWorkflowExecution: (request, { ids }) =>
    start.signalWithStartRequest(request, ids),
  ExecuteMultiOperation: (request, { ids }) => start.multiOperationRequest(request, ids),
  RequestCancelWorkflowExecution: (request, { ids }) => workflow.requestCancelRequest(request, ids),
  TerminateWorkflowExecution: workflow.terminateRequest,
  SignalWorkflowExecution: (request, { ids }) => workflow.signalRequest(request, ids),
  QueryWorkflow: workflow.queryRequest,
  DescribeWorkflowExecution: workflow.describeRequest,
  GetWorkflowExecutionHistory: (request, { callerIsTool }) =>
    workflow.historyRequest(request, callerIsTool),
  ListWorkflowExecutions: workflow.listRequest,
  CountWorkflowExecutions: workflow.countRequest,
  UpdateWorkflowExecution: update.updateRequest,
  PollWorkflowExecutionUpdate: update.pollUpdateRequest,
  ResetWorkflowExecution: (request, { ids }) => workflow.resetRequest(request, ids),
  PauseWorkflowExecution: (request, { ids }) => workflow.pauseRequest(request, ids),
  UnpauseWorkflowExecution: (request, { ids }) => workflow.pauseRequest(request, ids),
  ResetStickyTaskQueue: workflow.resetStickyTaskQueueRequest,
  RecordActivityTaskHeartbeat: activity.heartbeatRequest,
  RespondActivityTaskCompleted: activity.completedRequest,
  RespondActivityTaskFailed: activity.failedRequest,
  RespondActivityTaskCanceled: activity.canceledRequest,
  RecordActivityTaskHeartbeatById: activity.heartbeatByIdRequest,
  RespondActivityTaskCompletedById: activity.completedByIdRequest,
  RespondActivityTaskFailedById: activity.failedByIdRequest,
  RespondActivityTaskCanceledById: activity.canceledByIdRequest,
  PauseActivity: activity.pauseActivityRequest,
  UnpauseActivity: activity.unpauseActivityRequest,
  ResetActivity: activity.resetActivityRequest,
};

/** Where a response is not, field by field, what the API has. */
const RESPONSES: { readonly [M in ClientMethod]?: (response: ResponseOf<M>) => Message } = {
  GetWorkflowExecutionHistory: historyResponse,
  ExecuteMultiOperation: multiOperationResponse,
};

function rpcOf<M extends ClientMethod>(method: M): Rpc {
  const read: Read<M> = REQUESTS[method];
  const write: ((response: ResponseOf<M>) => Message) | undefined = RESPONSES[method];
  return async (request, channel) => {
    const plain = read(request as ProtoRequest<Uncapitalize<M>>, channel);
    const response = await channel.call(method, plain);
    return write === undefined ? responseToMessage(method, response) : write(response);
  };
}

let serviceClass: RpcServiceClass | undefined;

/** The service of one connection. What it does not know is refused with UNIMPLEMENTED, by name. */
export function createWorkflowService(channel: Channel): WorkflowService {
  serviceClass ??= rpcServiceClass(
    'temporal.api.workflowservice.v1.WorkflowService',
    new Map<string, Rpc>([
      ...(Object.keys(REQUESTS) as ClientMethod[]).map(
        (method) => [method, rpcOf(method)] as const,
      ),
      ['GetSystemInfo', systemInfo],
      [
        'DescribeNamespace',
        (request, { namespace }) =>
          namespaceDescription(request as ProtoRequest<'describeNamespace'>, namespace),
      ],
    ]),
  );
  return new serviceClass(channel) as WorkflowService;
}
