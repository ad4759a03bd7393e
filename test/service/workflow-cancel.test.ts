/** What a request to cancel a workflow does in every state the workflow may be in. */
import { describe, expect, test } from 'vitest';
import {
  activity,
  begin,
  boom,
  cancel,
  canceledFailure,
  cancelTimer,
  cancelWorkflow,
  complete,
  completeWorkflow,
  continueAsNew,
  failTask,
  failWorkflow,
  history,
  pauseWorkflow,
  poll,
  runOf,
  signal,
  sleep,
  start,
  timer,
  turn,
  unpauseWorkflow,
  update,
} from '../../conformance/service/steps.ts';
import { trace, traceTests } from './trace.ts';

const TWICE = { initialInterval: '1s', maximumAttempts: 2 } as const;
const sticky = { stickyAttributes: { scheduleToStartTimeout: '5s' } } as const;

describe('a request to cancel a workflow', () => {
  traceTests([
    [
      'before the first task is polled, the task shows it',
      [start(), cancel(), turn('t', [cancelWorkflow()])],
      'S wS CR wB wC XCL',
    ],
    [
      'twice is written once',
      [start(), cancel({ reason: 'a' }), cancel({ reason: 'b' }), turn('t', [cancelWorkflow()])],
      'S wS CR wB wC XCL',
    ],
    [
      'of an idle workflow, the workflow may cancel its timer and itself',
      [begin([timer()]), cancel(), turn('t', [cancelTimer(), cancelWorkflow()])],
      'P tS CR wS wB wC tX XCL',
    ],
    [
      'during a task, it waits for the end of the task',
      [
        start(),
        poll('t'),
        cancel(),
        complete('t', [timer()]),
        turn('u', [cancelTimer(), cancelWorkflow()]),
      ],
      'P tS CR wS wB wC tX XCL',
    ],
    [
      'during the task that closes the workflow, the close is refused once',
      [
        start(),
        poll('t'),
        cancel(),
        complete('t', [completeWorkflow()]),
        turn('u', [completeWorkflow()]),
      ],
      'S wS wB wF{UNHANDLED_COMMAND} CR wS wB wC DONE',
    ],
    [
      'during the task that closes the workflow, nothing of the refused completion stays',
      [start(), poll('t'), cancel(), complete('t', [activity(), completeWorkflow()])],
      'S wS wB wF{UNHANDLED_COMMAND} CR wS',
    ],
    [
      'of a closed workflow is accepted and does nothing',
      [begin([completeWorkflow()], { as: 'r' }), cancel(), cancel({ runId: runOf('r') })],
      'P DONE',
    ],
    [
      'may be ignored',
      [begin([timer('t', '5s')]), cancel(), turn('t'), turn('u', [completeWorkflow()])],
      'P tS CR wS wB wC tF wS wB wC DONE',
    ],
    [
      'ends with the run that continues as new',
      [begin([timer()], { as: 'r' }), cancel(), turn('t', [continueAsNew()]), turn('u')],
      { w: ['P tS CR wS wB wC CAN', 'P'] },
    ],
    [
      'of an old run does nothing to its successor',
      [begin([continueAsNew()], { as: 'r' }), sleep(2000), cancel({ runId: runOf('r') })],
      { w: ['P CAN', 'S wS'] },
    ],
    [
      'ends the start delay',
      [
        start({ workflowStartDelay: '1h' }),
        cancel(),
        turn('t', [timer('t', '3h')]),
        sleep(2 * 3_600_000),
      ],
      'S CR wS wB wC tS',
    ],
    [
      'of a cron workflow that waits for its tick ends the waiting and the chain',
      [start({ cronSchedule: '0 0 1 1 *' }), cancel(), turn('t', [cancelWorkflow()])],
      'S CR wS wB wC XCL',
    ],
    [
      'makes the retry of a failed task a first attempt',
      [start(), poll('t'), failTask('t'), cancel(), turn('u', [cancelWorkflow()])],
      'S wS wB wF{WORKFLOW_WORKER_UNHANDLED_FAILURE} CR wS wB wC XCL',
    ],
    [
      'during the retry of a failed task, waits for its end',
      [start(), poll('t'), failTask('t'), poll('u'), cancel(), complete('u', [timer()])],
      'S wS wB wF{WORKFLOW_WORKER_UNHANDLED_FAILURE} wS{2} wB wC tS CR wS',
    ],
    [
      'during the retry of a failed task that closes the workflow, that retry leaves no event',
      [
        start(),
        poll('t'),
        failTask('t'),
        poll('u'),
        cancel(),
        complete('u', [cancelWorkflow()]),
        turn('v', [cancelWorkflow()]),
      ],
      'S wS wB wF{WORKFLOW_WORKER_UNHANDLED_FAILURE} CR wS wB wC XCL',
    ],
    [
      'waits for a sticky worker that was seen lately, then goes to any',
      [
        start(),
        poll('t'),
        complete('t', [timer()], sticky),
        poll('x', { sticky: true, upToMs: 100 }),
        sleep(1000),
        cancel(),
        sleep(6000),
        turn('u', [cancelTimer(), cancelWorkflow()]),
      ],
      'P tS CR wS wT{SCHEDULE_TO_START} wS wB wC tX XCL',
    ],
    [
      'goes to any worker at once when the sticky one was not seen for ten seconds',
      [
        start(),
        poll('t'),
        complete('t', [timer()], sticky),
        sleep(11_000),
        cancel(),
        turn('u', [cancelTimer(), cancelWorkflow()]),
      ],
      'P tS CR wS wB wC tX XCL',
    ],
    [
      'need not have been asked for by the time a workflow says that it is cancelled',
      [begin([cancelWorkflow()])],
      'P XCL',
    ],
    ['after a signal shares its task', [begin([timer()]), signal('s'), cancel()], 'P tS SIG wS CR'],
    [
      'before a signal shares its task',
      [begin([timer()]), cancel(), signal('s')],
      'P tS CR wS SIG',
    ],
    [
      'during a task is held back in order with signals',
      [start(), poll('t'), signal('s'), cancel(), complete('t')],
      'P SIG CR wS',
    ],
    [
      'during a task that times out, is shown by the next',
      [start(), poll('t'), cancel(), sleep(11_000), turn('u', [cancelWorkflow()])],
      'S wS wB wT{START_TO_CLOSE} CR wS wB wC XCL',
    ],
    [
      'of a paused workflow is written at once and seen after the pause',
      [begin([activity()]), pauseWorkflow(), cancel(), unpauseWorkflow()],
      'P aS PA CR UN wS',
      { workflowPause: true },
    ],
    [
      'makes a speculative task that no worker took a written one',
      [begin([]), update('u'), cancel()],
      'P wS CR',
    ],
    [
      'ends with the run that is retried',
      [
        begin([timer()], { retryPolicy: TWICE }),
        cancel(),
        turn('t', [failWorkflow(boom)]),
        sleep(2000),
      ],
      { w: ['P tS CR wS wB wC FAIL{IN_PROGRESS}', 'S{2} wS'] },
    ],
    [
      'reported as a failure with a cancelled failure is not retried',
      [begin([failWorkflow(canceledFailure)], { retryPolicy: TWICE })],
      'P FAIL{NON_RETRYABLE_FAILURE}',
    ],
  ]);

  test('of an unknown workflow is not found', () => {
    const { refusal } = trace([cancel({ workflowId: 'nobody' })]);
    expect(refusal?.code).toBe('NOT_FOUND');
  });

  test('the first request names the cause', () => {
    const { attributes } = trace([start(), cancel({ reason: 'a' }), cancel({ reason: 'b' })]);
    expect(attributes('CR')).toMatchObject({ cause: 'a' });
  });
});

test('in a start delay a signal is written and waits for the delay to end', () => {
  const { runs, answers } = trace([
    start({ workflowStartDelay: '1h' }),
    signal('s'),
    history(),
    poll('t', { upToMs: 3_700_000 }),
    complete('t'),
  ]);
  expect(answers[2]).toMatchObject({
    ok: { events: ['WorkflowExecutionStarted', 'WorkflowExecutionSignaled'] },
  });
  expect(runs['w']).toEqual(['S SIG wS wB wC']);
});
