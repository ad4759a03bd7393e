/** Histories that stand for themselves are judged: whatever is left out, doubled or swapped is found. */
import { expect, test } from 'vitest';
import { checkHistory } from '../../src/laws/check-history.ts';
import type { HistoryEvent } from '../../src/protocol/event.ts';
import { HistoryBuilder } from './history-builder.ts';

/** A run in which an activity is cancelled, a timer fires, a child ends and the run closes as canceled. */
function eventful(): readonly HistoryEvent[] {
  const h = new HistoryBuilder();
  const scheduledEventId = h.begun().activity();
  const timer = h.timer(1000);
  const child = h.child();
  const childStarted = h.childStarted(child);
  h.task();
  h.now = 1000;
  h.fired(timer);
  h.cancelRequested();
  h.task();
  const request = h.command('ActivityTaskCancelRequested', { scheduledEventId });
  h.now = 1500;
  const startedEventId = h.activityStarted(scheduledEventId, 1, { at: 0 });
  h.add('ActivityTaskCanceled', {
    scheduledEventId,
    startedEventId,
    latestCancelRequestedEventId: request,
  });
  h.childClosed('ChildWorkflowExecutionCompleted', child, childStarted);
  h.task();
  h.command('WorkflowExecutionCanceled');
  return h.events;
}

/** The same events with their numbers made consecutive again; what they refer to stays as it was. */
const renumbered = (events: readonly HistoryEvent[]): HistoryEvent[] =>
  events.map((event, index) => ({ ...event, eventId: index + 1 }));

test('a history that a service could have written breaks no law', () => {
  expect(checkHistory(eventful()).broken).toEqual([]);
});

test('every event but the last that is left out is missed', () => {
  const events = eventful();
  const unnoticed = events.slice(0, -1).filter(({ eventId }) => {
    const rest = events.filter((event) => event.eventId !== eventId);
    return checkHistory(rest).broken.length === 0;
  });
  expect(unnoticed).toEqual([]);
});

test('every event that is there twice is found, even if the numbers are made good', () => {
  const events = eventful();
  const unnoticed = events.filter((_event, at) => {
    const doubled = renumbered([...events.slice(0, at + 1), ...events.slice(at)]);
    return checkHistory(doubled).broken.length === 0;
  });
  expect(unnoticed).toEqual([]);
});

test('two neighbours that change places are found, but where their order is free', () => {
  const events = eventful();
  const unnoticed = events.slice(1).flatMap((event, index) => {
    const before = events[index] as HistoryEvent;
    const swapped = renumbered([
      ...events.slice(0, index),
      event,
      before,
      ...events.slice(index + 2),
    ]);
    return checkHistory(swapped).broken.length === 0 ? [`${before.type}, ${event.type}`] : [];
  });
  expect(unnoticed).toEqual([
    'TimerFired, WorkflowExecutionCancelRequested',
    'ActivityTaskCanceled, ChildWorkflowExecutionCompleted',
  ]);
});

test('the error names the law, the event and the run', () => {
  const h = new HistoryBuilder('order-42');
  h.begun().terminated();
  h.taskScheduled();
  const [error] = checkHistory(h.events).broken;
  expect(error?.message).toBe(
    'Broken law closed-run-gets-no-event: WorkflowTaskScheduled was added after WorkflowExecutionTerminated, event 5 ' +
      '(event 6 WorkflowTaskScheduled, run order-42-run of order-42). ' +
      'Once a run is closed, no event is added to its history. ' +
      'The service finishes the history with the closing event, and drops what is still buffered (historybuilder/event_store.go: add, FlushBufferToCurrentBatch).',
  );
});

test('what only an SDK promises is not asked of other workers', () => {
  const h = new HistoryBuilder();
  h.begun().command('WorkflowExecutionCanceled');
  expect(checkHistory(h.events).broken).toHaveLength(1);
  expect(checkHistory(h.events, { sdk: false }).broken).toEqual([]);
});
