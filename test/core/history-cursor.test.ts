/** Where Core cuts a history: each logical workflow task ends with a WorkflowTaskStarted that drives workflow code. */
import { describe, expect, test } from 'vitest';
import { HistoryCursor } from '../../src/core/history-cursor.ts';
import type { Command } from '../../src/protocol/command.ts';
import type { EventId } from '../../src/protocol/event.ts';
import { HistoryBuilder } from './history-builder.ts';

const timer = (timerId: string): Command => ({
  type: 'StartTimer',
  attributes: { timerId, startToFireTimeout: 1_000 },
});
const end: Command = { type: 'CompleteWorkflowExecution', attributes: {} };

/** The last events of the logical tasks of a history. */
function ends({ events }: HistoryBuilder): EventId[] {
  const cursor = new HistoryCursor();
  cursor.feed(events);
  const found: EventId[] = [];
  for (;;) {
    const ahead = cursor.peek().at(-1)?.eventId;
    const { events: taken, isLast } = cursor.take(found.at(-1) ?? 0);
    const last = taken.at(-1)?.eventId;
    expect(ahead).toBe(last);
    if (last === undefined) return found;
    found.push(last);
    expect(isLast).toBe(last === events.length);
  }
}

/** An update that was accepted, as its event records it. */
function accept(history: HistoryBuilder, sequencingEventId: EventId): void {
  history.add('WorkflowExecutionUpdateAccepted', {
    protocolInstanceId: 'u',
    acceptedRequestMessageId: 'u/request',
    acceptedRequestSequencingEventId: sequencingEventId,
    acceptedRequest: { meta: { updateId: 'u' }, input: { name: 'change' } },
  });
}

describe('a logical workflow task', () => {
  test('ends with each task that had an effect, and with the run', () => {
    const history = new HistoryBuilder()
      .task()
      .completed([timer('1')])
      .fireTimer(1)
      .task();
    history.completed([end]);
    expect(ends(history)).toEqual([3, 8, 10]);
  });

  test.each([
    ['failed', (history: HistoryBuilder) => history.failTask('WORKFLOW_TASK_FAILED_CAUSE_X')],
    ['timed out', (history: HistoryBuilder) => history.timeOutTask()],
  ])('passes over a task that %s', (_, fail) => {
    const history = new HistoryBuilder()
      .task()
      .completed([timer('1')])
      .signal()
      .task();
    fail(history).task();
    expect(ends(history)).toEqual([3, 11]);
  });

  test('passes over heartbeats and tasks without any effect', () => {
    const history = new HistoryBuilder().task().completed().task().completed().task();
    history
      .completed([timer('1')])
      .fireTimer(1)
      .task()
      .completed([end]);
    expect(ends(history)).toEqual([9, 14, 16]);
  });

  test('does not pass over a task after which something happened', () => {
    const history = new HistoryBuilder().task().completed().signal().task().completed([end]);
    expect(ends(history)).toEqual([3, 7, 9]);
  });

  test('does not pass over a task that follows on commands', () => {
    const history = new HistoryBuilder()
      .task()
      .completed([timer('1')])
      .task()
      .completed()
      .task();
    expect(ends(history)).toEqual([3, 7, 10]);
  });

  test('is not driven by a task in which the run was terminated', () => {
    const history = new HistoryBuilder().task();
    history.add('WorkflowExecutionTerminated', {});
    expect(ends(history)).toEqual([4]);
  });

  test('ends where an update that was accepted must have come in', () => {
    const history = new HistoryBuilder()
      .task()
      .completed([timer('1')])
      .task()
      .completed();
    accept(history, 6);
    history.task();
    expect(ends(history)).toEqual([3, 7, 11]);
  });

  test('ends at a heartbeat, too, if an update was sequenced after it', () => {
    const history = new HistoryBuilder().task().completed().task().completed();
    accept(history, 5);
    history.task();
    expect(ends(history)).toEqual([3, 6, 10]);
  });

  test('of a part of a history begins after what was taken before', () => {
    const history = new HistoryBuilder()
      .task()
      .completed([timer('1')])
      .fireTimer(1)
      .task();
    const cursor = new HistoryCursor();
    cursor.feed(history.events);
    expect(cursor.take(3).events.map(({ eventId }) => eventId)).toEqual([4, 5, 6, 7, 8]);
  });

  test('knows the flags of the completion that follows it', () => {
    const history = new HistoryBuilder()
      .task()
      .completed([], [], { langUsedFlags: [2] })
      .signal();
    history.task();
    const cursor = new HistoryCursor();
    cursor.feed(history.events);
    cursor.take(0);
    expect(cursor.peekCompletion()?.sdkMetadata).toEqual({ langUsedFlags: [2] });
    cursor.take(3);
    expect(cursor.peekCompletion()).toBeUndefined();
  });
});
