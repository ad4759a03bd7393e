/** Remote activities, from the workflow's side: how they end, what their failures say, and the races of a cancel with the end. */
import { describe, expect, test } from 'vitest';
import type { ActivationJob, ActivityCancellationType } from '../../src/protocol/activation.ts';
import {
  cancelActivity,
  cancelTimer,
  cancelWorkflow,
  complete,
  fail,
  payload,
  scheduleActivity,
  startTimer,
} from './commands.ts';
import { ScriptedRun } from './scripted-run.ts';

/** A run whose activity 1 is scheduled. */
function scheduledActivity(type: ActivityCancellationType = 'TRY_CANCEL'): ScriptedRun {
  const run = new ScriptedRun();
  run.task();
  run.activation('init', scheduleActivity(1, type), startTimer(1));
  run.sent('SA1 ST1');
  return run;
}

/** As above, and a signal handler has cancelled it. */
function cancelledActivity(type: ActivityCancellationType): ScriptedRun {
  const run = scheduledActivity(type);
  run.history.signal();
  run.task();
  run.activation('signal go', cancelActivity(1));
  if (type !== 'WAIT_CANCELLATION_COMPLETED') run.activation('activity 1 cancelled');
  run.sent(type === 'ABANDON' ? '' : 'RCA');
  return run;
}

const failureOf = (job: ActivationJob | undefined): unknown =>
  job?.type === 'resolveActivity' && 'failure' in job.result ? job.result.failure : undefined;

