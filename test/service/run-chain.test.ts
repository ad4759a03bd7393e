/** What follows the end of a run: a retry, the next tick of a cron schedule, a run that continues it, or a reset. */
import { describe, expect, test } from 'vitest';
import {
  acceptUpdate,
  activity,
  activityCompleted,
  activityFailed,
  begin,
  boom,
  cancel,
  cancelWorkflow,
  child,
  complete,
  completeWorkflow,
  continueAsNew,
  failWorkflow,
  noTask,
  poll,
  pollActivity,
  reset,
  runOf,
  signal,
  signalWithStart,
  sleep,
  start,
  terminate,
  timer,
  turn,
  update,
} from '../../conformance/service/steps.ts';
import { trace, traceTests } from './trace.ts';

const THRICE = { initialInterval: '1s', maximumAttempts: 3 } as const;
const EVERY_5S = { cronSchedule: '@every 5s' } as const;

describe('a workflow id', () => {
  traceTests([
    [
      'of a workflow that runs may be started again where the existing one will do',
      [begin([timer()]), start({ workflowIdConflictPolicy: 'USE_EXISTING' })],
      'P tS',
    ],
    [
      'of a workflow that runs may be taken from it',
      [start(), poll('t'), signal('s'), start({ workflowIdConflictPolicy: 'TERMINATE_EXISTING' })],
      { w: ['S wS wB wF{FORCE_CLOSE_COMMAND} SIG TERM', 'S wS'] },
    ],
    [
      'of a workflow that is delayed is signalled with a start at once',
      [start({ workflowStartDelay: '1h' }), signalWithStart('s'), turn('t')],
      'S SIG wS wB wC',
    ],
    [
      'is delayed by a signal with a start that says so',
      [
        signalWithStart('s', { workflowStartDelay: '5s' }),
        noTask(),
        poll('t', { upToMs: 6000 }),
        complete('t'),
      ],
      'S SIG wS wB wC',
    ],
    [
      'that a child takes from a workflow that runs',
      [
        begin([timer()], { workflowId: 'c' }),
        begin([child('c', { workflowIdReusePolicy: 'TERMINATE_IF_RUNNING' })]),
      ],
      { w: 'P kI kB wS', c: ['P tS TERM', 'S wS'] },
    ],
    [
      'that a child must not use again',
      [
        begin([completeWorkflow()], { workflowId: 'c' }),
        begin([child('c', { workflowIdReusePolicy: 'REJECT_DUPLICATE' })]),
      ],
      {
        w: 'P kI kN{START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS} wS',
        c: 'P DONE',
      },
    ],
  ]);

  test.for([
    ['REJECT_DUPLICATE', 'Workflow execution already finished.', 'reject duplicate workflow Id.'],
    [
      'ALLOW_DUPLICATE_FAILED_ONLY',
      'Workflow execution already finished successfully.',
      'allow duplicate workflow Id if last run failed.',
    ],
  ] as const)('used before is refused under %s', ([workflowIdReusePolicy, what, why]) => {
    const { refusal } = trace([begin([completeWorkflow()]), start({ workflowIdReusePolicy })]);
    expect(refusal).toEqual({
      code: 'ALREADY_EXISTS',
      message: `${what} WorkflowId: trace/w, RunId: run-1. Workflow Id reuse policy: ${why}`,
    });
  });
});

describe('a run that fails', () => {
  traceTests([
    [
      'is retried after a backoff',
      [begin([failWorkflow(boom)], { retryPolicy: THRICE }), noTask('w', 900), turn('t')],
      { w: ['P FAIL{IN_PROGRESS}', 'S{2} wS wB wC'] },
    ],
    [
      'is retried when its failure says',
      [
        begin(
          [
            failWorkflow({
              message: 'later',
              applicationFailureInfo: { type: 'T', nextRetryDelay: '7s' },
            }),
          ],
          { retryPolicy: THRICE },
        ),
        noTask('w', 6500),
        turn('t'),
      ],
      { w: ['P FAIL{IN_PROGRESS}', 'S{2} wS wB wC'] },
    ],
    [
      'is not retried when its type says so',
      [
        begin([failWorkflow(boom)], {
          retryPolicy: { ...THRICE, nonRetryableErrorTypes: ['Boom'] },
        }),
      ],
      'P FAIL{NON_RETRYABLE_FAILURE}',
    ],
    [
      'is not retried when the whole chain would be out of time',
      [
        begin([failWorkflow(boom)], {
          retryPolicy: { initialInterval: '10s' },
          workflowExecutionTimeout: '5s',
        }),
      ],
      'P FAIL{TIMEOUT}',
    ],
    [
      'ends with the time of the whole chain',
      [
        start({ workflowExecutionTimeout: '4s', retryPolicy: { initialInterval: '3s' } }),
        poll('t'),
        complete('t', [failWorkflow(boom)]),
        sleep(3500),
        poll('u'),
        sleep(1000),
      ],
      { w: ['P FAIL{IN_PROGRESS}', 'S{2} wS wB wF{FORCE_CLOSE_COMMAND} TOUT{TIMEOUT}'] },
    ],
  ]);
});

