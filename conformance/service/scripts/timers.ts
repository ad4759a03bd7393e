/** Timers: firing, cancelling, and the races between the two. */
import type { Script } from '../script.ts';
import {
  begin,
  cancel,
  cancelTimer,
  cancelWorkflow,
  complete,
  completeWorkflow,
  describe,
  failTask,
  history,
  marker,
  noTask,
  poll,
  script,
  signal,
  sleep,
  terminate,
  timer,
  turn,
} from '../steps.ts';

export default [
  script('timer-zero', 'A timer of no length.', [
    ...begin([timer('t', '0s')]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script(
    'timer-cancelled-while-two-fired-buffered',
    'Two timers fire during the task that cancels one of them and closes: refused.',
    [
      ...begin([timer('t', '2s'), timer('u', '2s')]),
      cancel(),
      poll('2'),
      sleep(2700),
      complete('2', [cancelTimer('t'), completeWorkflow()]),
      ...turn('3', [completeWorkflow()]),
    ],
  ),
  script(
    'timer-cancelled-while-two-fired-buffered-stays-open',
    'Two timers fire during the task that cancels one of them.',
    [
      ...begin([timer('t', '2s'), timer('u', '2s')]),
      cancel(),
      poll('2'),
      sleep(2700),
      complete('2', [cancelTimer('u')]),
      ...turn('3', [completeWorkflow()]),
    ],
  ),
  script(
    'timer-fires-while-task-completes-workflow',
    'A completion that did not see the timer fire is refused.',
    [
      ...begin([timer('t', '2s')]),
      signal('go'),
      poll('2'),
      sleep(2700),
      complete('2', [completeWorkflow()]),
      ...turn('3', [completeWorkflow()]),
    ],
  ),
  script(
    'timers-fire-in-order-of-deadline',
    'Timers fire by deadline, not by the order of their commands.',
    [
      ...begin([timer('late', '4s'), timer('early', '2s')]),
      ...turn('2', []),
      ...turn('3', [completeWorkflow()]),
    ],
  ),
  script(
    'timer-fires-while-task-scheduled',
    'A second timer fires while the task of the first is not yet polled.',
    [
      ...begin([timer('t', '2s'), timer('u', '4s')]),
      sleep(5000),
      ...turn('2', [completeWorkflow()]),
    ],
  ),
  script('timers-fire-while-task-started', 'Two timers fire during a task.', [
    ...begin([timer('t', '2s'), timer('u', '4s')]),
    signal('go'),
    poll('2'),
    sleep(5000),
    describe(),
    complete('2', [marker()]),
    ...turn('3', [completeWorkflow()]),
  ]),
  script('timer-started-and-cancelled', 'Started and cancelled by one completion.', [
    ...begin([timer(), cancelTimer()]),
    noTask(),
    terminate(),
  ]),
  script('timer-duplicate-id', 'A second timer with a pending id fails the task.', [
    ...begin([timer('t', '1h')]),
    signal('go'),
    ...turn('2', [timer('t', '1h')]),
    ...turn('3', [completeWorkflow()]),
  ]),
  script(
    'timer-duplicate-id-in-one-task',
    'Two timers with one id in one completion fail the task; neither is started.',
    [...begin([timer('t', '1h'), timer('t', '2h')]), history(), ...turn('2', [completeWorkflow()])],
  ),
  script(
    'timer-id-free-while-fired-buffered',
    'A timer whose firing is only buffered has freed its id.',
    [
      ...begin([timer('t', '2s')]),
      signal('go'),
      poll('2'),
      sleep(2700),
      complete('2', [timer('t', '1h')]),
      ...turn('3', [completeWorkflow()]),
    ],
  ),
  script(
    'timer-cancel-fired',
    'A cancel command for a timer whose firing is in the history fails the task.',
    [
      ...begin([timer('t', '2s')]),
      ...turn('2', [cancelTimer()]),
      ...turn('3', [completeWorkflow()]),
    ],
  ),
  script('timer-cancel-unknown', 'A cancel command for an unknown timer fails the task.', [
    ...begin([cancelTimer('nobody')]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script(
    'timer-cancel-twice',
    'A second cancel command in the same completion fails the task, and nothing of it stays.',
    [
      ...begin([timer()]),
      signal('go'),
      ...turn('2', [cancelTimer(), cancelTimer()]),
      ...turn('3', [completeWorkflow()]),
    ],
  ),
  script('timer-bad-attributes', 'A timer without id, and one of negative length, fail the task.', [
    ...begin([timer('')]),
    ...turn('2', [timer('t', '-1s')]),
    terminate(),
  ]),
  script(
    'timer-fires-and-cancel-arrives',
    'A timer fires, then a cancel arrives, before the task is polled.',
    [...begin([timer('t', '2s')]), sleep(2700), cancel(), ...turn('2', [cancelWorkflow()])],
  ),
  script(
    'timer-fires-during-second-attempt-of-a-task',
    'A timer that fires during the second attempt of a task is written after it.',
    [
      ...begin([timer('t', '2s')]),
      signal('go'),
      poll('2'),
      failTask('2'),
      poll('3'),
      sleep(3000),
      complete('3', [marker()]),
      ...turn('4', [completeWorkflow()]),
    ],
  ),
] as readonly Script[];
