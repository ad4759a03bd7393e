/** What a replay finds out: workflow code whose commands are not those of its history. */
import { describe, expect, test } from 'vitest';
import type { WorkflowCommand } from '../../src/protocol/activation.ts';
import {
  cancelTimer,
  complete,
  payload,
  scheduleActivity,
  scheduleLocalActivity,
  startChild,
  startTimer,
  upsertMemo,
  upsertSearchAttributes,
} from './commands.ts';
import type { HistoryBuilder } from './history-builder.ts';
import { ScriptedRun } from './scripted-run.ts';

const FLAGS = { coreUsedFlags: [1, 2, 3], langUsedFlags: [1, 2] };

/** A history in which workflow code gave certain commands and a signal came then. */
function historyOf(commands: readonly WorkflowCommand[], flags: object = FLAGS): HistoryBuilder {
  const run = new ScriptedRun();
  run.task();
  run.activation('init', ...commands);
  const sent = run.open('RespondWorkflowTaskCompleted');
  run.history.completed(sent.commands, sent.messages, flags);
  run.history.signal().task();
  return run.history;
}

/** What a replay with other commands says. */
function mismatch(history: HistoryBuilder, commands: readonly WorkflowCommand[]): string {
  const run = new ScriptedRun();
  run.give({
    ...run.nextTask(),
    history: history.events,
    previousStartedEventId: history.previousStartedEventId,
    startedEventId: history.startedEventId,
  });
  run.activation('init', ...commands);
  if (run.openRequests.length === 0) return `goes on: ${run.openActivation ?? ''}`;
  const { cause, failure } = run.open('RespondWorkflowTaskFailed');
  expect(cause).toBe('WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR');
  return (failure?.message ?? '').replace('[TMPRL1100] Nondeterminism error: ', '');
}

describe('workflow code that replays', () => {
  test.each<[string, WorkflowCommand[], WorkflowCommand[], string]>([
    [
      'must give every command again',
      [startTimer(1), scheduleActivity(1)],
      [startTimer(1)],
      'No command scheduled for event HistoryEvent(id: 6, ActivityTaskScheduled)',
    ],
    [
      'must give them in order',
      [startTimer(1), scheduleActivity(1)],
      [scheduleActivity(1), startTimer(1)],
      'Activity machine does not handle this event: HistoryEvent(id: 5, TimerStarted)',
    ],
    [
      'must schedule activities of the same type',
      [scheduleActivity(1)],
      [scheduleActivity(1, 'TRY_CANCEL', { activityType: 'refund' })],
      "Activity type of scheduled event 'charge' does not match activity type of activity command 'refund'",
    ],
    [
      'must schedule activities with the same id',
      [scheduleActivity(1)],
      [scheduleActivity(1, 'TRY_CANCEL', { activityId: 'other' })],
      "Activity id of scheduled event '1' does not match activity id of activity command 'other'",
    ],
    [
      'must start children with the same id',
      [startChild(1)],
      [startChild(2)],
      "Child workflow id of scheduled event 'child-1' does not match child workflow id of command 'child-2'",
    ],
    [
      'must start children of the same type',
      [startChild(1)],
      [{ ...startChild(1), workflowType: 'other' } as WorkflowCommand],
      "Child workflow type of scheduled event 'childType' does not match child workflow type of command 'other'",
    ],
    [
      'must not end where it went on',
      [startTimer(1)],
      [complete()],
      'CompleteWorkflow machine does not handle this event: HistoryEvent(id: 5, TimerStarted)',
    ],
    [
      'must not change memo for search attributes',
      [upsertMemo('a')],
      [upsertSearchAttributes('a')],
      'UpsertSearchAttributes machine does not handle this event: HistoryEvent(id: 5, WorkflowPropertiesModified)',
    ],
    [
      'must not change search attributes for memo',
      [upsertSearchAttributes('a')],
      [upsertMemo('a')],
      'ModifyWorkflowProperties machine does not handle this event: HistoryEvent(id: 5, UpsertWorkflowSearchAttributes)',
    ],
    [
      'may wait longer than it did',
      [startTimer(1, 1_000)],
      [startTimer(1, 9_000)],
      'goes on: signal go',
    ],
    [
      'may give further commands at the end of what is recorded',
      [startTimer(1)],
      [startTimer(1), startTimer(2)],
      'goes on: signal go',
    ],
  ])('%s', (_, before, after, message) => {
    expect(mismatch(historyOf(before), after)).toBe(message);
  });

  test('may schedule activities of another type if the history is from before such checks', () => {
    const history = historyOf([scheduleActivity(1)], {});
    // Where new history is made, the checks are on.
    history.completed([], [], {}).signal().task();
    const other = scheduleActivity(1, 'TRY_CANCEL', { activityType: 'refund' });
    expect(mismatch(history, [other])).toBe('goes on: signal go');
  });

  test('must not cancel what it did not start', () => {
    expect(mismatch(historyOf([startTimer(1)]), [cancelTimer(7)])).toBe(
      'Missing associated machine for Timer(7)',
    );
  });

  test('must have the timer that fires', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1));
    run.sent('ST1');
    run.history.fireTimer(1).task();
    run.evict();
    run.legacyQuery();
    run.activation('init', startTimer(9));
    expect(run.open('RespondQueryTaskCompleted')).toMatchObject({
      result: {
        errorMessage:
          '[TMPRL1100] Nondeterminism error: Timer fired event did not have expected timer id 9, it was 1!',
      },
    });
  });
});

describe('a local activity on replay', () => {
  /** A history with a local activity's marker. */
  function withMarker(): HistoryBuilder {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1));
    run.endLocal(1, { status: 'completed', result: payload('seen') });
    run.activation('local 1 completed', startTimer(1));
    run.sent('LM ST1');
    run.history.signal().task();
    return run.history;
  }

  test('must be of the same type', () => {
    const other = scheduleLocalActivity(1, 'TRY_CANCEL', { activityType: 'other' });
    const run = new ScriptedRun();
    const history = withMarker();
    run.give({ ...run.nextTask(), history: history.events, previousStartedEventId: 3 });
    run.activation('init', other);
    run.activation('local 1 completed', startTimer(1));
    expect(run.open('RespondWorkflowTaskFailed').failure?.message).toBe(
      "[TMPRL1100] Nondeterminism error: Activity type of recorded marker 'look' does not match activity type of local activity command 'other'",
    );
  });

  test('must be scheduled', () => {
    expect(mismatch(withMarker(), [startTimer(1)])).toBe(
      'Missing associated machine for LocalActivity(1)',
    );
  });
});

test('an event that belongs to nothing is found', () => {
  const run = new ScriptedRun();
  run.task();
  run.activation('init', startTimer(1));
  run.sent('ST1');
  run.history.add('TimerFired', { timerId: '9', startedEventId: 99 });
  run.task();
  expect(run.taskFailed().failure?.message).toBe(
    '[TMPRL1100] Nondeterminism error: During event handling, this event had an initial command ID but we could not find a matching command for it: HistoryEvent(id: 6, TimerFired)',
  );
});
