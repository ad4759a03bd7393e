/** The tables of timers, activities, local activities and children, edge by edge. */
import { activityMachine, type Activity, type ActivityInput } from '../../src/core/activity.ts';
import {
  childWorkflowMachine,
  type ChildWorkflow,
  type ChildWorkflowInput,
} from '../../src/core/child-workflow.ts';
import type { LocalActivityMarker } from '../../src/core/local-activity-marker.ts';
import {
  localActivityMachine,
  type LocalActivity,
  type LocalActivityInput,
  type LocalActivityResult,
} from '../../src/core/local-activity.ts';
import type { ScheduleLocalActivity } from '../../src/core/machine-effect.ts';
import { timerMachine, type TimerInput } from '../../src/core/timer.ts';
import type { EventAttributes } from '../../src/protocol/event.ts';
import { scheduleLocalActivity } from './commands.ts';
import { takesEveryEdge, type EdgeRow } from './edge-rows.ts';
import { HistoryBuilder } from './history-builder.ts';

const attributesOf = <Type extends keyof EventAttributes>(
  type: Type,
  build: (history: HistoryBuilder) => void,
): EventAttributes[Type] => {
  const history = new HistoryBuilder();
  build(history);
  const event = history.events.find((one) => one.type === type);
  return event?.attributes as EventAttributes[Type];
};

const timer = { seq: 1 } as const;
const fired: TimerInput = { type: 'TimerFired', timerId: '1' };
takesEveryEdge(timerMachine, [
  [{ status: 'StartCommandCreated', ...timer }, { type: 'TimerStarted' }, 'StartCommandRecorded'],
  [{ status: 'StartCommandCreated', ...timer }, { type: 'Cancel' }, 'Canceled'],
  [{ status: 'StartCommandRecorded', ...timer }, fired, 'Fired, tell fireTimer'],
  [
    { status: 'StartCommandRecorded', ...timer },
    { type: 'Cancel' },
    'CancelTimerCommandCreated, CancelTimer',
  ],
  [
    { status: 'CancelTimerCommandCreated', ...timer },
    { type: 'Cancel' },
    'CancelTimerCommandCreated',
  ],
  [
    { status: 'CancelTimerCommandCreated', ...timer },
    { type: 'CommandCancelTimer' },
    'CancelTimerCommandSent',
  ],
  [{ status: 'CancelTimerCommandSent', ...timer }, { type: 'TimerCanceled' }, 'Canceled'],
  [{ status: 'Fired', ...timer }, { type: 'Cancel' }, 'Fired'],
  [{ status: 'Canceled', ...timer, beforeSent: false }, { type: 'Cancel' }, 'Canceled'],
]);

const activity = (
  status: Activity['status'],
  cancellationType: Activity['cancellationType'] = 'TRY_CANCEL',
): Activity => ({
  status,
  seq: 1,
  activityId: '1',
  activityType: 'charge',
  cancellationType,
  scheduledEventId: 5,
});
const closing = (how: 'Completed' | 'Failed' | 'TimedOut' | 'Canceled'): ActivityInput => {
  const type = `ActivityTask${how}` as const;
  const attributes = attributesOf(type, (history) => history.closeActivity(1, how));
  return { type, attributes } as ActivityInput;
};
const cancel = { type: 'Cancel' } as const;
const WAIT = 'WAIT_CANCELLATION_COMPLETED';
takesEveryEdge(activityMachine, [
  [
    activity('ScheduleCommandCreated'),
    {
      type: 'ActivityTaskScheduled',
      eventId: 5,
      checksIds: true,
      attributes: attributesOf('ActivityTaskScheduled', (history) => {
        history.task().completed([
          {
            type: 'ScheduleActivityTask',
            attributes: { activityId: '1', activityType: { name: 'charge' } },
          },
        ]);
      }),
    },
    'ScheduledEventRecorded',
  ],
  [activity('ScheduleCommandCreated'), cancel, 'CanceledBeforeSent, tell resolveActivity'],
  [activity('ScheduledEventRecorded'), { type: 'ActivityTaskStarted' }, 'Started'],
  [activity('ScheduledEventRecorded'), closing('TimedOut'), 'TimedOut, tell resolveActivity'],
  [
    activity('ScheduledEventRecorded'),
    cancel,
    'ScheduledActivityCancelCommandCreated, RequestCancelActivityTask, tell resolveActivity',
  ],
  [
    activity('ScheduledEventRecorded', WAIT),
    cancel,
    'ScheduledActivityCancelCommandCreated, RequestCancelActivityTask',
  ],
  [activity('ScheduledEventRecorded', 'ABANDON'), cancel, 'Abandoned, tell resolveActivity'],
  [activity('Started'), closing('Completed'), 'Completed, tell resolveActivity'],
  [activity('Started'), closing('Failed'), 'Failed, tell resolveActivity'],
  [activity('Started'), closing('TimedOut'), 'TimedOut, tell resolveActivity'],
  [
    activity('Started'),
    cancel,
    'StartedActivityCancelCommandCreated, RequestCancelActivityTask, tell resolveActivity',
  ],
  [activity('Started', 'ABANDON'), cancel, 'Abandoned, tell resolveActivity'],
  [
    activity('ScheduledActivityCancelCommandCreated'),
    { type: 'ActivityTaskCancelRequested' },
    'ScheduledActivityCancelEventRecorded',
  ],
  [
    activity('ScheduledActivityCancelEventRecorded'),
    { type: 'ActivityTaskStarted' },
    'StartedActivityCancelEventRecorded',
  ],
  [activity('ScheduledActivityCancelEventRecorded'), closing('Canceled'), 'Canceled'],
  [
    activity('ScheduledActivityCancelEventRecorded', WAIT),
    closing('TimedOut'),
    'TimedOut, tell resolveActivity',
  ],
  [
    activity('StartedActivityCancelCommandCreated'),
    { type: 'ActivityTaskCancelRequested' },
    'StartedActivityCancelEventRecorded',
  ],
  ...(['Completed', 'Failed', 'TimedOut', 'Canceled'] as const).flatMap(
    (how): EdgeRow<Activity, ActivityInput>[] => [
      [activity('StartedActivityCancelEventRecorded'), closing(how), how],
      [
        activity('StartedActivityCancelEventRecorded', WAIT),
        closing(how),
        `${how}, tell resolveActivity`,
      ],
    ],
  ),
  ...(
    ['Completed', 'Failed', 'TimedOut', 'CanceledBeforeSent', 'Canceled', 'Abandoned'] as const
  ).map((status): EdgeRow<Activity, ActivityInput> => [activity(status), cancel, status]),
  [activity('Abandoned', 'ABANDON'), { type: 'ActivityTaskStarted' }, 'Abandoned'],
  [activity('Abandoned', 'ABANDON'), closing('Completed'), 'Abandoned'],
]);

