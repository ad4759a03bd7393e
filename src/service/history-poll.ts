/** Long polls of histories: whoever waits for new events is answered when they are written. */
import { closingStatus } from '../protocol/event.ts';
import type { EventAttributes, HistoryEvent } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Reply } from '../protocol/request.ts';
import type { CallId } from './effect.ts';
import type { Execution } from './execution.ts';
import type { Replies } from './update-caller.ts';
import { unwrittenEvents } from './workflow-task.ts';

/** What a caller wants to see of a history. */
export interface HistoryPoll {
  readonly execution: Execution;
  /** How many events the caller has. */
  readonly seen: number;
  readonly closeEventOnly: boolean;
  readonly wait: boolean;
  readonly writtenOnly: boolean;
  readonly pageSize: number;
}

type HistoryReply = Reply<'GetWorkflowExecutionHistory'>;

const PAGE = /^(\d+)@(.+)$/;

/** The token of the page after an event. */
export const pageToken = (execution: Execution, seen: number): string =>
  `${seen}@${execution.runId}`;

/** What a page token says, or undefined if it is none of ours. */
export function readPageToken(token: string): { seen: number; runId: string } | undefined {
  const [, seen, runId] = PAGE.exec(token) ?? [];
  return seen === undefined || runId === undefined ? undefined : { seen: Number(seen), runId };
}

/** The events of a pending workflow task that are not written yet, with the ids they would get. */
export function pendingEvents(execution: Execution): readonly HistoryEvent[] {
  const task = execution.workflowTask;
  if (task.status === 'None' || task.written || !execution.isRunning) return [];
  // What came since the task was scheduled has taken its id: its events will be others.
  if (task.scheduledEventId !== execution.history.length + 1) return [];
  return unwrittenEvents(task).map(
    (body, index) =>
      ({
        type: body.type,
        eventId: task.scheduledEventId + index,
        eventTime: body.at ?? task.scheduledTime,
        attributes: body.attributes,
      }) as HistoryEvent,
  );
}

const page = (
  events: readonly HistoryEvent[],
  nextPageToken: string | undefined,
): HistoryReply => ({
  ok: true,
  response: { events, nextPageToken },
});

function answerCloseEvent(poll: HistoryPoll): HistoryReply | undefined {
  const { execution } = poll;
  const last = execution.history.at(-1);
  if (execution.isRunning) return poll.wait ? undefined : page([], undefined);
  return page(
    last !== undefined && closingStatus(last.type) !== undefined ? [followed(last)] : [],
    undefined,
  );
}

/**
 * Who asks how a run ended that another one follows is told that it continued as new, whatever it did: a client that does not
 * say that it knows better (and that of TypeScript does not) is not trusted to look for the next run elsewhere.
 * @see temporal service/history/api/get_history_util.go: makeFakeContinuedAsNewEvent
 */
function followed(last: HistoryEvent): HistoryEvent {
  switch (last.type) {
    case 'WorkflowExecutionCompleted': {
      const { newExecutionRunId, result } = last.attributes;
      return asContinued(last, newExecutionRunId, { lastCompletionResult: result });
    }
    case 'WorkflowExecutionFailed': {
      const { newExecutionRunId, failure } = last.attributes;
      return asContinued(last, newExecutionRunId, { failure });
    }
    case 'WorkflowExecutionTimedOut':
      return asContinued(last, last.attributes.newExecutionRunId, { failure: TIMEOUT });
    default:
      return last;
  }
}

const TIMEOUT: Failure = {
  message: 'workflow timeout',
  source: 'Server',
  timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' },
};

function asContinued(
  last: HistoryEvent,
  newExecutionRunId: string | undefined,
  ending: Partial<EventAttributes['WorkflowExecutionContinuedAsNew']>,
): HistoryEvent {
  if ((newExecutionRunId ?? '') === '') return last;
  const { eventId, eventTime } = last;
  const type = 'WorkflowExecutionContinuedAsNew';
  // Nothing else of such an event is made up.
  return { type, eventId, eventTime, attributes: { newExecutionRunId, ...ending } } as HistoryEvent;
}

/** The answer to a poll, or undefined while there is nothing that it waits for. */
export function answerHistoryPoll(poll: HistoryPoll): HistoryReply | undefined {
  if (poll.closeEventOnly) return answerCloseEvent(poll);
  const { execution, seen } = poll;
  const { history } = execution;
  if (poll.wait && execution.isRunning && seen >= history.length) return undefined;
  const end = Math.min(history.length, seen + poll.pageSize);
  const events = history.slice(seen, end);
  const more = end < history.length || (poll.wait && execution.isRunning);
  if (more) return page(events, pageToken(execution, end));
  return page(poll.writtenOnly ? events : [...events, ...pendingEvents(execution)], undefined);
}

/** The calls that wait for events, run by run. */
export class HistoryPolls {
  readonly #polls = new Map<string, Map<CallId, HistoryPoll>>();

  add(callId: CallId, poll: HistoryPoll): void {
    const { runId } = poll.execution;
    const waiting = this.#polls.get(runId);
    if (waiting === undefined) this.#polls.set(runId, new Map([[callId, poll]]));
    else waiting.set(callId, poll);
  }

  withdraw(callId: CallId): void {
    for (const [runId, waiting] of this.#polls)
      if (waiting.delete(callId) && waiting.size === 0) this.#polls.delete(runId);
  }

  /** Answers those for whom a run has news. */
  answer(replies: Replies, execution: Execution): void {
    const waiting = this.#polls.get(execution.runId);
    if (waiting === undefined) return;
    for (const [callId, poll] of waiting) {
      const reply = answerHistoryPoll(poll);
      if (reply === undefined) continue;
      waiting.delete(callId);
      replies.reply(callId, reply);
    }
    if (waiting.size === 0) this.#polls.delete(execution.runId);
  }
}
