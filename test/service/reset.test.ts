/** ResetWorkflowExecution: which points a run can be reset to, and what the run that repeats it keeps. */
import { describe, expect, test } from 'vitest';
import {
  acceptUpdate,
  activity,
  activityCompleted,
  activityFailed,
  begin,
  cancel,
  child,
  complete,
  completeWorkflow,
  continueAsNew,
  failTask,
  poll,
  pollActivity,
  reset,
  runOf,
  signal,
  sleep,
  start,
  timer,
  turn,
  update,
} from '../../conformance/service/steps.ts';
import { trace, traceTests } from './trace.ts';

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
      'to the time after a failed task lets that stand for its own failure',
      [
        start(),
        poll('t'),
        failTask('t'),
        turn('u', [timer()]),
        reset({ of: 'WorkflowTaskScheduled' }),
        turn('v'),
      ],
      {
        w: [
          'S wS wB wF{WORKFLOW_WORKER_UNHANDLED_FAILURE} wS{2} wB wC tS TERM',
          'S wS wB wF{WORKFLOW_WORKER_UNHANDLED_FAILURE} wS wB wC',
        ],
      },
    ],
    [
      'to the time after a timed out task and a result begins a task to fail it',
      [
        begin([activity()]),
        signal('s'),
        poll('t'),
        pollActivity(),
        sleep(10_500),
        activityCompleted(),
        turn('u', [timer()]),
        reset({ of: 'WorkflowTaskScheduled' }),
      ],
      {
        w: [
          'P aS SIG wS wB wT{START_TO_CLOSE} aB aC wS wB wC tS TERM',
          'P aS SIG wS wB wT{START_TO_CLOSE} aB aC wS wB wF{RESET_WORKFLOW} wS',
        ],
      },
    ],
    [
      'leaves the children of the run that it terminates to that run, unless it repeats it',
      [
        begin([timer()]),
        signal('s'),
        turn('t', [continueAsNew()]),
        sleep(2000),
        turn('u', [child('c')]),
        sleep(10),
        reset({ of: 'WorkflowTaskCompleted', nth: 1 }, { runId: runOf('w-first') }),
      ],
      { c: 'S wS TERM' },
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

  const RANGE = 'Workflow task finish ID must be > 1 && <= workflow last event ID.';
  const inside = (eventId: number): string =>
    `StateRebuilder unable to Rebuild mutable state to event ID: ${eventId}, version: 0, this event must be at the boundary`;
  test.for([
    [1, RANGE],
    [2, inside(1)],
    [5, inside(4)],
    [
      6,
      'Can only reset workflow to event ID in range [WorkflowTaskScheduled +1, WorkflowTaskStarted + 1]: 6',
    ],
    [7, inside(6)],
    [100, RANGE],
  ] as const)('to event %i of a run is refused', ([event, message]) => {
    const { refusal, runs } = trace([begin([timer()]), signal('s'), reset(event)]);
    expect(refusal).toEqual({ code: 'INVALID_ARGUMENT', message });
    expect(runs['w']).toEqual(['P tS SIG wS']);
  });

  test('knows the parts in which the kept history was written', () => {
    const steps = [begin([timer()]), reset({ of: 'WorkflowTaskCompleted' }), turn('t'), reset(2)];
    expect(trace(steps).refusal?.message).toBe(inside(1));
    const again = trace([...steps, reset({ of: 'WorkflowTaskFailed' })]);
    expect(again.runs['w']?.at(-1)).toBe('S wS wB wF{RESET_WORKFLOW} wS');
  });

  test('is not repeated for a start that comes again', () => {
    const { answers } = trace([
      start({ requestId: 'r', as: 'first' }),
      turn('t', [timer()]),
      reset({ of: 'WorkflowTaskCompleted' }),
      start({ requestId: 'r' }),
    ]);
    expect(answers.at(-1)).toMatchObject({ ok: { run: 'run-2', started: true } });
  });
});
