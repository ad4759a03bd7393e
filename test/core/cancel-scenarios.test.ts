/** What Core asks of workflow code and tells the service, situation by situation; every history is replayed by another worker. */
import { describe, expect, test } from 'vitest';
import type { ActivityCancellationType } from '../../src/protocol/activation.ts';
import {
  cancelActivity,
  cancelTimer,
  cancelWorkflow,
  complete,
  continueAsNew,
  fail,
  scheduleActivity,
  startTimer,
} from './commands.ts';
import { ScriptedRun } from './scripted-run.ts';

const TYPES: readonly ActivityCancellationType[] = [
  'TRY_CANCEL',
  'WAIT_CANCELLATION_COMPLETED',
  'ABANDON',
];

describe('timers', () => {
  test('a timer that is cancelled in the activation that starts it is never heard of', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1), cancelTimer(1), complete());
    run.sent('CMP');
    run.replays();
  });

  test('a timer that is cancelled later is canceled by a command', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1), startTimer(2));
    run.sent('ST1 ST2');
    run.history.fireTimer(2);
    run.task();
    run.activation('timer 2', cancelTimer(1), complete());
    run.sent('CT1 CMP');
    run.replays();
  });

  test('a signal and a timer of one task come in one activation, the signal first', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1));
    run.sent('ST1');
    run.history.fireTimer(1).signal();
    run.task();
    run.activation('signal go, timer 1', complete());
    run.sent('CMP');
    run.replays();
  });
});

describe('a cancel of the workflow', () => {
  test.each([
    ['uncaught', cancelWorkflow(), 'CT1 CXL'],
    ['caught and returned', complete(), 'CT1 CMP'],
    ['caught, and a failure thrown', fail(), 'CT1 FAIL'],
    ['caught, and continued as new', continueAsNew(), 'CT1 CAN'],
  ])('cancels a timer: %s', (_, end, commands) => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1));
    run.sent('ST1');
    run.history.requestCancel();
    run.task();
    run.activation('cancel', cancelTimer(1), end);
    run.sent(commands);
    expect(run.evictions).toEqual(['WORKFLOW_EXECUTION_ENDING']);
    run.replays();
  });

  test('and a plain error fail the workflow task, and the run leaves the cache', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1));
    run.sent('ST1');
    run.history.requestCancel();
    run.task();
    run.activationFails('cancel');
    expect(run.taskFailed()).toMatchObject({
      cause: 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
      failure: { message: 'thrown' },
    });
    expect(run.evictions).toEqual(['LANG_FAIL']);
  });

  test('is followed by clean-up that ends in further tasks', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1));
    run.sent('ST1');
    run.history.requestCancel();
    run.task();
    run.activation('cancel', cancelTimer(1), scheduleActivity(1));
    run.sent('CT1 SA1');
    run.history.closeActivity(1, 'Completed');
    run.task();
    run.activation('activity 1 completed', cancelWorkflow());
    run.sent('CXL');
    run.replays();
  });

  test('before the first task comes with the start, after signals', () => {
    const run = new ScriptedRun();
    run.history.requestCancel().signal();
    run.task();
    run.activation('init, signal go, cancel', cancelWorkflow());
    run.sent('CXL');
    run.replays();
  });

  test('comes once per request', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleActivity(1, 'WAIT_CANCELLATION_COMPLETED'));
    run.sent('SA1');
    run.history.requestCancel().requestCancel();
    run.task();
    run.activation('cancel, cancel', cancelActivity(1));
    run.sent('RCA');
    run.history.requestCancel();
    run.task();
    run.activation('cancel');
    run.sent('');
    run.replays();
  });
});

describe('activities', () => {
  test('with TRY_CANCEL are requested to cancel, and workflow code is told in the same task', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleActivity(1));
    run.sent('SA1');
    run.history.signal();
    run.task();
    run.activation('signal go', cancelActivity(1));
    run.activation('activity 1 cancelled', complete());
    run.sent('RCA CMP');
    run.replays();
  });

  test('with WAIT_CANCELLATION_COMPLETED are waited for', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleActivity(1, 'WAIT_CANCELLATION_COMPLETED'));
    run.sent('SA1');
    run.history.signal();
    run.task();
    run.activation('signal go', cancelActivity(1));
    run.sent('RCA');
    run.history.closeActivity(1, 'Canceled');
    run.task();
    run.activation('activity 1 cancelled', complete());
    run.sent('CMP');
    run.replays();
  });

  test('with ABANDON are not even requested to cancel', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', scheduleActivity(1, 'ABANDON'));
    run.sent('SA1');
    run.history.signal();
    run.task();
    run.activation('signal go', cancelActivity(1));
    run.activation('activity 1 cancelled', complete());
    run.sent('CMP');
    run.replays();
  });

  test.each(TYPES)(
    'with %s that are cancelled as they are scheduled are never heard of',
    (type) => {
      const run = new ScriptedRun();
      run.task();
      run.activation('init', scheduleActivity(1, type), cancelActivity(1));
      run.activation('activity 1 cancelled', complete());
      run.sent('CMP');
      run.replays();
    },
  );
});

describe('signal handlers', () => {
  test('that sleep when the workflow is cancelled are cancelled with it', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1));
    run.sent('ST1');
    run.history.signal();
    run.task();
    run.activation('signal go', startTimer(2));
    run.sent('ST2');
    run.history.requestCancel();
    run.task();
    run.activation('cancel', cancelTimer(1), cancelTimer(2), cancelWorkflow());
    run.sent('CT1 CT2 CXL');
    run.replays();
  });

  test('that sleep when main returns are sent, and lost', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init');
    run.sent('');
    run.history.signal();
    run.task();
    run.activation('signal go', startTimer(1), complete());
    run.sent('ST1 CMP');
  });

  test.each([
    ['satisfies a condition with a timeout', 'signal go', [cancelTimer(1), complete()], 'CT1 CMP'],
    ['is late for it', 'timer 1', [complete()], 'CMP'],
  ] as const)('a signal %s', (_, job, commands, sent) => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1, 5_000));
    run.sent('ST1');
    if (job === 'timer 1') run.history.fireTimer(1);
    else run.history.signal();
    run.task();
    run.activation(job, ...commands);
    run.sent(sent);
    run.replays();
  });
});