describe('a cron workflow', () => {
  traceTests([
    [
      'runs at every tick, whatever becomes of the run before',
      [
        start({ ...EVERY_5S, workflowRunTimeout: '3s' }),
        poll('t', { upToMs: 6000 }),
        sleep(4000),
        poll('u', { upToMs: 6000 }),
        complete('u', [completeWorkflow()]),
        terminate(),
      ],
      {
        w: ['S wS wB wF{FORCE_CLOSE_COMMAND} TOUT{RETRY_POLICY_NOT_SET}', 'P DONE', 'S TERM'],
      },
    ],
    [
      'that is retried goes on with its schedule after the last attempt',
      [
        start({ ...EVERY_5S, retryPolicy: { ...THRICE, maximumAttempts: 2 } }),
        poll('t', { upToMs: 6000 }),
        complete('t', [failWorkflow(boom)]),
        poll('u', { upToMs: 6000 }),
        complete('u', [failWorkflow(boom)]),
        poll('v', { upToMs: 9000 }),
        complete('v', [completeWorkflow()]),
        terminate(),
      ],
      {
        w: [
          'P FAIL{IN_PROGRESS}',
          'S{2} wS wB wC FAIL{MAXIMUM_ATTEMPTS_REACHED}',
          'P DONE',
          'S TERM',
        ],
      },
    ],
    [
      'as a child is reported when its chain ends',
      [
        begin([child('c', EVERY_5S)]),
        poll('k', { taskQueue: 'c', upToMs: 7000 }),
        complete('k', [completeWorkflow()]),
        cancel({ workflowId: 'c' }),
        turn('l', [cancelWorkflow()], 'c'),
      ],
      { w: 'P kI kB wS kX', c: ['P DONE', 'S CR wS wB wC XCL'] },
    ],
  ]);
});

describe('a reset', () => {
  traceTests([
    [
      'of a closed run starts a new one',
      [
        begin([completeWorkflow()]),
        reset({ of: 'WorkflowTaskCompleted' }),
        turn('t', [completeWorkflow()]),
      ],
      { w: ['P DONE', 'S wS wB wF{RESET_WORKFLOW} wS wB wC DONE'] },
    ],
    [
      'keeps signals, those that a task held back among them',
      [
        begin([timer()]),
        signal('a'),
        poll('t'),
        signal('b'),
        reset({ of: 'WorkflowTaskCompleted' }),
        turn('u'),
      ],
      {
        w: [
          'P tS SIG wS wB wF{FORCE_CLOSE_COMMAND} SIG TERM',
          'S wS wB wF{RESET_WORKFLOW} SIG SIG wS wB wC',
        ],
      },
    ],
    [
      'keeps the signals of the runs that continued the one it goes back to',
      [
        begin([timer()]),
        signal('a'),
        turn('t', [continueAsNew()]),
        sleep(2000),
        signal('b'),
        reset({ of: 'WorkflowTaskCompleted', nth: 1 }, { runId: runOf('w-first') }),
        turn('u'),
      ],
      {
        w: [
          'P tS SIG wS wB wC CAN',
          'S wS SIG TERM',
          'S wS wB wF{RESET_WORKFLOW} SIG SIG wS wB wC',
        ],
      },
    ],
    [
      'does not keep a request to cancel',
      [begin([timer()]), cancel(), turn('t'), reset({ of: 'WorkflowTaskCompleted', nth: 1 })],
      { w: ['P tS CR wS wB wC TERM', 'S wS wB wF{RESET_WORKFLOW} wS'] },
    ],
    [
      'to before the start of a task starts that task',
      [begin([timer()]), reset({ of: 'WorkflowTaskStarted' }), turn('t')],
      { w: ['P tS TERM', 'S wS wB wF{RESET_WORKFLOW} wS wB wC'] },
    ],
    [
      'lets a timer fire that is due by now',
      [
        begin([timer('t', '3s')]),
        signal('s'),
        turn('t', [timer('u', '20s')]),
        sleep(5000),
        reset({ of: 'WorkflowTaskCompleted', nth: 2 }),
      ],
      {
        w: ['P tS SIG wS wB wC tS tF wS TERM', 'P tS SIG wS wB wF{RESET_WORKFLOW} wS tF'],
      },
    ],
    [
      'lets an activity that waits for its retry begin again',
      [
        begin([activity()]),
        pollActivity(),
        activityFailed(),
        signal('s'),
        turn('t'),
        reset({ of: 'WorkflowTaskCompleted', nth: 2 }),
        pollActivity('a2'),
        activityCompleted('a2'),
        turn('u'),
      ],
      {
        w: ['P aS SIG wS wB wC TERM', 'P aS SIG wS wB wF{RESET_WORKFLOW} wS aB aC wB wC'],
      },
    ],
    [
      'admits an accepted update anew',
      [
        begin([timer()]),
        update('u'),
        poll('t'),
        complete('t', acceptUpdate('u').commands, { messages: acceptUpdate('u').messages }),
        reset({ of: 'WorkflowTaskCompleted', nth: 1 }),
      ],
      { w: ['P tS wS wB wC uA TERM', 'S wS wB wF{RESET_WORKFLOW} uM wS'] },
    ],
  ]);

  test.for([
    [1, 'Workflow task finish ID must be > 1 && <= workflow last event ID.'],
    [100, 'Workflow task finish ID must be > 1 && <= workflow last event ID.'],
    [
      5,
      'Can only reset workflow to event ID in range [WorkflowTaskScheduled +1, WorkflowTaskStarted + 1]: 5',
    ],
  ] as const)('to event %i of a run is refused', ([event, message]) => {
    const { refusal, runs } = trace([begin([timer()]), reset(event)]);
    expect(refusal).toEqual({ code: 'INVALID_ARGUMENT', message });
    expect(runs['w']).toEqual(['P tS']);
  });
});
