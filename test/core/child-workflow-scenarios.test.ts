/** Children and other workflows, from the side of the workflow that deals with them. */
import { describe, expect, test } from 'vitest';
import type { ChildWorkflowCancellationType } from '../../src/protocol/activation.ts';
import {
  cancelChild,
  cancelExternal,
  cancelSignal,
  cancelTimer,
  complete,
  setPatchMarker,
  signalExternal,
  startChild,
  startTimer,
} from './commands.ts';
import { ScriptedRun } from './scripted-run.ts';

const WAITING = ['WAIT_CANCELLATION_COMPLETED', 'WAIT_CANCELLATION_REQUESTED'] as const;
const TYPES: readonly ChildWorkflowCancellationType[] = ['ABANDON', 'TRY_CANCEL', ...WAITING];

/** A run whose child 1 is initiated. */
function initiated(type: ChildWorkflowCancellationType): ScriptedRun {
  const run = new ScriptedRun();
  run.task();
  run.activation('init', startChild(1, type));
  run.sent('SC');
  return run;
}

/** A run whose child 1 has started. */
function started(type: ChildWorkflowCancellationType): ScriptedRun {
  const run = initiated(type);
  run.history.startChild(1);
  run.task();
  run.activation('child start 1 succeeded');
  run.sent('');
  return run;
}

describe('a child', () => {
  test.each([
    ['Completed', 'child 1 completed', undefined],
    ['Failed', 'child 1 failed', 'Child Workflow execution failed'],
    ['TimedOut', 'child 1 failed', 'Child Workflow execution timed out'],
    ['Terminated', 'child 1 failed', 'Child Workflow execution terminated'],
    ['Canceled', 'child 1 cancelled', 'Child Workflow execution cancelled'],
  ] as const)('that is %s is told as such', (how, job, message) => {
    const run = started('WAIT_CANCELLATION_COMPLETED');
    run.history.closeChild(1, how);
    run.task();
    const { jobs } = run.activation(job, complete());
    if (message !== undefined) {
      expect(jobs[0]).toMatchObject({
        result: {
          failure: {
            message,
            childWorkflowExecutionFailureInfo: {
              namespace: 'default',
              workflowType: { name: 'childType' },
              workflowExecution: { workflowId: 'child-1', runId: 'child-run-1' },
              initiatedEventId: 5,
              startedEventId: 6,
            },
          },
        },
      });
    }
    run.sent('CMP');
    run.replays();
  });

  test('whose id is taken does not start', () => {
    const run = initiated('WAIT_CANCELLATION_COMPLETED');
    run.history.failChildStart(1);
    run.task();
    const { jobs } = run.activation('child start 1 failed', complete());
    expect(jobs[0]).toMatchObject({
      result: {
        cause: 'WORKFLOW_ALREADY_EXISTS',
        workflowId: 'child-1',
        workflowType: 'childType',
      },
    });
    run.sent('CMP');
    run.replays();
  });

  test.each(TYPES)('with %s that is cancelled as it is started is never heard of', (type) => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startChild(1, type), cancelChild(1));
    const { jobs } = run.activation('child start 1 cancelled', complete());
    expect(jobs[0]).toMatchObject({
      result: {
        failure: {
          message: 'Child Workflow Execution cancelled before scheduled: ',
          cause: { canceledFailureInfo: {} },
        },
      },
    });
    run.sent('CMP');
    run.replays();
  });

  test.each([
    ['ABANDON', ''],
    ['TRY_CANCEL', 'RCX'],
  ] as const)('with %s that is cancelled before it starts is told at once', (type, commands) => {
    const run = initiated(type);
    run.history.signal();
    run.task();
    run.activation('signal go', cancelChild(1));
    expect(run.findings).toEqual(['start of a cancelled child never settles']);
    run.activation('child 1 cancelled', startTimer(1));
    run.sent(commands === '' ? 'ST1' : `${commands} ST1`);
    run.history.startChild(1);
    run.task();
    run.sent('');
    run.replays();
  });

  test.each(WAITING)('with %s that is cancelled before it starts still decides itself', (type) => {
    const run = initiated(type);
    run.history.signal();
    run.task();
    run.activation('signal go', cancelChild(1));
    run.sent('RCX');
    run.history.startChild(1);
    run.task();
    run.activation('child start 1 succeeded');
    run.sent('');
    run.history.closeChild(1, 'Canceled');
    run.task();
    run.activation('child 1 cancelled', complete());
    run.sent('CMP');
    run.replays();
  });

  test.each(TYPES)('with %s that is cancelled once it runs', (type) => {
    const run = started(type);
    run.history.requestCancel();
    run.task();
    run.activation('cancel', cancelChild(1));
    if (type === 'ABANDON' || type === 'TRY_CANCEL') {
      run.activation('child 1 cancelled', startTimer(1));
      run.sent(type === 'ABANDON' ? 'ST1' : 'RCX ST1');
    } else {
      const { commands } = run.sent('RCX');
      expect(commands[0]).toMatchObject({
        attributes: { workflowId: 'child-1', runId: 'child-run-1', childWorkflowOnly: true },
      });
    }
  });

  test.each(['Completed', 'Failed', 'TimedOut', 'Terminated', 'Canceled'] as const)(
    'that was abandoned may be %s unheard',
    (how) => {
      const run = started('TRY_CANCEL');
      run.history.requestCancel();
      run.task();
      run.activation('cancel', cancelChild(1));
      run.activation('child 1 cancelled', startTimer(1));
      run.sent('RCX ST1');
      run.history.closeChild(1, how);
      run.task();
      run.sent('');
      run.replays();
    },
  );

  test('may complete although it was asked to cancel', () => {
    const run = started('WAIT_CANCELLATION_COMPLETED');
    run.history.requestCancel();
    run.task();
    run.activation('cancel', cancelChild(1));
    run.sent('RCX');
    run.history.closeChild(1, 'Completed');
    run.task();
    run.activation('child 1 completed', complete());
    run.sent('CMP');
    run.replays();
  });

  test('with WAIT_CANCELLATION_REQUESTED is waited for all the same', () => {
    const run = started('WAIT_CANCELLATION_REQUESTED');
    run.history.requestCancel();
    run.task();
    run.activation('cancel', cancelChild(1));
    run.sent('RCX');
    run.history.answerExternal('cancel', 'ExternalWorkflowExecutionCancelRequested');
    run.task();
    run.sent('');
    expect(run.findings).toEqual(['child cancellation requested is not enough']);
    run.history.closeChild(1, 'Canceled');
    run.task();
    run.activation('child 1 cancelled', complete());
    run.sent('CMP');
    run.replays();
  });

  test('that is gone when it is asked to cancel says nothing of that', () => {
    const run = started('WAIT_CANCELLATION_COMPLETED');
    run.history.requestCancel();
    run.task();
    run.activation('cancel', cancelChild(1));
    run.sent('RCX');
    run.history.answerExternal('cancel', 'RequestCancelExternalWorkflowExecutionFailed');
    run.task();
    run.sent('');
    run.history.closeChild(1, 'Completed');
    run.task();
    run.activation('child 1 completed', complete());
    run.sent('CMP');
    run.replays();
  });
});

