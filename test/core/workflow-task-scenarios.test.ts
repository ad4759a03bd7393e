/** Workflow tasks themselves: which of them reach workflow code, how they fail, and what their completion says besides commands. */
import { describe, expect, test } from 'vitest';
import { cancelTimer, complete, fail, scheduleActivity, startTimer } from './commands.ts';
import { START } from './history-builder.ts';
import { ScriptedRun } from './scripted-run.ts';

/** A run that waits for a timer. */
function waiting(): ScriptedRun {
  const run = new ScriptedRun();
  run.task();
  run.activation('init', startTimer(1));
  run.sent('ST1');
  return run;
}

test('a run without timeouts of its own has none, but the task timeout', () => {
  const run = new ScriptedRun();
  run.task();
  const { jobs } = run.activation('init', complete());
  expect(jobs[0]).toMatchObject({
    workflowExecutionTimeout: undefined,
    workflowRunTimeout: undefined,
    workflowTaskTimeout: 10_000,
  });
});

describe('the first activation', () => {
  test('tells workflow code what the history says of its run', () => {
    const run = new ScriptedRun({}, { attempt: 2, cronSchedule: '@hourly', identity: 'client' });
    run.task();
    const activation = run.activation('init', complete());
    expect(activation).toMatchObject({
      runId: 'run',
      timestamp: START,
      isReplaying: false,
      historyLength: 3,
      availableInternalFlags: [],
      jobs: [
        {
          type: 'initializeWorkflow',
          workflowType: 'workflowType',
          workflowId: 'workflow',
          randomnessSeedRunId: 'run',
          firstExecutionRunId: 'run',
          attempt: 2,
          cronSchedule: '@hourly',
          identity: 'client',
          startTime: START,
          workflowTaskTimeout: 10_000,
          headers: {},
          arguments: [],
        },
      ],
    });
  });
});

describe('a completion', () => {
  test('notes flags and SDK once, and asks for the next task and for the sticky queue', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1));
    expect(run.sent('ST1')).toMatchObject({
      identity: 'worker',
      returnNewWorkflowTask: true,
      forceCreateNewWorkflowTask: false,
      capabilities: { discardSpeculativeWorkflowTaskWithEvents: true },
      stickyAttributes: {
        workerTaskQueue: {
          name: 'worker sticky',
          kind: 'TASK_QUEUE_KIND_STICKY',
          normalName: 'queue',
        },
        scheduleToStartTimeout: 10_000,
      },
      sdkMetadata: {
        coreUsedFlags: [1, 2, 3],
        langUsedFlags: [],
        sdkName: 'temporal-typescript',
        sdkVersion: '1.24.0',
      },
    });
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', complete());
    expect(run.sent('CMP').sdkMetadata).toEqual({
      coreUsedFlags: [],
      langUsedFlags: [],
      sdkName: undefined,
      sdkVersion: undefined,
    });
  });

  test('may bring the next task', () => {
    const run = waiting();
    run.history.signal();
    run.task();
    run.activation('signal go', cancelTimer(1));
    const { commands } = run.peekSent('CT1');
    run.history.completed(commands).signal('more').task();
    run.reply('RespondWorkflowTaskCompleted', { workflowTask: run.nextTask() });
    run.activation('signal more', complete());
    run.sent('CMP');
    run.replays();
  });

  test.each([
    ['NOT_FOUND', 'Workflow task not found.', 'TASK_NOT_FOUND'],
    ['INVALID_ARGUMENT', 'UnhandledCommand', 'UNHANDLED_COMMAND'],
    ['INVALID_ARGUMENT', 'BadStartTimerAttributes', 'FATAL'],
  ] as const)(
    'that is refused by %s (%s) costs the run its place in the cache',
    (code, words, reason) => {
      const run = waiting();
      run.history.fireTimer(1);
      run.task();
      run.activation('timer 1', complete());
      run.refuse('RespondWorkflowTaskCompleted', code, words);
      expect(run.evictions).toEqual([reason]);
      run.nothingSent();
    },
  );

  test('of unhandled commands is made anew by a replay', () => {
    const run = waiting();
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', complete());
    run.refuse('RespondWorkflowTaskCompleted', 'INVALID_ARGUMENT', 'UnhandledCommand');
    run.history.failTask('WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND').signal();
    run.task();
    const first = run.activation('init', startTimer(1));
    expect(first.isReplaying).toBe(true);
    const second = run.activation('signal go, timer 1', complete());
    expect(second.isReplaying).toBe(false);
    run.sent('CMP');
  });

  test.each([
    ['first', [complete(), startTimer(1), scheduleActivity(1)], 'ST1 SA1 CMP'],
    ['several times', [fail(), startTimer(1), complete()], 'ST1 FAIL'],
  ] as const)('puts a command that ends the run, given %s, at the end', (_, commands, sent) => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', ...commands);
    run.sent(sent);
    run.replays();
  });

  test('that ends the run lets it leave the cache', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', complete());
    expect(run.evictions).toEqual([]);
    run.sent('CMP');
    expect(run.evictions).toEqual(['WORKFLOW_EXECUTION_ENDING']);
    expect(run.worker.cachedRuns).toEqual([]);
  });
});

