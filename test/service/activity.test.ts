/** The life of activities: attempts, timeouts, pauses and resets. */
import { describe, expect, test } from 'vitest';
import {
  activity,
  activityCanceled,
  activityCompleted,
  activityFailed,
  begin,
  boom,
  cancelActivity,
  complete,
  describe as describeWorkflow,
  fatal,
  heartbeat,
  noTask,
  poll,
  pollActivity,
  reset,
  signal,
  sleep,
  turn,
} from '../../conformance/service/steps.ts';
import { trace, traceTests } from './trace.ts';

const once = { retryPolicy: { maximumAttempts: 1 } } as const;
const quickly = { retryPolicy: { initialInterval: '1s', backoffCoefficient: 1 } } as const;

describe('an activity', () => {
  traceTests([
    [
      'is tried again after it missed a heartbeat',
      [
        begin([activity('a', { heartbeatTimeout: '2s', ...quickly })]),
        pollActivity(),
        sleep(2500),
        pollActivity(),
        activityCompleted(),
      ],
      'P aS aB{2} aC wS',
    ],
    [
      'that may be tried once ends when it misses a heartbeat',
      [begin([activity('a', { heartbeatTimeout: '2s', ...once })]), pollActivity(), sleep(2500)],
      'P aS aB aT{HEARTBEAT,MAXIMUM_ATTEMPTS_REACHED} wS',
    ],
    [
      'that has no time for a retry has run out of its whole time',
      [
        begin([
          activity('a', {
            heartbeatTimeout: '2s',
            scheduleToCloseTimeout: '5s',
            retryPolicy: { initialInterval: '10s' },
          }),
        ]),
        pollActivity(),
        sleep(2500),
      ],
      'P aS aB aT{SCHEDULE_TO_CLOSE,TIMEOUT} wS',
    ],
    [
      'that no worker takes times out unstarted',
      [begin([activity('a', { scheduleToStartTimeout: '2s' })]), sleep(3000)],
      'P aS aT{SCHEDULE_TO_START,TIMEOUT} wS',
    ],
    [
      'that fails with no time for a retry fails',
      [
        begin([
          activity('a', {
            scheduleToCloseTimeout: '5s',
            retryPolicy: { initialInterval: '10s' },
          }),
        ]),
        pollActivity(),
        activityFailed(),
      ],
      'P aS aB aF{TIMEOUT} wS',
    ],
    [
      'runs out of its whole time during its third attempt',
      [
        begin([activity('a', { scheduleToCloseTimeout: '5s', ...quickly })]),
        pollActivity(),
        activityFailed(),
        pollActivity('a2'),
        activityFailed('a2'),
        pollActivity('a3'),
        sleep(6000),
      ],
      'P aS aB{3} aT{SCHEDULE_TO_CLOSE,TIMEOUT} wS',
    ],
    [
      'runs out of its whole time while its retry waits for a worker',
      [
        begin([activity('a', { scheduleToCloseTimeout: '5s', ...quickly })]),
        pollActivity(),
        activityFailed(),
        sleep(6000),
      ],
      'P aS aT{SCHEDULE_TO_CLOSE,TIMEOUT} wS',
    ],
    [
      'that fails for good is not tried again',
      [begin([activity()]), pollActivity(), activityFailed('a', fatal)],
      'P aS aB aF{NON_RETRYABLE_FAILURE} wS',
    ],
    [
      'that times out together with another shares a task with it',
      [
        begin([
          activity('a', { startToCloseTimeout: '2s', ...once }),
          activity('b', { startToCloseTimeout: '2s', ...once }),
        ]),
        pollActivity('a'),
        pollActivity('b'),
        sleep(3000),
      ],
      'P aS aS aB aB aT{START_TO_CLOSE,MAXIMUM_ATTEMPTS_REACHED} aT{START_TO_CLOSE,MAXIMUM_ATTEMPTS_REACHED} wS',
    ],
    [
      'that ends during a task is told of in order with what else happens',
      [
        begin([activity('a'), activity('b', once)]),
        pollActivity('a'),
        pollActivity('b'),
        signal('s'),
        poll('t'),
        activityCompleted('a'),
        signal('s'),
        activityFailed('b'),
        complete('t'),
      ],
      'P aS aS SIG wS wB wC aB SIG aB aC aF{MAXIMUM_ATTEMPTS_REACHED} wS',
    ],
    [
      'gets the details of its last heartbeat',
      [
        begin([activity('a', { startToCloseTimeout: '2s', ...quickly })]),
        pollActivity(),
        heartbeat('a', ['half way']),
        sleep(2500),
        pollActivity(),
        activityCompleted(),
      ],
      'P aS aB{2} aC wS',
    ],
    [
      'paused before it starts is given to no worker, and cancelled at once',
      [
        begin([activity()]),
        { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
        { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
        noTask('a', 1000, 'activity'),
        signal('s'),
        turn('t', [cancelActivity()]),
      ],
      'P aS SIG wS wB wC aR aX wS',
    ],
    [
      'paused before it starts may be completed by its id',
      [
        begin([activity()]),
        { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
        { do: 'RespondActivityTaskCompletedById', workflowId: 'w', activityId: 'a' },
      ],
      'P aS aB aC wS',
    ],
    [
      'paused while it runs fails for good if it may',
      [
        begin([activity()]),
        pollActivity(),
        { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
        { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
        heartbeat(),
        activityFailed('a', fatal),
      ],
      'P aS aB aF{NON_RETRYABLE_FAILURE} wS',
    ],
    [
      'paused while it runs can be cancelled',
      [
        begin([activity()]),
        pollActivity(),
        { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
        signal('s'),
        turn('t', [cancelActivity()]),
        { do: 'UnpauseActivity', workflowId: 'w', activityId: 'a' },
        { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
        { do: 'ResetActivity', workflowId: 'w', activityId: 'a' },
        activityCanceled(),
      ],
      'P aS SIG wS wB wC aR aB aX wS',
    ],
    [
      'paused while it runs and fails waits for the end of the pause',
      [
        begin([activity('a', quickly)]),
        pollActivity(),
        { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
        activityFailed(),
        noTask('a', 5000, 'activity'),
        { do: 'UnpauseActivity', workflowId: 'w', activityId: 'a' },
        pollActivity('a2'),
        activityCompleted('a2'),
      ],
      'P aS aB{2} aC wS',
    ],
    [
      'that is not paused does not mind the end of a pause',
      [
        begin([activity()]),
        { do: 'UnpauseActivity', workflowId: 'w', activityId: 'a' },
        pollActivity(),
        { do: 'UnpauseActivity', workflowId: 'w', activityId: 'a' },
        activityCompleted(),
      ],
      'P aS aB aC wS',
    ],
    [
      'reset while it runs under a pause takes the running attempt for the first one',
      [
        begin([activity('a', quickly)]),
        pollActivity(),
        { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
        { do: 'ResetActivity', workflowId: 'w', activityId: 'a', keepPaused: true },
        { do: 'ResetActivity', workflowId: 'w', activityId: 'a' },
        activityFailed(),
        pollActivity('a2'),
        activityCompleted('a2'),
      ],
      'P aS aB{2} aC wS',
    ],
    [
      'reset during a later attempt cuts the worker of that attempt off',
      [
        begin([activity('a', { startToCloseTimeout: '5s', ...quickly })]),
        pollActivity(),
        activityFailed(),
        pollActivity('a2'),
        { do: 'ResetActivity', workflowId: 'w', activityId: 'a' },
        activityCompleted('a2'),
        sleep(4500),
        pollActivity('a3'),
        activityCompleted('a3'),
      ],
      'P aS aB{2} aC wS',
    ],
    [
      'reset after it was asked to stop in the part of the history that is kept still is asked',
      [
        begin([activity()]),
        pollActivity(),
        signal('s'),
        turn('t', [cancelActivity()]),
        signal('s'),
        turn('u'),
        reset({ of: 'WorkflowTaskCompleted' }),
        poll('v'),
        pollActivity('a2'),
        activityCanceled('a2'),
        complete('v'),
      ],
      {
        w: [
          'P aS SIG wS wB wC aR SIG wS wB wC TERM',
          'P aS SIG wS wB wC aR SIG wS wB wF{RESET_WORKFLOW} wS wB wC aB aX wS',
        ],
      },
    ],
  ]);

  test('reset under a pause that lasts still has its details, and loses them when the pause ends', () => {
    const { answers } = trace([
      begin([activity('a', quickly)]),
      pollActivity(),
      heartbeat('a', ['half way']),
      { do: 'PauseActivity', workflowId: 'w', activityId: 'a' },
      {
        do: 'ResetActivity',
        workflowId: 'w',
        activityId: 'a',
        resetHeartbeat: true,
        keepPaused: true,
      },
      activityFailed(),
      describeWorkflow(),
      { do: 'UnpauseActivity', workflowId: 'w', activityId: 'a' },
      describeWorkflow(),
    ]);
    const pending = (state: object): object => ({ ok: { pendingActivities: [state] } });
    expect(answers.at(-3)).toMatchObject(pending({ state: 'PAUSED', attempt: 2 }));
    expect(JSON.stringify(answers.at(-3))).toContain('half way');
    expect(answers.at(-1)).toMatchObject(pending({ state: 'SCHEDULED', attempt: 2 }));
    expect(JSON.stringify(answers.at(-1))).not.toContain('half way');
  });

  test('that was asked to stop before a reset shows it while it waits for a worker', () => {
    const { answers } = trace([
      begin([activity()]),
      pollActivity(),
      signal('s'),
      turn('t', [cancelActivity()]),
      signal('s'),
      turn('u'),
      reset({ of: 'WorkflowTaskCompleted' }),
      describeWorkflow(),
    ]);
    const pendingActivities = [{ state: 'CANCEL_REQUESTED', attempt: 1 }];
    expect(answers.at(-1)).toMatchObject({ ok: { pendingActivities } });
  });

  test('shows what it waits for', () => {
    const { answers } = trace([
      begin([activity('a', quickly), activity('b')]),
      pollActivity('b'),
      heartbeat('b', [1]),
      pollActivity('a'),
      activityFailed('a', boom),
      describeWorkflow(),
    ]);
    expect(answers.at(-1)).toMatchObject({
      ok: {
        pendingActivities: [
          { activityId: 'a', state: 'SCHEDULED', attempt: 2, lastFailure: 'boom' },
          { activityId: 'b', state: 'STARTED', attempt: 1 },
        ],
      },
    });
  });
});
