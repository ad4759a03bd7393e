/** Updates and queries: how they come to workflow code, and how their answers go to the service. */
import { describe, expect, test } from 'vitest';
import {
  acceptUpdate,
  answered,
  answerQuery,
  cancelTimer,
  cancelWorkflow,
  complete,
  completeUpdate,
  payload,
  rejectUpdate,
  scheduleLocalActivity,
  startTimer,
} from './commands.ts';
import { query, ScriptedRun, updateRequest } from './scripted-run.ts';

/** A run that waits for a timer. */
function waiting(): ScriptedRun {
  const run = new ScriptedRun();
  run.task();
  run.activation('init', startTimer(1));
  run.sent('ST1');
  return run;
}

/** Gives the run a task with an update; its request is to be processed before the task starts. */
function update(run: ScriptedRun, id = 'u'): void {
  run.task({ messages: [updateRequest(id, run.history.lastEventId + 1)] });
}

describe('an update', () => {
  test('is accepted and completed at once', () => {
    const run = waiting();
    update(run);
    const { jobs } = run.activation('update u', acceptUpdate('u'), completeUpdate('u'));
    expect(jobs[0]).toMatchObject({ name: 'change', protocolInstanceId: 'u', runValidator: true });
    const { messages } = run.sent('PM(accept) PM(complete)');
    expect(messages).toEqual([
      {
        id: 'u/request/accept',
        protocolInstanceId: 'u',
        body: {
          type: 'Acceptance',
          acceptedRequestMessageId: 'u/request',
          acceptedRequestSequencingEventId: 6,
          acceptedRequest: { meta: { updateId: 'u' }, input: { name: 'change' } },
        },
      },
      {
        id: 'u/request/complete',
        protocolInstanceId: 'u',
        body: {
          type: 'Response',
          updateId: 'u',
          outcome: { success: { payloads: [payload('updated')] } },
        },
      },
    ]);
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', complete());
    run.sent('CMP');
    run.replays();
  });

  test('that fails after it was accepted is completed with the failure', () => {
    const run = waiting();
    update(run);
    run.activation('update u', acceptUpdate('u'), rejectUpdate('u'));
    const { messages } = run.sent('PM(accept) PM(complete)');
    expect(messages?.[1]?.body).toMatchObject({ outcome: { failure: { message: 'no' } } });
    run.replays();
  });

  test('that is rejected leaves no event', () => {
    const run = waiting();
    update(run);
    run.activation('update u', rejectUpdate('u'));
    const { messages } = run.sent('');
    expect(messages).toMatchObject([
      { id: 'u/request/reject', body: { type: 'Rejection', failure: { message: 'no' } } },
    ]);
    run.leavesNoTrace();
    run.replays();
  });

  test('whose handler throws a plain error fails the workflow task', () => {
    const run = waiting();
    update(run);
    run.activationFails('update u');
    expect(run.taskFailed().cause).toBe(
      'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
    );
  });

  test('in the first task comes with the start', () => {
    const run = new ScriptedRun();
    run.task({ messages: [updateRequest('u', 2)] });
    run.activation('init, update u', acceptUpdate('u'), startTimer(1), completeUpdate('u'));
    run.sent('PM(accept) ST1 PM(complete)');
    run.replays();
  });

  test('that sleeps is completed in a later task, together with what a cancel brings', () => {
    const run = waiting();
    update(run);
    run.activation('update u', acceptUpdate('u'), startTimer(2));
    run.sent('PM(accept) ST2');
    run.history.requestCancel();
    run.task();
    run.activation('cancel', cancelTimer(1), cancelTimer(2), completeUpdate('u'), cancelWorkflow());
    run.sent('CT1 CT2 PM(complete) CXL');
    run.replays();
  });

  test('that runs a local activity is completed in the same task', () => {
    const run = waiting();
    update(run);
    run.activation('update u', acceptUpdate('u'), scheduleLocalActivity(1));
    run.endLocal(1, { status: 'completed', result: payload('seen') });
    run.activation('local 1 completed', completeUpdate('u'));
    run.sent('PM(accept) LM PM(complete)');
    run.replays();
  });

  test('comes before the events that follow its place', () => {
    const run = waiting();
    run.history.signal('first');
    const at = run.history.lastEventId;
    run.history.signal('second');
    run.task({ messages: [updateRequest('u', at)] });
    run.activation('signal first, update u, signal second', acceptUpdate('u'), completeUpdate('u'));
    run.sent('PM(accept) PM(complete)');
  });

  test('that the service admitted by an event is taken from the event', () => {
    const run = waiting();
    run.history.add('WorkflowExecutionUpdateAdmitted', {
      request: { meta: { updateId: 'u' }, input: { name: 'change' } },
    });
    run.task();
    run.activation('update u', acceptUpdate('u'), completeUpdate('u'));
    run.sent('PM(accept) PM(complete)');
    run.replays();
  });

  test('of nobody can not be answered', () => {
    const run = waiting();
    run.history.signal();
    run.task();
    run.activation('signal go', acceptUpdate('u'));
    expect(run.taskFailed().failure?.message).toBe(
      'Fatal error in workflow machines: Missing associated machine for protocol message u',
    );
  });

  test('that vanishes with its task leaves the run as it was before', () => {
    const run = waiting();
    update(run);
    run.activation('update u', rejectUpdate('u'));
    run.peekSent('');
    run.leavesNoTrace();
    run.history.drop(2);
    run.reply('RespondWorkflowTaskCompleted', {
      resetHistoryEventId: run.history.previousStartedEventId,
    });
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', complete());
    run.sent('CMP');
    run.replays();
  });

  test('that vanishes with its task need not be told to have vanished', () => {
    const run = waiting();
    update(run);
    run.activation('update u', rejectUpdate('u'));
    run.peekSent('');
    run.history.drop(2);
    run.reply('RespondWorkflowTaskCompleted', {});
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', complete());
    run.sent('CMP');
  });
});

