/** Local activities, from the workflow's side: when they run, what they record, what they hold back, and how a replay learns of them. */
import { describe, expect, test } from 'vitest';
import type { ActivityCancellationType } from '../../src/protocol/activation.ts';
import {
  cancelActivity,
  cancelChild,
  cancelLocalActivity,
  cancelTimer,
  cancelWorkflow,
  complete,
  payload,
  scheduleActivity,
  scheduleLocalActivity,
  startChild,
  startTimer,
} from './commands.ts';
import { START } from './history-builder.ts';
import { ScriptedRun } from './scripted-run.ts';

const TYPES: readonly ActivityCancellationType[] = [
  'TRY_CANCEL',
  'WAIT_CANCELLATION_COMPLETED',
  'ABANDON',
];
const DONE = { status: 'completed', result: payload('seen') } as const;
const CANCELLED = {
  status: 'cancelled',
  failure: { message: 'CANCELLED', source: 'TypeScriptSDK', canceledFailureInfo: {} },
} as const;
const FAILED = {
  status: 'failed',
  failure: { message: 'no', source: 'TypeScriptSDK', applicationFailureInfo: { type: 'No' } },
} as const;

const markerOf = (command: unknown): unknown => {
  const { attributes } = command as {
    attributes: { details: Record<string, { payloads: { data: Uint8Array }[] }> };
  };
  return JSON.parse(new TextDecoder().decode(attributes.details['data']?.payloads[0]?.data));
};

/** A run whose first activation scheduled a local activity, which now runs. */
function running(type: ActivityCancellationType = 'TRY_CANCEL', taskTimeout = 10_000): ScriptedRun {
  const run = new ScriptedRun({}, { workflowTaskTimeout: taskTimeout });
  run.task();
  run.activation('init', scheduleLocalActivity(1, type));
  return run;
}

describe('a local activity', () => {
  test('ends in the workflow task that scheduled it, and leaves a marker', () => {
    const run = running();
    run.nothingSent();
    run.pass(60);
    run.endLocal(1, DONE);
    run.activation('local 1 completed', complete());
    const { commands } = run.sent('LM CMP');
    expect(markerOf(commands[0])).toEqual({
      seq: 1,
      attempt: 1,
      activity_id: '1',
      activity_type: 'look',
      complete_time: { seconds: START / 1000, nanos: 60_000_000 },
      backoff: null,
      original_schedule_time: { seconds: START / 1000, nanos: 0 },
    });
    expect(commands[0]).toMatchObject({
      attributes: {
        markerName: 'core_local_activity',
        details: { result: { payloads: [DONE.result] } },
      },
    });
    run.replays();
  });

  test('writes the keys of its marker in their order', () => {
    const run = running();
    run.endLocal(1, DONE);
    run.activation('local 1 completed', complete());
    const { commands } = run.sent('LM CMP');
    expect(Object.keys(markerOf(commands[0]) as object)).toEqual([
      'seq',
      'attempt',
      'activity_id',
      'activity_type',
      'complete_time',
      'backoff',
      'original_schedule_time',
    ]);
  });

  test('moves workflow time on by as long as it ran', () => {
    const run = running();
    run.pass(250);
    run.endLocal(1, DONE);
    expect(run.activation('local 1 completed', complete()).timestamp).toBe(START + 250);
  });

  test('holds back what else the task has to say', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1), scheduleActivity(2), startTimer(1));
    run.nothingSent();
    run.endLocal(1, DONE);
    run.activation('local 1 completed');
    run.sent('SA2 ST1 LM');
  });

  test('that fails rejects with the bare failure', () => {
    const run = running('TRY_CANCEL');
    run.endLocal(1, {
      status: 'failed',
      failure: { ...FAILED.failure, applicationFailureInfo: { type: 'No', nonRetryable: true } },
    });
    const { jobs } = run.activation('local 1 failed', complete());
    expect(jobs[0]).toMatchObject({ result: { failure: { message: 'no' } } });
    expect(jobs[0]).not.toHaveProperty('result.failure.activityFailureInfo');
    run.sent('LM(failure) CMP');
    run.replays();
  });

  test.each(TYPES)(
    'with %s that is cancelled as it is scheduled never runs, but leaves a marker',
    (type) => {
      const run = new ScriptedRun();
      run.task();
      run.activation('init', scheduleLocalActivity(1, type), cancelLocalActivity(1));
      expect(run.attempts.size).toBe(0);
      const { jobs } = run.activation('local 1 cancelled', complete());
      expect(jobs[0]).toMatchObject({
        result: {
          failure: {
            message: 'Local Activity cancelled',
            activityFailureInfo: { retryState: 'RETRY_STATE_CANCEL_REQUESTED', activityId: '1' },
            cause: { message: 'Activity cancelled', canceledFailureInfo: {} },
          },
        },
      });
      const { commands } = run.sent('LM(cancel) CMP');
      const time = { seconds: START / 1000, nanos: 0 };
      expect(markerOf(commands[0])).toMatchObject({
        complete_time: type === 'WAIT_CANCELLATION_COMPLETED' ? time : null,
      });
      run.replays();
    },
  );

  test('whose task is in an earlier scope cancels things that were never sent', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation(
      'init',
      startTimer(1),
      scheduleActivity(1),
      startChild(1),
      scheduleLocalActivity(2),
    );
    run.endLocal(2, DONE);
    run.activation('local 2 completed', cancelTimer(1), cancelActivity(1), cancelChild(1));
    run.activation('activity 1 cancelled, child start 1 cancelled', complete());
    run.sent('LM CMP');
    run.replays();
  });

  test('is dropped, without a marker, when the run ends itself', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1), complete());
    expect(run.attempts.size).toBe(0);
    run.sent('CMP');
    run.replays();
  });

  test('that times out is told as a failed activity', () => {
    const run = new ScriptedRun();
    run.task();
    const once = { startToCloseTimeout: 400, retryPolicy: { maximumAttempts: 1 } };
    run.activation('init', scheduleLocalActivity(1, 'TRY_CANCEL', once));
    run.pass(400);
    const { jobs } = run.activation('local 1 failed', complete());
    expect(jobs[0]).toMatchObject({
      result: {
        failure: {
          message: 'Local Activity timed out',
          activityFailureInfo: { retryState: 'RETRY_STATE_CANCEL_REQUESTED' },
          cause: { timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' } },
        },
      },
    });
    run.sent('LM(failure) CMP');
    // A replay can't tell it from another failure: it is the bare one.
    run.replays();
  });
});

