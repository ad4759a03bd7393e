/** Children as their parents see them, and requests from one workflow to another. */
import { describe, expect, test } from 'vitest';
import {
  begin,
  boom,
  cancel,
  cancelExternal,
  cancelWorkflow,
  child,
  complete,
  completeWorkflow,
  continueAsNew,
  failWorkflow,
  poll,
  signal,
  signalExternal,
  sleep,
  start,
  terminate,
  timer,
  turn,
} from '../../conformance/service/steps.ts';
import { trace, traceTests } from './trace.ts';

const TWICE = { initialInterval: '1s', maximumAttempts: 2 } as const;

describe('a child', () => {
  traceTests([
    [
      'is started, and its completion reported',
      [
        begin([child()]),
        turn('t'),
        turn('k', [completeWorkflow([1])], 'c'),
        turn('u', [completeWorkflow()]),
      ],
      { w: 'P kI kB wS wB wC kC wS wB wC DONE', c: 'P DONE' },
    ],
    [
      'that fails is reported to fail',
      [begin([child()]), turn('k', [failWorkflow(boom)], 'c')],
      { w: 'P kI kB wS kF{RETRY_POLICY_NOT_SET}', c: 'P FAIL{RETRY_POLICY_NOT_SET}' },
    ],
    [
      'that is cancelled is reported cancelled',
      [begin([child()]), turn('k', [cancelWorkflow()], 'c')],
      { w: 'P kI kB wS kX' },
    ],
    [
      'that times out is reported timed out',
      [begin([child('c', { workflowRunTimeout: '3s' })]), sleep(4000)],
      { w: 'P kI kB wS kT{RETRY_POLICY_NOT_SET}', c: 'S wS TOUT{RETRY_POLICY_NOT_SET}' },
    ],
    [
      'may be cancelled by its parent, which waits for its answer',
      [
        begin([child()]),
        turn('k', [timer()], 'c'),
        turn('t', [cancelExternal('c', { childWorkflowOnly: true })]),
        turn('l', [cancelWorkflow()], 'c'),
      ],
      { w: 'P kI kB wS wB wC eI eR wS kX', c: 'P tS CR wS wB wC XCL' },
    ],
    [
      'cannot be started and cancelled by one completion',
      [begin([child(), cancelExternal('c', { childWorkflowOnly: true })]), sleep(1000)],
      {
        w: 'S wS wB wF{BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES}',
        c: [],
      },
    ],
    [
      'cannot have the id of a workflow that runs',
      [start({ workflowId: 'c' }), begin([child()])],
      { w: 'P kI kN{START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS} wS' },
    ],
    [
      'that is retried is started once and completed once',
      [
        begin([child('c', { retryPolicy: TWICE })]),
        turn('k', [failWorkflow(boom)], 'c'),
        turn('l', [completeWorkflow()], 'c'),
      ],
      { w: 'P kI kB wS kC', c: ['P FAIL{IN_PROGRESS}', 'S{2} wS wB wC DONE'] },
    ],
    [
      'is signalled by its parent',
      [begin([child()]), turn('t', [signalExternal('c', { childWorkflowOnly: true })])],
      { w: 'P kI kB wS wB wC sI sR wS', c: 'S wS SIG' },
    ],
  ]);

  test('that continued as new is not cancelled by a parent who names its first run', () => {
    const { runs } = trace([
      begin([child()]),
      poll('k', { taskQueue: 'c' }),
      complete('k', [continueAsNew()]),
      sleep(2000),
      turn('t', [cancelExternal('c', { childWorkflowOnly: true, runId: { runOf: 'k' } })]),
    ]);
    expect(runs['w']).toEqual(['P kI kB wS wB wC eI eR wS']);
    expect(runs['c']).toEqual(['P CAN', 'S wS']);
  });
});