describe('an activity that ends by itself', () => {
  test('gives workflow code its result', () => {
    const run = scheduledActivity();
    run.history.add('ActivityTaskStarted', { scheduledEventId: 5, attempt: 1 });
    run.history.add('ActivityTaskCompleted', {
      scheduledEventId: 5,
      startedEventId: 7,
      result: { payloads: [payload('paid')] },
    });
    run.task();
    const { jobs } = run.activation('activity 1 completed', complete());
    expect(jobs).toEqual([
      {
        type: 'resolveActivity',
        seq: 1,
        isLocal: false,
        result: { status: 'completed', result: payload('paid') },
      },
    ]);
    run.sent('CMP');
    run.replays();
  });

  test('with a failure says so, and why', () => {
    const run = scheduledActivity();
    run.history.closeActivity(1, 'Failed');
    run.task();
    const { jobs } = run.activation('activity 1 failed', fail());
    expect(failureOf(jobs[0])).toEqual({
      message: 'Activity task failed',
      cause: { message: 'no', applicationFailureInfo: { type: 'No' } },
      activityFailureInfo: {
        activityType: { name: 'charge' },
        activityId: '1',
        retryState: 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED',
        identity: 'worker',
        scheduledEventId: 5,
        startedEventId: 7,
      },
    });
    run.sent('FAIL');
    run.replays();
  });

  test.each([
    ['started', 7],
    ['before it started', 0],
  ])('by a timeout, %s, says which', (_, startedEventId) => {
    const run = scheduledActivity();
    if (startedEventId) run.history.closeActivity(1, 'TimedOut');
    else run.history.endActivity(1, 'TimedOut');
    run.task();
    const { jobs } = run.activation('activity 1 failed', fail());
    expect(failureOf(jobs[0])).toMatchObject({
      message: 'Activity task timed out',
      cause: { timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' } },
      activityFailureInfo: { retryState: 'RETRY_STATE_TIMEOUT', startedEventId },
    });
    run.sent('FAIL');
    run.replays();
  });
});

describe('an activity that is cancelled', () => {
  test('at once, says nothing of events and details', () => {
    const run = scheduledActivity();
    run.history.signal();
    run.task();
    run.activation('signal go', cancelActivity(1));
    const { jobs } = run.activation('activity 1 cancelled', complete());
    expect(failureOf(jobs[0])).toEqual({
      message: 'Activity cancelled',
      cause: { canceledFailureInfo: { details: undefined } },
      activityFailureInfo: {
        activityType: { name: 'charge' },
        activityId: '1',
        retryState: 'RETRY_STATE_CANCEL_REQUESTED',
        identity: '',
        scheduledEventId: 0,
        startedEventId: 0,
      },
    });
  });

  test('names the event that scheduled it in its request', () => {
    const run = scheduledActivity('WAIT_CANCELLATION_COMPLETED');
    run.history.signal();
    run.task();
    run.activation('signal go', cancelActivity(1));
    expect(run.sent('RCA').commands).toEqual([
      { type: 'RequestCancelActivityTask', attributes: { scheduledEventId: 5 } },
    ]);
  });

  test.each([
    ['TRY_CANCEL', 'cancel', 'activity 1 cancelled', 'RCA CXL'],
    ['ABANDON', 'cancel', 'activity 1 cancelled', 'CXL'],
  ] as const)('with the workflow, %s, ends it in one task', (type, first, second, commands) => {
    const run = scheduledActivity(type);
    run.history.requestCancel();
    run.task();
    run.activation(first, cancelActivity(1));
    run.activation(second, cancelWorkflow());
    run.sent(commands);
    run.replays();
  });

  test.each([
    ['Canceled', 'activity 1 cancelled', cancelWorkflow(), 'CXL'],
    ['Completed', 'activity 1 completed', complete(), 'CMP'],
    ['Failed', 'activity 1 failed', fail(), 'FAIL'],
    ['TimedOut', 'activity 1 failed', fail(), 'FAIL'],
  ] as const)('and waited for may still be %s', (how, job, end, commands) => {
    const run = cancelledActivity('WAIT_CANCELLATION_COMPLETED');
    run.history.closeActivity(1, how);
    run.task();
    run.activation(job, end);
    run.sent(commands);
    run.replays();
  });

  test.each([
    ['Canceled', 'activity 1 cancelled'],
    ['TimedOut', 'activity 1 failed'],
  ] as const)('and waited for may be %s without ever having started', (how, job) => {
    const run = cancelledActivity('WAIT_CANCELLATION_COMPLETED');
    run.history.endActivity(1, how);
    run.task();
    run.activation(job, complete());
    run.sent('CMP');
    run.replays();
  });

  test.each(['Canceled', 'Completed', 'Failed', 'TimedOut'] as const)(
    'with TRY_CANCEL is of no interest when it is later %s',
    (how) => {
      const run = cancelledActivity('TRY_CANCEL');
      run.history.closeActivity(1, how);
      run.task();
      run.sent('');
      run.history.fireTimer(1);
      run.task();
      run.activation('timer 1', complete());
      run.sent('CMP');
      run.replays();
    },
  );

  test('with ABANDON is of no interest when it later completes', () => {
    const run = cancelledActivity('ABANDON');
    run.history.closeActivity(1, 'Completed');
    run.task();
    run.sent('');
    run.replays();
  });

  test.each(['Canceled', 'Failed', 'TimedOut'] as const)(
    'with ABANDON breaks its workflow when it is later %s',
    (how) => {
      const run = cancelledActivity('ABANDON');
      run.history.closeActivity(1, how);
      run.task();
      expect(run.findings).toEqual(['abandoned activity closes unsuccessfully']);
      const eventId = run.history.lastEventId - 2;
      expect(run.taskFailed()).toMatchObject({
        cause: 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
        failure: {
          message:
            'Fatal error in workflow machines: ActivityMachine in state Canceled says the transition is invalid ' +
            `during event EventInfo { event_id: ${eventId}, event_type: ActivityTask${how} }`,
        },
      });
      expect(run.evictions).toEqual(['FATAL']);
    },
  );

  test('in the task that brings its end is not asked for anything', () => {
    const run = scheduledActivity();
    run.history.requestCancel().closeActivity(1, 'Completed');
    run.task();
    run.activation('cancel, activity 1 completed', cancelActivity(1), cancelTimer(1), complete());
    run.sent('CT1 CMP');
    run.replays();
  });
});

describe('a timeout scope', () => {
  test('of a timer and an activity cancels the activity when the timer fires', () => {
    const run = scheduledActivity();
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', cancelActivity(1));
    run.activation('activity 1 cancelled', complete());
    run.sent('RCA CMP');
    run.replays();
  });
});
