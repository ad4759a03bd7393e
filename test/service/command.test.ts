/** Commands: what they write, and with which words a completion is refused because of them. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/protocol/command.ts';
import { payloads, PlayedService, startTimer, taskQueue } from './played-service.ts';

const namespace = 'default';
const LONG = 'x'.repeat(1001);
const some = payloads(['x'])?.payloads[0] ?? { data: new Uint8Array() };
const none = payloads([null])?.payloads[0] ?? { data: new Uint8Array() };
const queue = taskQueue('q');

const refused = (command: Command): { cause: string; message: string } => {
  const service = new PlayedService();
  service.start('w');
  const reply = service.complete(service.take('w'), [startTimer(), command]);
  const last = service.view('w').events.at(-1);
  expect(service.types('w').slice(3)).toEqual(['WorkflowTaskFailed']);
  const cause = last?.type === 'WorkflowTaskFailed' ? last.attributes.cause : '';
  return {
    cause: cause.replace('WORKFLOW_TASK_FAILED_CAUSE_', ''),
    message: reply.ok ? '' : reply.status.message,
  };
};

describe('a command that cannot be', () => {
  test.for<[string, Command, string, string]>([
    [
      'a marker without a name',
      { type: 'RecordMarker', attributes: { markerName: '' } },
      'BAD_RECORD_MARKER_ATTRIBUTES',
      'MarkerName is not set on RecordMarkerCommand.',
    ],
    [
      'a marker with too long a name',
      { type: 'RecordMarker', attributes: { markerName: LONG } },
      'BAD_RECORD_MARKER_ATTRIBUTES',
      'Length=1001 Limit=1000',
    ],
    [
      'no search attributes',
      {
        type: 'UpsertWorkflowSearchAttributes',
        attributes: { searchAttributes: { indexedFields: {} } },
      },
      'BAD_SEARCH_ATTRIBUTES',
      'IndexedFields is not set on UpsertWorkflowSearchAttributesCommand.',
    ],
    [
      "a search attribute that is the service's own",
      {
        type: 'UpsertWorkflowSearchAttributes',
        attributes: { searchAttributes: { indexedFields: { WorkflowId: some } } },
      },
      'BAD_SEARCH_ATTRIBUTES',
      "WorkflowId attribute can't be set in SearchAttributes",
    ],
    [
      'an empty memo',
      { type: 'ModifyWorkflowProperties', attributes: { upsertedMemo: { fields: {} } } },
      'BAD_MODIFY_WORKFLOW_PROPERTIES_ATTRIBUTES',
      'UpsertedMemo.Fields is not set on ModifyWorkflowPropertiesCommand.',
    ],
    [
      'no memo',
      { type: 'ModifyWorkflowProperties', attributes: {} },
      'BAD_MODIFY_WORKFLOW_PROPERTIES_ATTRIBUTES',
      'UpsertedMemo is not set on ModifyWorkflowPropertiesCommand.',
    ],
    [
      'a timer with too long an id',
      startTimer(LONG),
      'BAD_START_TIMER_ATTRIBUTES',
      'Length=1001 Limit=1000',
    ],
    [
      'a cancelled timer without an id',
      { type: 'CancelTimer', attributes: { timerId: '' } },
      'BAD_CANCEL_TIMER_ATTRIBUTES',
      'TimerId is not set on CancelTimerCommand.',
    ],
    [
      'an activity without a type',
      {
        type: 'ScheduleActivityTask',
        attributes: {
          activityId: 'a',
          activityType: { name: '' },
          taskQueue: queue,
          startToCloseTimeout: 1,
        },
      },
      'BAD_SCHEDULE_ACTIVITY_ATTRIBUTES',
      '',
    ],
    [
      'an activity with too long an id',
      {
        type: 'ScheduleActivityTask',
        attributes: {
          activityId: LONG,
          activityType: { name: 'work' },
          taskQueue: queue,
          startToCloseTimeout: 1,
        },
      },
      'BAD_SCHEDULE_ACTIVITY_ATTRIBUTES',
      'Length=1001 Limit=1000',
    ],
    [
      'a cancelled activity that is none',
      { type: 'RequestCancelActivityTask', attributes: { scheduledEventId: 0 } },
      'BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES',
      'ScheduledEventId is not set on RequestCancelActivityTaskCommand.',
    ],
    [
      'a child without an id',
      {
        type: 'StartChildWorkflowExecution',
        attributes: {
          namespace,
          workflowId: '',
          workflowType: { name: 'child' },
          taskQueue: queue,
        },
      },
      'BAD_START_CHILD_EXECUTION_ATTRIBUTES',
      'Required field WorkflowId is not set on StartChildWorkflowExecutionCommand.',
    ],
    [
      'a child with too long a type',
      {
        type: 'StartChildWorkflowExecution',
        attributes: { namespace, workflowId: 'c', workflowType: { name: LONG }, taskQueue: queue },
      },
      'BAD_START_CHILD_EXECUTION_ATTRIBUTES',
      'Length=1001 Limit=1000',
    ],
    [
      'a request to cancel nobody',
      { type: 'RequestCancelExternalWorkflowExecution', attributes: { namespace, workflowId: '' } },
      'BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES',
      'WorkflowId is not set on RequestCancelExternalWorkflowExecutionCommand.',
    ],
    [
      'a signal without a name',
      {
        type: 'SignalExternalWorkflowExecution',
        attributes: { namespace, execution: { workflowId: 'c', runId: '' }, signalName: '' },
      },
      'BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES',
      'SignalName is not set on SignalExternalWorkflowExecutionCommand.',
    ],
    [
      'a message that is not there',
      { type: 'ProtocolMessage', attributes: { messageId: 'm' } },
      'BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE',
      'ProtocolMessageCommand referenced absent message ID m',
    ],
    [
      'a message without an id',
      { type: 'ProtocolMessage', attributes: { messageId: '' } },
      'BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE',
      'MessageID is not set on ProtocolMessageCommand.',
    ],
    [
      'a failure without a failure',
      { type: 'FailWorkflowExecution', attributes: { failure: undefined } },
      'BAD_FAIL_WORKFLOW_EXECUTION_ATTRIBUTES',
      'Failure is not set on FailWorkflowExecutionCommand.',
    ],
  ])('%s fails the task, and nothing of the completion stays', ([, command, cause, message]) => {
    const refusal = refused(command);
    expect(refusal.cause).toBe(cause);
    expect(refusal.message).toContain(message);
  });

  test.for<[string, Command]>([
    [
      'a child',
      {
        type: 'StartChildWorkflowExecution',
        attributes: {
          namespace: 'other',
          workflowId: 'c',
          workflowType: { name: 'child' },
          taskQueue: queue,
        },
      },
    ],
    [
      'a request to cancel',
      {
        type: 'RequestCancelExternalWorkflowExecution',
        attributes: { namespace: 'other', workflowId: 'c' },
      },
    ],
    [
      'a signal',
      {
        type: 'SignalExternalWorkflowExecution',
        attributes: {
          namespace: 'other',
          execution: { workflowId: 'c', runId: '' },
          signalName: 's',
        },
      },
    ],
  ])('%s in another namespace is refused, and the task goes on', ([, command]) => {
    const service = new PlayedService();
    service.start('w');
    const reply = service.complete(service.take('w'), [startTimer(), command]);
    expect(reply).toMatchObject({
      status: { code: 'NOT_FOUND', message: 'Namespace other is not found.' },
    });
    expect(service.types('w').at(-1)).toBe('WorkflowTaskStarted');
    expect(service.view('w').pendingTimers).toEqual([]);
  });
});

describe('search attributes and memo', () => {
  const description = (service: PlayedService): { memo?: unknown; searchAttributes?: unknown } =>
    service.ask('DescribeWorkflowExecution', { namespace, execution: { workflowId: 'w' } })
      .workflowExecutionInfo;

  test('are put over those that are there, and taken away by null', () => {
    const service = new PlayedService();
    service.start('w', {
      memo: { fields: { kept: some, lost: some } },
      searchAttributes: { indexedFields: { Kept: some, Lost: some } },
    });
    service.complete(service.take('w'), [
      {
        type: 'UpsertWorkflowSearchAttributes',
        attributes: { searchAttributes: { indexedFields: { Lost: none, New: some } } },
      },
      {
        type: 'ModifyWorkflowProperties',
        attributes: { upsertedMemo: { fields: { lost: none, fresh: some } } },
      },
    ]);
    expect(description(service)).toMatchObject({
      memo: { fields: { kept: some, fresh: some } },
      searchAttributes: { indexedFields: { Kept: some, New: some } },
    });
    expect(service.types('w').slice(-2)).toEqual([
      'UpsertWorkflowSearchAttributes',
      'WorkflowPropertiesModified',
    ]);
  });

  test('are what they were at the point of reset', () => {
    const service = new PlayedService();
    service.begin('w', [
      {
        type: 'UpsertWorkflowSearchAttributes',
        attributes: { searchAttributes: { indexedFields: { Early: some } } },
      },
    ]);
    service.signal('w');
    service.complete(service.take('w'), [
      {
        type: 'UpsertWorkflowSearchAttributes',
        attributes: { searchAttributes: { indexedFields: { Late: some } } },
      },
    ]);
    service.ask('ResetWorkflowExecution', {
      namespace,
      workflowExecution: { workflowId: 'w' },
      workflowTaskFinishEventId: 9,
    });
    expect(description(service)).toMatchObject({
      searchAttributes: { indexedFields: { Early: some } },
    });
  });
});

describe('a worker that shuts down', () => {
  const sticky = {
    stickyAttributes: { workerTaskQueue: taskQueue('w', true), scheduleToStartTimeout: 5000 },
  };

  test('is not waited for any more', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()], sticky);
    service.poll('w', true);
    service.ask('ShutdownWorker', {
      namespace,
      stickyTaskQueue: taskQueue('w', true).name,
      identity: 'me',
    });
    service.signal('w');
    expect(service.poll('w')).toBeDefined();
  });

  test('may let go of a single run', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()], sticky);
    service.poll('w', true);
    service.ask('ResetStickyTaskQueue', { namespace, execution: { workflowId: 'w' } });
    service.signal('w');
    expect(service.take('w').history[0]?.eventId).toBe(1);
  });
});

describe('a workflow with many timers', () => {
  test('fires them in order of their deadlines, however many were cancelled', () => {
    const service = new PlayedService();
    const ids = Array.from({ length: 300 }, (_, n) => n);
    service.begin(
      'w',
      ids.map((n) => startTimer(`t${n}`, 1000 + ((n * 7919) % 300) * 1000)),
    );
    service.signal('w');
    service.complete(
      service.take('w'),
      ids
        .filter((n) => n % 3 > 0)
        .map((n) => ({ type: 'CancelTimer', attributes: { timerId: `t${n}` } })),
    );
    for (const id of ids.slice(0, 200)) {
      service.signal('w');
      service.complete(service.take('w'), [
        startTimer(`again${id}`, 400_000),
        { type: 'CancelTimer', attributes: { timerId: `again${id}` } },
      ]);
    }
    service.advance(302_000);
    const fired = service
      .view('w')
      .events.flatMap((event) => (event.type === 'TimerFired' ? [event] : []));
    expect(fired).toHaveLength(100);
    const started = Date.parse('2024-01-01T00:00:00Z');
    for (const { attributes, eventTime } of fired) {
      const n = Number(attributes.timerId.slice(1));
      expect(eventTime - started).toBe(1000 + ((n * 7919) % 300) * 1000);
    }
    expect(service.alarms).toBe(0);
  });
});