describe('a task without anything for workflow code', () => {
  test('is completed without it', () => {
    const run = waiting();
    run.task();
    run.sent('');
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', complete());
    run.sent('CMP');
    run.replays();
  });
});

describe('a failed task', () => {
  test('is reported the first time only', () => {
    const run = waiting();
    run.history.fireTimer(1);
    run.task();
    run.activationFails('timer 1');
    run.taskFailed();
    run.task({ attempt: 2 });
    run.activation('init', startTimer(1));
    run.activationFails('timer 1');
    run.nothingSent();
    expect(run.evictions).toEqual(['LANG_FAIL', 'LANG_FAIL']);
  });

  test('may have its cause named by workflow code', () => {
    const run = new ScriptedRun();
    run.task();
    run.activationFails('init', { message: 'DeterminismViolationError' });
    expect(run.taskFailed().failure).toEqual({ message: 'DeterminismViolationError' });
  });

  test('in a history is passed over, with what it started', () => {
    const run = waiting();
    run.history.signal('one').task().failTask('WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND');
    run.history.signal('two').task().timeOutTask().fireTimer(1);
    run.evict();
    run.task();
    run.activation('init', startTimer(1));
    run.activation('signal one, signal two, timer 1', complete());
    run.sent('CMP');
  });

  test('by a reset gives workflow code a new seed', () => {
    const run = waiting();
    run.history.task().failTask('WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW', 'other run');
    run.evict();
    run.history.signal();
    run.task();
    run.activation('init', startTimer(1));
    run.activation('seed other run, signal go', complete());
    run.sent('CMP');
  });
});

describe('a replay', () => {
  test('ends with what happened since the last completed task', () => {
    const run = waiting();
    run.history.fireTimer(1);
    run.task();
    run.activation('timer 1', startTimer(2));
    run.sent('ST2');
    run.evict();
    run.history.fireTimer(2);
    run.task();
    expect(run.activation('init', startTimer(1)).isReplaying).toBe(true);
    expect(run.activation('timer 1', startTimer(2)).isReplaying).toBe(true);
    const last = run.activation('timer 2', complete());
    expect(last.isReplaying).toBe(false);
    expect(last.availableInternalFlags).toEqual([]);
    run.sent('CMP');
  });

  test('takes flags from the history', () => {
    const run = new ScriptedRun();
    run.history.task().completed([], [], { coreUsedFlags: [1], langUsedFlags: [2, 1] });
    run.history.signal();
    run.task();
    expect(run.activation('init').availableInternalFlags).toEqual([1, 2]);
    run.activation('signal go', startTimer(1));
    expect(run.sent('ST1').sdkMetadata).toMatchObject({ coreUsedFlags: [2, 3] });
  });

  test('of a history without flags drops what comes after the end of the run', () => {
    const end = { type: 'CompleteWorkflowExecution', attributes: {} } as const;
    const run = new ScriptedRun();
    run.history.task().completed([end], [], {});
    run.legacyQuery({ history: run.history.events });
    run.activation('init', complete(), startTimer(1));
    expect(run.openActivation).toBe('query legacy_query');
  });
});

describe('a task that the service gave up while workflow code worked', () => {
  test('is answered in vain, and the next one, which came meanwhile, replays the run', () => {
    const run = waiting();
    run.history.fireTimer(1);
    run.task();
    run.history.timeOutTask().signal().task();
    run.give(run.nextTask({ history: [...run.history.events] }));
    run.activation('timer 1', startTimer(2));
    run.refuse('RespondWorkflowTaskCompleted', 'NOT_FOUND', 'Workflow task not found.');
    expect(run.evictions).toEqual(['TASK_NOT_FOUND']);
    run.activation('init', startTimer(1));
    run.activation('signal go, timer 1', complete());
    run.sent('CMP');
  });

  test('and another one that it gave up, too, leave only the last', () => {
    const run = waiting();
    run.history.fireTimer(1);
    run.task();
    for (let times = 0; times < 2; times++) {
      run.history.timeOutTask().task();
      run.give(run.nextTask({ history: [...run.history.events] }));
    }
    run.activation('timer 1', startTimer(2));
    run.refuse('RespondWorkflowTaskCompleted', 'NOT_FOUND', 'Workflow task not found.');
    run.activation('init', startTimer(1));
    run.activation('timer 1', complete());
    expect(run.sent('CMP').taskToken).toBe(`task ${run.history.previousStartedEventId}`);
    run.nothingSent();
  });
});