describe('a query', () => {
  test('with a task is asked after all else, and answered with the task', () => {
    const run = waiting();
    run.history.signal();
    run.task({ queries: { q1: query(), q2: query() } });
    run.activation('signal go', startTimer(2));
    const { isReplaying } = run.activation(
      'query q1, query q2',
      answerQuery('q1'),
      answerQuery('q2'),
    );
    expect(isReplaying).toBe(true);
    expect(run.sent('ST2').queryResults).toEqual({ q1: answered, q2: answered });
  });

  test('of its own is answered by itself', () => {
    const run = waiting();
    run.legacyQuery();
    run.activation('query legacy_query', answerQuery('legacy_query'));
    expect(run.open('RespondQueryTaskCompleted')).toMatchObject({ result: answered });
    run.reply('RespondQueryTaskCompleted', {});
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', complete());
    run.sent('CMP');
  });

  test('of a run that is not cached replays it first', () => {
    const run = waiting();
    run.evict();
    run.legacyQuery();
    run.activation('init', startTimer(1));
    run.activation('query legacy_query', answerQuery('legacy_query'));
    expect(run.open('RespondQueryTaskCompleted')).toMatchObject({ result: answered });
  });

  test('of a replay that fails is answered by the failure', () => {
    const run = waiting();
    run.evict();
    run.legacyQuery();
    run.activation('init');
    expect(run.open('RespondQueryTaskCompleted')).toMatchObject({
      result: {
        resultType: 'QUERY_RESULT_TYPE_FAILED',
        errorMessage:
          '[TMPRL1100] Nondeterminism error: No command scheduled for event HistoryEvent(id: 5, TimerStarted)',
      },
    });
    run.reply('RespondQueryTaskCompleted', {});
    expect(run.evictions).toEqual(['LANG_REQUESTED', 'NONDETERMINISM']);
  });

  test('of a state that is gone is not answered', () => {
    const run = waiting();
    run.legacyQuery({ previousStartedEventId: 0 });
    run.nothingSent();
  });

  test('while a local activity runs asks for a new task', () => {
    const run = new ScriptedRun();
    run.task({ queries: { q: query() } });
    run.activation('init', scheduleLocalActivity(1));
    run.activation('query q', answerQuery('q'));
    expect(run.sent('force').queryResults).toEqual({ q: answered });
    run.endLocal(1, { status: 'completed', result: payload('seen') });
    run.activation('local 1 completed', complete());
    run.sent('LM CMP');
  });

  test('that comes while workflow code works waits for its end', () => {
    const run = waiting();
    run.history.signal();
    run.task();
    run.legacyQuery({ previousStartedEventId: run.history.startedEventId });
    run.activation('signal go', startTimer(2));
    run.sent('ST2');
    run.activation('query legacy_query', answerQuery('legacy_query'));
    expect(run.open('RespondQueryTaskCompleted')).toMatchObject({ result: answered });
  });
});
