/** Timers, and the mechanics of workflow tasks: attempts, timeouts, heartbeats, what is held back. */
import { describe, expect, test } from 'vitest';
import {
  begin,
  cancelTimer,
  complete,
  completeWorkflow,
  failTask,
  pauseWorkflow,
  poll,
  signal,
  sleep,
  start,
  timer,
  turn,
  unpauseWorkflow,
} from '../../conformance/service/steps.ts';
import { PlayedService } from './played-service.ts';
import { trace, traceTests } from './trace.ts';

const sticky = { stickyAttributes: { scheduleToStartTimeout: '5s' } } as const;
const again = { forceCreateNewWorkflowTask: true } as const;

describe('a timer', () => {
  traceTests([
    [
      'that fires during the task that cancels it was never heard of',
      [
        begin([timer('t', '2s')]),
        signal('s'),
        poll('x'),
        sleep(3000),
        complete('x', [cancelTimer()]),
      ],
      'P tS SIG wS wB wC tX',
    ],
    [
      'that fires during the task that cancels it lets that task close the workflow',
      [
        begin([timer('t', '2s')]),
        signal('s'),
        poll('x'),
        sleep(3000),
        complete('x', [cancelTimer(), completeWorkflow()]),
      ],
      'P tS SIG wS wB wC tX DONE',
    ],
    [
      'that fires during a task that closes the workflow has the close refused',
      [
        begin([timer('t', '2s')]),
        signal('s'),
        poll('x'),
        sleep(3000),
        complete('x', [completeWorkflow()]),
        turn('y', [completeWorkflow()]),
      ],
      'P tS SIG wS wB wF{UNHANDLED_COMMAND} tF wS wB wC DONE',
    ],
    [
      'that is due together with another shares its task',
      [begin([timer('a', '2s'), timer('b', '2s')]), sleep(3000)],
      'P tS tS tF tF wS',
    ],
    [
      'that fires after another while its task waits shares that task',
      [begin([timer('a', '2s'), timer('b', '3s')]), sleep(4000), poll('x')],
      'P tS tS tF wS tF wB',
    ],
    [
      'may be started and cancelled by one completion',
      [begin([timer(), cancelTimer()])],
      'P tS tX',
    ],
    [
      'must not be started under the id of one that runs',
      [begin([timer()]), signal('s'), turn('x', [timer()])],
      'P tS SIG wS wB wF{START_TIMER_DUPLICATE_ID}',
    ],
  ]);
});

describe('a workflow task', () => {
  traceTests([
    [
      'that times out is tried again as attempt 2, which is written when it completes',
      [start(), poll('t'), sleep(11_000), turn('u')],
      'S wS wB wT{START_TO_CLOSE} wS{2} wB wC',
    ],
    [
      'that fails three times is written again when it completes',
      [
        start(),
        poll('t'),
        failTask('t'),
        poll('u'),
        failTask('u'),
        poll('v'),
        failTask('v'),
        sleep(60_000),
        turn('x'),
      ],
      'S wS wB wF{WORKFLOW_WORKER_UNHANDLED_FAILURE} wS{4} wB wC',
    ],
    [
      'of a sticky worker that fails begins again as a first attempt on the normal queue',
      [
        start(),
        poll('t'),
        complete('t', [timer()], sticky),
        poll('x', { sticky: true, upToMs: 100 }),
        signal('s'),
        poll('u', { sticky: true }),
        failTask('u'),
        poll('v'),
        failTask('v'),
        turn('x'),
      ],
      'P tS SIG wS wB wF{WORKFLOW_WORKER_UNHANDLED_FAILURE} wS wB wF{WORKFLOW_WORKER_UNHANDLED_FAILURE} wS{2} wB wC',
    ],
    [
      'whose completion does not end with its closing command is refused and times out',
      [start(), poll('t'), complete('t', [completeWorkflow(), timer()]), sleep(11_000)],
      'S wS wB wT{START_TO_CLOSE}',
    ],
    [
      'during which a hundred and one signals arrive is failed',
      [start(), poll('t'), signal('s', { times: 101 })],
      `S wS wB wF{FORCE_CLOSE_COMMAND} ${Array(101).fill('SIG').join(' ')}`,
    ],
    [
      'may ask for another to live longer than its timeout',
      [
        start(),
        poll('t'),
        complete('t', [], again),
        poll('u'),
        complete('u', [], again),
        turn('v'),
      ],
      'P wS wB wC wS wB wC',
    ],
    [
      'that waits when the workflow is paused is failed unstarted',
      [begin([timer('t', '10s')]), signal('s'), pauseWorkflow(), sleep(1000), unpauseWorkflow()],
      'P tS SIG wS wF{WORKFLOW_PAUSE_REQUESTED_BEFORE_TASK_STARTED} PA UN wS',
      { workflowPause: true },
    ],
  ]);

  test('cannot live on for more than half an hour by asking for others', () => {
    const lives = Array.from({ length: 17 }, (_, n) => [
      poll(`t${n}`),
      sleep(110_000),
      complete(`t${n}`, [], again),
    ]);
    const { runs, refusal } = trace([
      start({ workflowTaskTimeout: '120s' }),
      ...lives,
      sleep(1000),
    ]);
    expect(refusal).toEqual({ code: 'NOT_FOUND', message: 'workflow task heartbeat timeout' });
    expect(runs['w']).toEqual([`P ${'wS wB wC '.repeat(15)}wS wB wT{START_TO_CLOSE}`.trim()]);
  });

  test('keeps what the worker says of the attempts of its local activities', () => {
    const service = new PlayedService();
    service.start('w');
    const meteringMetadata = { nonfirstLocalActivityExecutionAttempts: 3 };
    service.complete(service.take('w'), [], { meteringMetadata });
    expect(service.view('w').events.at(-1)).toMatchObject({
      type: 'WorkflowTaskCompleted',
      attributes: { meteringMetadata },
    });
  });

  test('fails because of what the worker found wrong with its history', () => {
    const { attributes } = trace([
      start(),
      poll('t'),
      failTask('t', { cause: 'NON_DETERMINISTIC_ERROR', failure: { message: 'odd' } }),
    ]);
    expect(attributes('wF')).toMatchObject({
      cause: 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR',
      failure: { message: 'odd' },
    });
  });
});
