/** What cancelling an activity does in every state the activity may be in. */
import { describe, expect, test } from 'vitest';
import type { Command, Step } from '../../conformance/service/script.ts';
import {
  activity,
  activityCanceled,
  activityCompleted,
  activityFailed,
  begin,
  cancel,
  cancelActivity,
  cancelWorkflow,
  complete,
  continueAsNew,
  heartbeat,
  poll,
  pollActivity,
  signal,
  sleep,
  timer,
  turn,
} from '../../conformance/service/steps.ts';
import { trace, traceTests } from './trace.ts';

const once = { retryPolicy: { maximumAttempts: 1 } } as const;

/** A workflow whose activity runs, and a task in which the workflow may do something about it. */
const running = (
  extra: Parameters<typeof activity>[1],
  commands: readonly Command[],
): readonly Step[] => [
  ...begin([activity('a', extra)]),
  pollActivity(),
  signal('s'),
  ...turn('t', commands),
];

describe('cancelling an activity', () => {
  traceTests([
    [
      'that nobody took closes it at once',
      [begin([activity()]), signal('s'), turn('t', [cancelActivity()])],
      'P aS SIG wS wB wC aR aX wS',
    ],
    [
      'that nobody took is reported after what else the workflow asked for',
      [begin([activity()]), signal('s'), turn('t', [cancelActivity(), timer()])],
      'P aS SIG wS wB wC aR tS aX wS',
    ],
    [
      'while closing leaves its end unwritten',
      [begin([activity()]), cancel(), turn('t', [cancelActivity(), cancelWorkflow()])],
      'P aS CR wS wB wC aR XCL',
    ],
    [
      'that runs waits for its worker to say that it stopped',
      [running({}, [cancelActivity()]), activityCanceled()],
      'P aS SIG wS wB wC aR aB aX wS',
    ],
    [
      'that runs does not forbid it to complete',
      [running({}, [cancelActivity()]), activityCompleted()],
      'P aS SIG wS wB wC aR aB aC wS',
    ],
    [
      'that runs does not let it be retried',
      [running({}, [cancelActivity()]), activityFailed()],
      'P aS SIG wS wB wC aR aB aF{CANCEL_REQUESTED} wS',
    ],
    [
      'that runs does not keep it from missing its heartbeats',
      [running({ heartbeatTimeout: '2s' }, [cancelActivity()]), sleep(3000)],
      'P aS SIG wS wB wC aR aB aT{HEARTBEAT,CANCEL_REQUESTED} wS',
    ],
    [
      'that runs and never reacts ends with its timeout',
      [running({ startToCloseTimeout: '3s' }, [cancelActivity()]), sleep(4000)],
      'P aS SIG wS wB wC aR aB aT{START_TO_CLOSE,CANCEL_REQUESTED} wS',
    ],
    [
      'that waits for its retry closes it at once',
      [
        begin([activity()]),
        pollActivity(),
        activityFailed(),
        signal('s'),
        turn('t', [cancelActivity()]),
      ],
      'P aS SIG wS wB wC aR aX wS',
    ],
    [
      'that completes during the cancelling task',
      [
        begin([activity()]),
        pollActivity(),
        signal('s'),
        poll('t'),
        activityCompleted(),
        complete('t', [cancelActivity()]),
      ],
      'P aS SIG wS wB wC aR aB aC wS',
    ],
    [
      'that has ended is a mistake of the worker',
      [running({}, []), activityCompleted(), turn('u', [cancelActivity()])],
      'P aS SIG wS wB wC aB aC wS wB wF{BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES}',
    ],
    [
      'a second time is a mistake of the worker',
      [running({}, [cancelActivity()]), signal('s'), turn('u', [cancelActivity()])],
      'P aS SIG wS wB wC aR SIG wS wB wF{BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES}',
    ],
  ]);

  test('is told to the worker with every heartbeat from then on', () => {
    const { answers } = trace([
      begin([activity()]),
      pollActivity(),
      heartbeat(),
      signal('s'),
      turn('t', [cancelActivity()]),
      heartbeat(),
      heartbeat(),
    ]);
    const beats = answers.filter((answer) => answer.do === 'RecordActivityTaskHeartbeat');
    expect(beats.map((beat) => 'ok' in beat && beat.ok)).toMatchObject([
      { cancelRequested: false },
      { cancelRequested: true },
      { cancelRequested: true },
    ]);
  });

  test('cannot be reported by a worker that was not asked', () => {
    const { runs, refusal } = trace([
      begin([activity('a', { startToCloseTimeout: '3s', ...once })]),
      pollActivity(),
      activityCanceled(),
      sleep(4000),
    ]);
    expect(refusal?.code).toBe('INVALID_ARGUMENT');
    expect(runs['w']).toEqual(['P aS aB aT{START_TO_CLOSE,MAXIMUM_ATTEMPTS_REACHED} wS']);
  });

  test('is no business of the worker once the workflow has closed', () => {
    const closing = trace([running({}, [cancelActivity(), cancelWorkflow()]), heartbeat()]);
    expect(closing.runs['w']).toEqual(['P aS SIG wS wB wC aR XCL']);
    expect(closing.refusal?.code).toBe('NOT_FOUND');
    const continued = trace([running({}, [continueAsNew()]), heartbeat()]);
    expect(continued.refusal?.message).toBe('workflow execution already completed');
  });
});