describe('several local activities', () => {
  test('are told one by one, in the order in which they end', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1), scheduleLocalActivity(2));
    run.endLocal(2, DONE);
    run.activation('local 2 completed');
    run.nothingSent();
    run.endLocal(1, DONE);
    run.activation('local 1 completed', complete());
    run.sent('LM LM CMP');
  });

  test('may end while workflow code works', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1), scheduleLocalActivity(2));
    run.endLocal(2, DONE);
    expect(run.openActivation).toBe('local 2 completed');
    run.endLocal(1, DONE);
    run.activation('local 2 completed');
    run.activation('local 1 completed', complete());
    run.sent('LM LM CMP');
  });

  test('must not be cancelled between their end and its being told', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1), scheduleLocalActivity(2));
    run.endLocal(1, DONE);
    run.endLocal(2, DONE);
    run.activation('local 1 completed', cancelLocalActivity(2), complete());
    expect(run.findings).toEqual(['local activity cancelled as it ends']);
    expect(run.taskFailed()).toMatchObject({
      cause: 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR',
      failure: {
        message: '[TMPRL1100] Nondeterminism error: Invalid transition in state machine',
      },
    });
    expect(run.evictions).toEqual(['NONDETERMINISM']);
  });
});

describe('a heartbeat of the workflow task', () => {
  test('sends what there is after 80 % of the task timeout, and asks for a new task', () => {
    const run = new ScriptedRun({}, { workflowTaskTimeout: 1_000 });
    run.task();
    run.activation('init', scheduleLocalActivity(1), startTimer(1));
    run.pass(799);
    run.nothingSent();
    run.pass(1);
    run.sent('ST1 force');
    run.pass(799);
    run.nothingSent();
    run.pass(1);
    run.sent('force');
    run.endLocal(1, DONE);
    run.activation('local 1 completed', complete());
    run.sent('LM CMP');
    run.replays();
  });

  test('waits for workflow code that is at work', () => {
    const run = new ScriptedRun({}, { workflowTaskTimeout: 1_000 });
    run.task();
    run.activation('init', scheduleLocalActivity(1), scheduleLocalActivity(2));
    run.endLocal(1, DONE);
    run.pass(900);
    run.activation('local 1 completed', startTimer(1));
    run.sent('LM ST1 force');
  });

  test('brings a cancel request, which cancels at once with TRY_CANCEL', () => {
    const run = running('TRY_CANCEL', 1_000);
    run.history.requestCancel();
    run.pass(800);
    run.sent('force');
    run.activation('cancel', cancelLocalActivity(1));
    expect(run.cancelledAttempts).toEqual(['CANCELLED']);
    run.activation('local 1 cancelled', cancelWorkflow());
    run.sent('LM(cancel) CXL');
    run.replays();
  });

  test('brings a cancel request, which WAIT_CANCELLATION_COMPLETED lets the code answer', () => {
    const run = running('WAIT_CANCELLATION_COMPLETED', 1_000);
    run.history.requestCancel();
    run.pass(800);
    run.sent('force');
    run.activation('cancel', cancelLocalActivity(1));
    run.pass(800);
    run.sent('force');
    run.pass(800);
    run.sent('force');
    run.endLocal(1, DONE);
    run.activation('local 1 completed', complete());
    run.sent('LM CMP');
    run.replays();
  });

  test('brings a cancel request, which the code confirms', () => {
    const run = running('WAIT_CANCELLATION_COMPLETED', 1_000);
    run.history.requestCancel();
    run.pass(800);
    run.sent('force');
    run.activation('cancel', cancelLocalActivity(1));
    run.endLocal(1, CANCELLED);
    run.activation('local 1 cancelled', cancelWorkflow());
    run.sent('LM(cancel) CXL');
    run.replays();
  });

  test('brings a cancel request, which ABANDON keeps from the code', () => {
    const run = running('ABANDON', 1_000);
    run.history.requestCancel();
    run.pass(800);
    run.sent('force');
    run.activation('cancel', cancelLocalActivity(1));
    expect(run.cancelledAttempts).toEqual([]);
    run.activation('local 1 cancelled', startTimer(1));
    run.sent('LM(cancel) ST1');
    run.endLocal(1, DONE);
    run.nothingSent();
    run.replays();
  });

  test('is needed as long as code runs on after TRY_CANCEL', () => {
    const run = running('TRY_CANCEL', 1_000);
    run.history.signal();
    run.pass(800);
    run.sent('force');
    run.activation('signal go', cancelLocalActivity(1));
    run.activation('local 1 cancelled', startTimer(1));
    run.nothingSent();
    run.endLocal(1, DONE);
    run.sent('LM(cancel) ST1');
    run.replays();
  });

  test('lets the run end without those that it left behind', () => {
    const run = new ScriptedRun({}, { workflowTaskTimeout: 1_000 });
    run.task();
    run.activation('init', scheduleLocalActivity(1), startTimer(1, 100));
    run.history.now = run.now;
    run.pass(800);
    const { commands } = run.peekSent('ST1 force');
    run.history.completed(commands).fireTimer(1).task();
    run.reply('RespondWorkflowTaskCompleted', { workflowTask: run.incrementalTask() });
    run.activation('timer 1', complete());
    expect(run.cancelledAttempts).toEqual(['CANCELLED']);
    run.sent('CMP');
    run.replays();
  });

  test('finds a run that closed in the meantime gone', () => {
    const run = running('TRY_CANCEL', 1_000);
    run.pass(800);
    run.refuse('RespondWorkflowTaskCompleted', 'NOT_FOUND', 'Workflow task not found.');
    expect(run.evictions).toEqual(['TASK_NOT_FOUND']);
    expect(run.cancelledAttempts).toEqual(['CANCELLED']);
  });
});