describe('a request to another workflow', () => {
  const other = (steps: Parameters<typeof begin>[0]): ReturnType<typeof begin> =>
    begin(steps, { workflowId: 'c' });
  const atC = { taskQueue: 'c' };
  const closing = [
    start({ workflowId: 'c' }),
    poll('c', atC),
    signal('s', { workflowId: 'c' }),
    complete('c', [completeWorkflow()]),
    poll('d', atC),
  ];
  const CLOSING = 'S wS wB wF{UNHANDLED_COMMAND} SIG wS';

  traceTests([
    [
      'to cancel one that is closed succeeds',
      [other([completeWorkflow()]), begin([cancelExternal()])],
      { w: 'P eI eR wS', c: 'P DONE' },
    ],
    [
      'to cancel one that does not exist fails',
      [begin([cancelExternal('nobody')])],
      'P eI eF{CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND} wS',
    ],
    [
      'to cancel itself fails',
      [begin([cancelExternal('w')])],
      'P eI eF{CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND} wS',
    ],
    [
      'to cancel as its child what is no child of its own fails',
      [other([timer()]), begin([cancelExternal('c', { childWorkflowOnly: true })])],
      {
        w: 'P eI eF{CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND} wS',
        c: 'P tS',
      },
    ],
    [
      'to signal one that is closed fails',
      [other([completeWorkflow()]), begin([signalExternal()])],
      'P sI sF{SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND} wS',
    ],
    [
      'to signal one that is about to close waits until that is settled, and reaches what goes on',
      [closing, begin([signalExternal()]), complete('d', [timer()]), sleep(1200)],
      { w: 'P sI sR wS', c: `${CLOSING} wB wC tS SIG wS` },
    ],
    [
      'to signal one that is about to close waits until that is settled, and fails if it closes',
      [closing, begin([signalExternal()]), complete('d', [completeWorkflow()]), sleep(1200)],
      {
        w: 'P sI sF{SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND} wS',
        c: `${CLOSING} wB wC DONE`,
      },
    ],
    [
      'to cancel one that runs is written there',
      [other([timer()]), begin([cancelExternal()])],
      { w: 'P eI eR wS', c: 'P tS CR wS' },
    ],
    [
      'to signal one in its start delay is written there',
      [start({ workflowId: 'c', workflowStartDelay: '1h' }), begin([signalExternal()])],
      { w: 'P sI sR wS', c: 'S SIG' },
    ],
  ]);
});

describe('the limits of a run', () => {
  traceTests([
    [
      'end an idle run at its timeout',
      [begin([timer()], { workflowRunTimeout: '5s' }), sleep(6000)],
      'P tS TOUT{RETRY_POLICY_NOT_SET}',
    ],
    [
      'end a run whose task is started',
      [start({ workflowRunTimeout: '5s' }), poll('t'), sleep(6000)],
      'S wS wB wF{FORCE_CLOSE_COMMAND} TOUT{RETRY_POLICY_NOT_SET}',
    ],
    [
      'let it be retried, and forget that it was asked to cancel',
      [begin([timer()], { workflowRunTimeout: '5s', retryPolicy: TWICE }), cancel(), sleep(6500)],
      { w: ['P tS CR wS TOUT{IN_PROGRESS}', 'S{2} wS'] },
    ],
    [
      'end the chain of a cron workflow that cancels itself',
      [
        start({ cronSchedule: '@every 60s' }),
        poll('t', { upToMs: 61_000 }),
        complete('t', [completeWorkflow()]),
        poll('u', { upToMs: 61_000 }),
        signal('s'),
        cancel(),
        complete('u'),
        turn('v', [cancelWorkflow()]),
        sleep(120_000),
      ],
      { w: ['P DONE', 'P SIG CR wS wB wC XCL'] },
    ],
    [
      'do not keep a terminated run from being the last',
      [begin([timer()], { retryPolicy: TWICE }), terminate(), sleep(5000)],
      'P tS TERM',
    ],
  ]);
});