const child = (
  status: ChildWorkflow['status'],
  cancellationType: ChildWorkflow['cancellationType'] = WAIT,
): ChildWorkflow => ({
  status,
  seq: 1,
  namespace: 'default',
  workflowId: 'child-1',
  workflowType: 'childType',
  cancellationType,
  runId: '',
  initiatedEventId: 5,
  startedEventId: 0,
});
const CHILD_ENDS = ['Completed', 'Failed', 'TimedOut', 'Canceled', 'Terminated'] as const;
const childEnd = (how: (typeof CHILD_ENDS)[number]): ChildWorkflowInput => {
  const type = `ChildWorkflowExecution${how}` as const;
  const attributes = attributesOf(type, (history) => history.closeChild(1, how));
  return { type, attributes } as ChildWorkflowInput;
};
const childStarted: ChildWorkflowInput = {
  type: 'ChildWorkflowExecutionStarted',
  eventId: 6,
  attributes: attributesOf('ChildWorkflowExecutionStarted', (history) => history.startChild(1)),
};
const childStartFailed: ChildWorkflowInput = {
  type: 'StartChildWorkflowExecutionFailed',
  attributes: attributesOf('StartChildWorkflowExecutionFailed', (history) =>
    history.failChildStart(1),
  ),
};
const childInitiated: ChildWorkflowInput = {
  type: 'StartChildWorkflowExecutionInitiated',
  eventId: 5,
  checksIds: true,
  attributes: attributesOf('StartChildWorkflowExecutionInitiated', (history) => {
    history.task().completed([
      {
        type: 'StartChildWorkflowExecution',
        attributes: { workflowId: 'child-1', workflowType: { name: 'childType' } },
      },
    ]);
  }),
};
const cancelChild = { type: 'Cancel', reason: '' } as const;
const told = 'tell resolveChildWorkflowExecution';
takesEveryEdge(childWorkflowMachine, [
  [child('StartCommandCreated'), childInitiated, 'StartEventRecorded'],
  [
    child('StartCommandCreated'),
    cancelChild,
    'CancelledBeforeSent, tell resolveChildWorkflowExecutionStart',
  ],
  [child('StartEventRecorded'), childStarted, 'Started, tell resolveChildWorkflowExecutionStart'],
  [
    child('StartEventRecorded'),
    childStartFailed,
    'StartFailed, tell resolveChildWorkflowExecutionStart',
  ],
  [child('StartEventRecorded'), cancelChild, 'StartEventRecorded, RequestCancelChild'],
  [
    child('StartEventRecorded', 'TRY_CANCEL'),
    cancelChild,
    `Cancelled, RequestCancelChild, ${told}, finding`,
  ],
  [child('StartEventRecorded', 'ABANDON'), cancelChild, `Cancelled, ${told}, finding`],
  [child('Started'), childEnd('Canceled'), `Cancelled, ${told}`],
  ...(['Completed', 'Failed', 'TimedOut', 'Terminated'] as const).map(
    (how): EdgeRow<ChildWorkflow, ChildWorkflowInput> => [
      child('Started'),
      childEnd(how),
      `${how}, ${told}`,
    ],
  ),
  [child('Started'), cancelChild, 'Started, RequestCancelChild'],
  [child('Started', 'WAIT_CANCELLATION_REQUESTED'), cancelChild, 'Started, RequestCancelChild'],
  [child('Started', 'TRY_CANCEL'), cancelChild, `Cancelled, RequestCancelChild, ${told}`],
  [child('Started', 'ABANDON'), cancelChild, `Cancelled, ${told}`],
  ...(
    [
      'StartFailed',
      'Completed',
      'Failed',
      'TimedOut',
      'Terminated',
      'CancelledBeforeSent',
      'Cancelled',
    ] as const
  ).map((status): EdgeRow<ChildWorkflow, ChildWorkflowInput> => [
    child(status),
    cancelChild,
    status,
  ]),
  [child('Cancelled'), childStarted, 'Cancelled'],
  [child('Cancelled'), childStartFailed, 'Cancelled'],
  ...CHILD_ENDS.map((how): EdgeRow<ChildWorkflow, ChildWorkflowInput> => [
    child('Cancelled'),
    childEnd(how),
    'Cancelled',
  ]),
]);