describe('a local activity in backoff', () => {
  const slowly = { retryPolicy: { initialInterval: 3_000 } };

  test('is cancelled at once', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1, 'TRY_CANCEL', slowly), startTimer(1));
    run.endLocal(1, FAILED);
    run.pass(8_000 - 1);
    run.nothingSent();
    run.pass(1);
    run.sent('ST1 force');
    run.history.fireTimer(1);
    run.pass(8_000);
    run.sent('force');
    run.activation('timer 1', cancelLocalActivity(1));
    run.activation('local 1 cancelled', complete());
    run.sent('LM(cancel) CMP');
    run.replays();
  });

  test('sleeps by a timer of the workflow when that takes longer than the threshold', () => {
    const run = new ScriptedRun();
    const more = { ...slowly, localRetryThreshold: 100 };
    run.task();
    run.activation('init', scheduleLocalActivity(1, 'TRY_CANCEL', more));
    run.endLocal(1, FAILED);
    const { jobs } = run.activation('local 1 backoff', startTimer(1));
    expect(jobs[0]).toMatchObject({
      result: { attempt: 2, backoffDuration: 3_000, originalScheduleTime: START },
    });
    const { commands } = run.sent('LM(failure) ST1');
    expect(markerOf(commands[0])).toMatchObject({ backoff: { seconds: 3, nanos: 0 }, attempt: 1 });
    run.pass(3_000);
    run.history.fireTimer(1);
    run.task();
    const again = { ...more, attempt: 2, originalScheduleTime: START };
    run.activation('timer 1', scheduleLocalActivity(2, 'TRY_CANCEL', again));
    run.endLocal(2, DONE);
    run.activation('local 2 completed', complete());
    const last = run.sent('LM CMP');
    expect(markerOf(last.commands[0])).toMatchObject({
      seq: 2,
      attempt: 2,
      original_schedule_time: { seconds: START / 1000, nanos: 0 },
    });
    run.replays();
  });

  test('is cancelled when its run is to leave the cache, and the workflow goes on before it leaves', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleLocalActivity(1, 'ABANDON', slowly));
    run.endLocal(1, FAILED);
    run.evict();
    run.activation('local 1 cancelled', startTimer(1));
    const { commands } = run.sent('LM(cancel) ST1');
    expect(markerOf(commands[0])).toMatchObject({ attempt: 0, original_schedule_time: null });
    expect(run.evictions).toEqual(['LANG_REQUESTED']);
  });

  test('keeps the workflow from ending: its marker would follow the end', () => {
    const run = new ScriptedRun({}, { workflowTaskTimeout: 1_000 });
    run.task();
    run.activation('init', scheduleLocalActivity(1, 'TRY_CANCEL', slowly), startTimer(1, 100));
    run.endLocal(1, FAILED);
    run.pass(800);
    run.sent('ST1 force');
    run.history.fireTimer(1);
    run.pass(800);
    run.sent('force');
    run.activation('timer 1', complete());
    run.activation('local 1 cancelled');
    run.peekSent('CMP LM(cancel)');
    expect(run.findings).toEqual(['local activity ends after its run']);
    run.refuse('RespondWorkflowTaskCompleted', 'INVALID_ARGUMENT', 'invalid command sequence');
    expect(run.evictions).toEqual(['FATAL']);
  });

  test('that sleeps by a timer is cancelled by cancelling the timer', () => {
    const run = new ScriptedRun();
    const more = { ...slowly, localRetryThreshold: 100 };
    run.task();
    run.activation('init', startTimer(1), scheduleLocalActivity(1, 'TRY_CANCEL', more));
    run.endLocal(1, FAILED);
    run.activation('local 1 backoff', startTimer(2));
    run.sent('ST1 LM(failure) ST2');
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', cancelTimer(2), complete());
    run.sent('CT2 CMP');
    run.replays();
  });
});

describe('a replay', () => {
  test('runs a local activity again whose marker was never written', () => {
    const run = running('TRY_CANCEL', 1_000);
    run.pass(800);
    run.sent('force');
    run.evict();
    run.endLocal(1, CANCELLED);
    run.history.failTask('WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND');
    run.attempts.clear();
    run.task();
    run.activation('init', scheduleLocalActivity(1));
    expect(run.attempts.get(1)).toMatchObject({ attempt: 1 });
    run.endLocal(1, DONE);
    run.activation('local 1 completed', complete());
    run.sent('LM CMP');
  });

  test('knows of an end that comes several tasks after the start', () => {
    const run = running('TRY_CANCEL', 1_000);
    run.history.signal();
    run.pass(800);
    run.sent('force');
    run.activation('signal go', startTimer(1));
    run.endLocal(1, DONE);
    run.activation('local 1 completed', complete());
    run.sent('ST1 LM CMP');
    run.replays();
  });
});
