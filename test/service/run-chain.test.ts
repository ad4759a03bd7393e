/** What follows the end of a run: a retry, the next tick of a cron schedule, or a run that continues it. */
import { describe, expect, test } from 'vitest';
import {
  begin,
  boom,
  cancel,
  cancelWorkflow,
  child,
  complete,
  completeWorkflow,
  failWorkflow,
  noTask,
  poll,
  signal,
  signalWithStart,
  sleep,
  start,
  terminate,
  timer,
  turn,
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