const local = (
  isReplayed: boolean,
  cancellationType: ScheduleLocalActivity['cancellationType'] = 'TRY_CANCEL',
) => ({
  schedule: scheduleLocalActivity(1, cancellationType) as ScheduleLocalActivity,
  originalScheduleTime: 0,
  scheduledAt: 0,
  isReplayed,
});
const result: LocalActivityResult = {
  outcome: { status: 'completed', result: {} },
  completeTime: 5,
  attempt: 1,
  backoff: undefined,
  originalScheduleTime: 0,
};
const marker: LocalActivityMarker = {
  seq: 1,
  attempt: 1,
  activityId: '1',
  activityType: 'look',
  completeTime: 5,
  backoff: undefined,
  originalScheduleTime: 0,
  result: {},
};
const handle: LocalActivityInput = { type: 'HandleResult', result };
const known: LocalActivityInput = { type: 'HandleKnownResult', result };
const recorded: LocalActivityInput = { type: 'MarkerRecorded', marker, checksIds: true };
const ended = { ended: 'completed' } as const;
const waiting = (isResolved: boolean): LocalActivity => ({
  ...local(true),
  status: 'WaitingMarkerEvent',
  isResolved,
});
takesEveryEdge(localActivityMachine, [
  [
    { status: 'RequestSent', ...local(false) },
    handle,
    'MarkerCommandCreated, tell resolveActivity, AdvanceTime, RecordMarker',
  ],
  [
    { status: 'RequestSent', ...local(false) },
    cancel,
    'MarkerCommandCreated, RequestCancelLocalActivity, tell resolveActivity, RecordMarker',
  ],
  [
    { status: 'RequestSent', ...local(false, WAIT) },
    cancel,
    'RequestSent, RequestCancelLocalActivity',
  ],
  [
    { status: 'RequestSent', ...local(false, 'ABANDON') },
    cancel,
    'MarkerCommandCreated, tell resolveActivity, AbandonLocalActivity, RecordMarker',
  ],
  [
    { status: 'MarkerCommandCreated', ...ended, ...local(false) },
    { type: 'CommandRecordMarker' },
    'ResultNotified',
  ],
  [{ status: 'MarkerCommandCreated', ...ended, ...local(false) }, handle, 'MarkerCommandCreated'],
  [{ status: 'ResultNotified', ...ended, ...local(false) }, recorded, 'MarkerCommandRecorded'],
  [{ status: 'ResultNotified', ...ended, ...local(false) }, handle, 'ResultNotified'],
  [waiting(false), recorded, 'MarkerCommandRecorded, tell resolveActivity, AdvanceTime'],
  [waiting(true), recorded, 'MarkerCommandRecorded'],
  [waiting(false), known, 'WaitingMarkerEvent, tell resolveActivity, AdvanceTime'],
  [waiting(false), cancel, 'WaitingMarkerEvent, RequestCancelLocalActivity'],
  [waiting(false), { type: 'StartedNonReplayWorkflowTask' }, 'RequestSent, QueueLocalActivity'],
  [{ status: 'WaitingMarkerEventPreResolved', ...local(true) }, recorded, 'MarkerCommandRecorded'],
  [
    { status: 'WaitingMarkerEventPreResolved', ...local(true) },
    cancel,
    'WaitingMarkerEventPreResolved',
  ],
  [{ status: 'MarkerCommandRecorded', ...local(true) }, handle, 'MarkerCommandRecorded'],
  [
    { status: 'MarkerCommandRecorded', ...local(true) },
    cancel,
    'MarkerCommandRecorded, RequestCancelLocalActivity',
  ],
  [{ status: 'MarkerCommandRecorded', ...local(true, 'ABANDON') }, cancel, 'MarkerCommandRecorded'],
]);
