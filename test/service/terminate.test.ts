/** What termination does in every state the workflow may be in, and what becomes of its children. */
import { describe, expect, test } from 'vitest';
import {
  activity,
  activityCompleted,
  activityFailed,
  awaitAnswer,
  begin,
  cancel,
  child,
  childWith,
  complete,
  completeWorkflow,
  continueAsNew,
  failTask,
  failWorkflow,
  heartbeat,
  poll,
  pollActivity,
  signal,
  sleep,
  start,
  terminate,
  timer,
  turn,
  update,
} from '../../conformance/service/steps.ts';
import { trace, traceTests } from './trace.ts';

describe('termination', () => {
  traceTests([
    ['with a task that nobody took', [start(), terminate()], 'S wS TERM'],
    [
      'takes a started task away, and answers to it with not found',
      [start(), poll('t'), terminate(), complete('t')],
      'S wS wB wF{FORCE_CLOSE_COMMAND} TERM',
    ],
    [
      'writes the signal that a task held back',
      [start(), poll('t'), signal('s'), terminate()],
      'S wS wB wF{FORCE_CLOSE_COMMAND} SIG TERM',
    ],
    [
      'writes the request to cancel that a task held back',
      [start(), poll('t'), cancel(), terminate()],
      'S wS wB wF{FORCE_CLOSE_COMMAND} CR TERM',
    ],
    [
      'writes the signal that a retried task held back',
      [start(), poll('t'), failTask('t'), poll('u'), signal('s'), terminate()],
      'S wS wB wF{WORKFLOW_WORKER_UNHANDLED_FAILURE} SIG TERM',
    ],
    ['in the start delay', [start({ workflowStartDelay: '1h' }), terminate()], 'S TERM'],
    [
      'of a cron workflow that waits for its tick ends the chain',
      [start({ cronSchedule: '@yearly' }), terminate(), sleep(60_000)],
      'S TERM',
    ],
    [
      'with a speculative task that nobody took leaves no trace of that task',
      [begin([]), update('u'), terminate()],
      'P TERM',
    ],
    [
      'with a speculative task that a worker took writes that task',
      [begin([]), update('u'), poll('t'), terminate()],
      'P wS wB wF{FORCE_CLOSE_COMMAND} TERM',
    ],
    [
      'with an accepted update',
      [
        begin([]),
        update('u'),
        poll('t'),
        complete('t', [{ type: 'ProtocolMessage', messageId: 'm' }], {
          messages: [{ id: 'm', updateId: 'u', body: 'Acceptance' }],
        }),
        terminate(),
      ],
      'P wS wB wC uA TERM',
    ],
  ]);

  test('is refused for a closed workflow', () => {
    const { refusal } = trace([begin([completeWorkflow()]), terminate()]);
    expect(refusal).toEqual({
      code: 'NOT_FOUND',
      message: 'workflow execution already completed',
    });
  });

  test('takes activities away from their workers', () => {
    const { runs, answers } = trace([
      begin([activity()]),
      pollActivity(),
      terminate(),
      heartbeat(),
      activityCompleted(),
      activityFailed(),
    ]);
    expect(runs['w']).toEqual(['P aS TERM']);
    expect(answers.slice(-3)).toEqual(
      Array(3).fill(
        expect.objectContaining({
          error: { code: 'NOT_FOUND', message: 'workflow execution already completed' },
        }),
      ),
    );
  });

  test('answers the caller of an accepted update with a failure', () => {
    const { answers } = trace([
      begin([]),
      update('u'),
      poll('t'),
      complete('t', [{ type: 'ProtocolMessage', messageId: 'm' }], {
        messages: [{ id: 'm', updateId: 'u', body: 'Acceptance' }],
      }),
      terminate(),
      awaitAnswer('u'),
    ]);
    expect(answers.at(-1)).toMatchObject({
      ok: {
        stage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED',
        outcome: {
          failure: { applicationFailureInfo: { type: 'AcceptedUpdateCompletedWorkflow' } },
        },
      },
    });
  });
});

describe('when a parent closes', () => {
  const withChild = (policy: Parameters<typeof childWith>[0]): ReturnType<typeof begin> => [
    ...begin([childWith(policy)]),
    ...turn('child-first', [timer()], 'c'),
  ];

  traceTests([
    [
      'by termination, a child to be terminated is terminated',
      [withChild('TERMINATE'), terminate()],
      { w: 'P kI kB wS TERM', c: 'P tS TERM' },
    ],
    [
      'a child whose task is started is terminated all the same',
      [begin([childWith('TERMINATE')]), poll('k', { taskQueue: 'c' }), terminate()],
      { c: 'S wS wB wF{FORCE_CLOSE_COMMAND} TERM' },
    ],
    [
      'by completion, a child to be cancelled is asked to cancel',
      [withChild('REQUEST_CANCEL'), turn('t', [completeWorkflow()])],
      { w: 'P kI kB wS wB wC DONE', c: 'P tS CR wS' },
    ],
    [
      'by failure, a child to be cancelled is asked to cancel',
      [withChild('REQUEST_CANCEL'), turn('t', [failWorkflow()])],
      { c: 'P tS CR wS' },
    ],
    [
      'by its run timeout, a child to be cancelled is asked to cancel',
      [
        begin([childWith('REQUEST_CANCEL')], { workflowRunTimeout: '5s' }),
        turn('k', [timer()], 'c'),
        sleep(6000),
      ],
      { w: 'P kI kB wS TOUT{RETRY_POLICY_NOT_SET}', c: 'P tS CR wS' },
    ],
    [
      'an abandoned child goes on, and its end is not reported',
      [
        withChild('ABANDON'),
        turn('t', [completeWorkflow()]),
        signal('s', { workflowId: 'c' }),
        turn('k', [completeWorkflow()], 'c'),
      ],
      { w: 'P kI kB wS wB wC DONE', c: 'P tS SIG wS wB wC DONE' },
    ],
    [
      'by continuing as new, a child to be terminated is terminated',
      [withChild('TERMINATE'), turn('t', [continueAsNew()])],
      { c: 'P tS TERM' },
    ],
    [
      'in the completion that starts a child, the child never comes to be',
      [begin([childWith('TERMINATE'), completeWorkflow()]), sleep(1000)],
      { w: 'P kI DONE', c: [] },
    ],
    [
      'a parent is told of the termination of its child',
      [begin([child()]), terminate({ workflowId: 'c' })],
      { w: 'P kI kB wS kZ', c: 'S wS TERM' },
    ],
  ]);

  test('the termination names the policy, the request to cancel names the parent', () => {
    const closing = turn('t', [completeWorkflow()]);
    const terminated = trace([withChild('TERMINATE'), closing]).attributes('TERM');
    expect(terminated).toMatchObject({ reason: 'by parent close policy' });
    const canceled = trace([withChild('REQUEST_CANCEL'), closing]).attributes('CR');
    expect(canceled).toMatchObject({ externalWorkflowExecution: { workflowId: 'trace/w' } });
    expect(canceled['cause'] ?? '').toBe('');
  });
});
