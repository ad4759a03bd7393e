/** Fetches the whole history of a run that is not cached, page by page. @see HistoryPaginator */
import type { EpochMs } from '../common/time.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { Reply } from '../protocol/request.ts';
import type { WorkflowTask } from '../protocol/task.ts';
import type { SendRequest } from './activity-attempts.ts';

/** Whether a task builds on what a cached run knows. */
export const isIncremental = ({ history }: WorkflowTask): boolean => history[0]?.eventId !== 1;

/**
 * Fetches all pages; then `onTask` gets the task with its whole history, or nothing if that can't be had.
 *
 * @divergence The real Core begins to replay with the first page and fetches the others as it needs them.
 */
export function fetchHistory(
  task: WorkflowTask,
  namespace: string,
  send: SendRequest,
  onTask: (task: WorkflowTask | undefined, now: EpochMs) => void,
): void {
  const events: HistoryEvent[] = [];
  const onPage = (reply: Reply<'GetWorkflowExecutionHistory'>, now: EpochMs): void => {
    if (!reply.ok) return onTask(undefined, now);
    events.push(...reply.response.events);
    const { nextPageToken } = reply.response;
    if (nextPageToken) return fetchPage(nextPageToken);
    const lastId = events.at(-1)?.eventId ?? 0;
    // The task's own events may be newer than the pages, and may not be written yet.
    const history = [...events, ...task.history.filter(({ eventId }) => eventId > lastId)];
    onTask(history[0]?.eventId === 1 ? { ...task, history } : undefined, now);
  };
  const fetchPage = (nextPageToken: string | undefined): void => {
    const execution = task.workflowExecution;
    send(
      { method: 'GetWorkflowExecutionHistory', request: { namespace, execution, nextPageToken } },
      (reply, now) => onPage(reply as Reply<'GetWorkflowExecutionHistory'>, now),
    );
  };
  fetchPage(undefined);
}