describe('another workflow', () => {
  test('is signalled', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', signalExternal(1));
    expect(run.sent('SX').commands[0]).toMatchObject({
      attributes: { execution: { workflowId: 'other', runId: '' }, childWorkflowOnly: false },
    });
    run.history.answerExternal('signal', 'ExternalWorkflowExecutionSignaled');
    run.task();
    run.activation('signalled 1', complete());
    run.sent('CMP');
    run.replays();
  });

  test('that does not exist can not be signalled', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', signalExternal(1));
    run.sent('SX');
    run.history.answerExternal('signal', 'SignalExternalWorkflowExecutionFailed');
    run.task();
    const { jobs } = run.activation('signalled 1 failed', complete());
    expect(jobs[0]).toMatchObject({
      failure: {
        message: 'Unable to signal external workflow because it was not found',
        applicationFailureInfo: { type: 'ExternalWorkflowExecutionNotFound' },
      },
    });
  });

  test('is not signalled if the signal is cancelled in the same activation', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', signalExternal(1), cancelSignal(1));
    const { jobs } = run.activation('signalled 1 failed', complete());
    expect(jobs[0]).toMatchObject({
      failure: { message: 'Signal was cancelled before being sent', canceledFailureInfo: {} },
    });
    run.sent('CMP');
    run.replays();
  });

  test('is signalled although the signal was cancelled after it was sent', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', signalExternal(1), startTimer(1));
    run.sent('SX ST1');
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', cancelSignal(1));
    run.sent('');
    run.history.answerExternal('signal', 'ExternalWorkflowExecutionSignaled');
    run.task();
    run.activation('signalled 1', complete());
    run.sent('CMP');
    run.replays();
  });

  test('is asked to cancel, for a reason that names the run that asks', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', cancelExternal(1));
    expect(run.sent('RCX').commands[0]).toMatchObject({
      attributes: {
        workflowId: 'other',
        childWorkflowOnly: false,
        reason: 'Cancel requested by workflow with run id run with reason: ',
      },
    });
    run.history.answerExternal('cancel', 'ExternalWorkflowExecutionCancelRequested');
    run.task();
    run.activation('cancel requested 1', complete());
    run.sent('CMP');
    run.replays();
  });

  test('that does not exist can not be asked to cancel', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', cancelExternal(1));
    run.sent('RCX');
    run.history.answerExternal('cancel', 'RequestCancelExternalWorkflowExecutionFailed');
    run.task();
    const { jobs } = run.activation('cancel requested 1 failed', complete());
    expect(jobs[0]).toMatchObject({
      failure: {
        message: 'Unable to cancel external workflow because not found',
        applicationFailureInfo: { type: 'ExternalWorkflowExecutionNotFound' },
      },
    });
  });

  test('is asked to cancel even if the scope is cancelled at once, as a patch remembers', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', cancelExternal(1), setPatchMarker('p'), complete());
    run.sent('RCX PATCH UPSERT CMP');
    const again = new ScriptedRun();
    again.history.events.push(...run.history.events.slice(1));
    again.history.previousStartedEventId = run.history.previousStartedEventId;
    again.legacyQuery({ history: run.history.events });
    expect(again.openActivation).toBe('init, patch p');
  });

  test('a timer besides is cancelled as ever', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1), signalExternal(1), cancelTimer(1), cancelSignal(1));
    run.activation('signalled 1 failed', complete());
    run.sent('CMP');
    run.replays();
  });
});
