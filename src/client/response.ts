/** Responses of the service as the protobuf messages that a client decodes. */
import type { Method, ResponseOf } from '../protocol/request.ts';
import { historyEventToMessage } from './history-message.ts';
import { toMessage } from './message.ts';
import type { Message } from './message.ts';

const SERVICE = 'temporal.api.workflowservice.v1';

/** The message of a response whose plain-object form has the API's own fields. */
export const responseToMessage = (method: Method, response: object): Message =>
  toMessage(`${SERVICE}.${method}Response`, response);

/** @see temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse */
export function historyResponse(response: ResponseOf<'GetWorkflowExecutionHistory'>): Message {
  const message = toMessage(`${SERVICE}.GetWorkflowExecutionHistoryResponse`, {
    history: {},
    nextPageToken: response.nextPageToken,
  });
  const history = message['history'] as Message;
  history['events'] = response.events.map(historyEventToMessage);
  return message;
}

/** @see temporal.api.workflowservice.v1.ExecuteMultiOperationResponse */
export function multiOperationResponse(response: ResponseOf<'ExecuteMultiOperation'>): Message {
  return toMessage(`${SERVICE}.ExecuteMultiOperationResponse`, {
    responses: [{ startWorkflow: response.start }, { updateWorkflow: response.update }],
  });
}
