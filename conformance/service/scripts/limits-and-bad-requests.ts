/** Requests and commands that the service refuses. */
import type { Script } from '../script.ts';
import {
  UNKNOWN_RUN,
  activity,
  begin,
  child,
  complete,
  completeWorkflow,
  continueAsNew,
  describe,
  marker,
  poll,
  runOf,
  script,
  signal,
  signalExternal,
  start,
  terminate,
  timer,
  turn,
} from '../steps.ts';

const LONG = 'x'.repeat(1001);

export default [
  script('start-bad-requests', 'Starts that are refused.', [
    start({ workflowId: LONG, taskQueue: 'w' }),
    start({ workflowType: '' }),
    start({ workflowType: LONG }),
    start({ cronSchedule: 'not a schedule' }),
    start({ workflowRunTimeout: '-1s' }),
    start({ workflowExecutionTimeout: '-1s' }),
    start({ workflowTaskTimeout: '-1s' }),
    start({ workflowStartDelay: '-1s' }),
    start({ workflowStartDelay: '1s', cronSchedule: '@every 1s' }),
    start({ retryPolicy: { initialInterval: '-1s' } }),
    start({ retryPolicy: { backoffCoefficient: 0.5 } }),
    start({ retryPolicy: { maximumAttempts: -1 } }),
    start({ retryPolicy: { initialInterval: '10s', maximumInterval: '1s' } }),
    start({ workflowIdReusePolicy: 'TERMINATE_IF_RUNNING', workflowIdConflictPolicy: 'FAIL' }),
    start({
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    }),
  ]),
  script('activity-without-id', 'No activity id.', [
    ...begin([activity('', { taskQueue: 'a' })]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script('activity-negative-timeout', 'A negative timeout.', [
    ...begin([activity('a', { heartbeatTimeout: '-1s' })]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script('activity-bad-retry-policy', 'A retry policy that makes no sense.', [
    ...begin([activity('a', { retryPolicy: { backoffCoefficient: 0.5 } })]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script('child-without-type', 'No workflow type.', [
    ...begin([child('c', { workflowType: '' })]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script('child-negative-timeout', 'A negative run timeout.', [
    ...begin([child('c', { workflowRunTimeout: '-1s' })]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script('child-bad-cron', 'A cron schedule that is none.', [
    ...begin([child('c', { cronSchedule: 'not a schedule' })]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script('child-with-id-of-parent', 'A child with the id of its own parent.', [
    ...begin([child('w', { taskQueue: 'w' })]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script('marker-without-name', 'No marker name.', [
    ...begin([marker('')]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script(
    'continue-as-new-bad-cron',
    'A cron schedule that is none is accepted here and has no effect.',
    [
      ...begin([continueAsNew({ cronSchedule: 'not a schedule' })]),
      ...turn('2', [completeWorkflow()]),
    ],
  ),
  script('signal-external-bad-run-id', 'A malformed run id.', [
    ...begin([signalExternal('x', { runId: 'not-a-run-id' })]),
    ...turn('2', [completeWorkflow()]),
  ]),
  script('bad-command-after-good-ones', 'A bad command discards the good ones before it.', [
    ...begin([timer(), activity(), child(), timer('')]),
    describe(),
    ...turn('2', [completeWorkflow()]),
  ]),
  script('signal-unknown', 'Signals to unknown workflows and runs.', [
    signal('go', { workflowId: 'nobody' }),
    start({ as: 'run' }),
    signal('go', { runId: UNKNOWN_RUN }),
    signal('go', { runId: 'not-a-run-id' }),
    signal('go', { runId: runOf('run') }),
    ...turn('1', [completeWorkflow()]),
    signal('go'),
  ]),
  script('describe-unknown', 'Descriptions and histories of unknown workflows.', [
    describe({ workflowId: 'nobody' }),
    start(),
    describe({ runId: UNKNOWN_RUN }),
    describe({ runId: 'not-a-run-id' }),
    { do: 'GetWorkflowExecutionHistory', workflowId: 'nobody' },
    terminate(),
  ]),
  script('empty-completion', 'A completion without commands.', [
    start(),
    poll('1'),
    complete('1', []),
    describe(),
    terminate(),
  ]),
] as readonly Script[];
