/** GetWorkflowExecutionHistory: pages of events, and waiting for new ones. */
import type { Reply, RequestOf } from '../protocol/request.ts';
import type { CallId } from './effect.ts';
import { answerHistoryPoll, readPageToken } from './history-poll.ts';
import type { HistoryPoll } from './history-poll.ts';
import { invalidArgument, isRefusal } from './refusal.ts';
import type { Shard } from './shard.ts';

const MAXIMUM_PAGE_SIZE = 256 * 1024;

/** @see WorkflowService.GetWorkflowExecutionHistory */
export function getWorkflowExecutionHistory(
  shard: Shard,
  request: RequestOf<'GetWorkflowExecutionHistory'>,
  callId: CallId,
): Reply<'GetWorkflowExecutionHistory'> | undefined {
  const token = request.nextPageToken ? readPageToken(request.nextPageToken) : undefined;
  if (request.nextPageToken && token === undefined)
    return invalidArgument('Invalid NextPageToken.');
  const { workflowId, runId } = request.execution;
  if (token !== undefined && (runId ?? '') !== '' && runId !== token.runId)
    return invalidArgument('RunId in the request does not match the NextPageToken.');
  const execution = shard.find(workflowId, token?.runId ?? runId);
  if (isRefusal(execution)) return execution;
  const poll: HistoryPoll = {
    execution,
    seen: token?.seen ?? 0,
    closeEventOnly: request.historyEventFilterType === 'HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT',
    wait: request.waitNewEvent === true,
    writtenOnly: request.writtenOnly === true,
    pageSize: request.maximumPageSize || MAXIMUM_PAGE_SIZE,
  };
  const reply = answerHistoryPoll(poll);
  if (reply === undefined) shard.historyPolls.add(callId, poll);
  return reply;
}
