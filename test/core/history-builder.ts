/** Writes histories by hand: events get their ids and times, and what refers to them is found by name. */
import type { Command } from '../../src/protocol/command.ts';
import type {
  EventAttributes,
  EventId,
  EventType,
  HistoryEvent,
  WorkflowTaskCompletedMetadata,
} from '../../src/protocol/event.ts';
import type { UpdateMessage } from '../../src/protocol/update.ts';

/** When the first event of a history happens. */
export const START = Date.UTC(2026, 0, 1);
const QUEUE = { name: 'queue' };

/** A history that grows. */
export class HistoryBuilder {
  readonly events: HistoryEvent[] = [];
  /** By what its command calls a thing: `timer 1`, `activity 1`, `child child-1`, `external 7`. */
  readonly #ids = new Map<string, EventId>();
  #scheduled: EventId = 0;
  #started: EventId = 0;
  #completed: EventId = 0;
  /** The WorkflowTaskStarted event of the last completed task. */
  previousStartedEventId: EventId = 0;
  now: number = START;

  constructor(started: Partial<EventAttributes['WorkflowExecutionStarted']> = {}) {
    this.add('WorkflowExecutionStarted', {
      workflowType: { name: 'workflowType' },
      workflowId: 'workflow',
      taskQueue: QUEUE,
      firstExecutionRunId: 'run',
      originalExecutionRunId: 'run',
      attempt: 1,
      workflowExecutionTimeout: 0,
      workflowRunTimeout: 0,
      workflowTaskTimeout: 10_000,
      ...started,
    });
  }

  get lastEventId(): EventId {
    return this.events.length;
  }

  get startedEventId(): EventId {
    return this.#started;
  }

  /** The id of the event that began a thing. */
  idOf(thing: string): EventId {
    return this.#ids.get(thing) ?? 0;
  }

  add<Type extends EventType>(type: Type, attributes: EventAttributes[Type]): EventId {
    const eventId = this.events.length + 1;
    this.events.push({ type, eventId, eventTime: this.now, attributes } as HistoryEvent);
    return eventId;
  }

  /** Takes away the last events: a speculative task that vanished. */
  drop(count: number): void {
    this.events.splice(-count);
  }

  scheduleTask(attempt = 1): void {
    this.#scheduled = this.add('WorkflowTaskScheduled', {
      taskQueue: QUEUE,
      startToCloseTimeout: 10_000,
      attempt,
    });
  }

  startTask(): void {
    this.#started = this.add('WorkflowTaskStarted', { scheduledEventId: this.#scheduled });
  }

  /** A workflow task is scheduled and started. */
  task(): this {
    this.scheduleTask();
    this.startTask();
    return this;
  }

  failTask(cause: EventAttributes['WorkflowTaskFailed']['cause'], newRunId?: string): this {
    this.add('WorkflowTaskFailed', {
      scheduledEventId: this.#scheduled,
      startedEventId: this.#started,
      cause,
      newRunId,
    });
    return this;
  }

  timeOutTask(): this {
    this.add('WorkflowTaskTimedOut', {
      scheduledEventId: this.#scheduled,
      startedEventId: this.#started,
      timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE',
    });
    return this;
  }

  /** The workflow task is completed; what its commands and messages record follows. */
  completed(
    commands: readonly Command[] = [],
    messages: readonly UpdateMessage[] = [],
    sdkMetadata: WorkflowTaskCompletedMetadata = {
      coreUsedFlags: [1, 2, 3],
      langUsedFlags: [1, 2],
    },
  ): this {
    this.#completed = this.add('WorkflowTaskCompleted', {
      scheduledEventId: this.#scheduled,
      startedEventId: this.#started,
      sdkMetadata,
    });
    this.previousStartedEventId = this.#started;
    for (const command of commands) this.#record(command, messages);
    return this;
  }

  /** An attempt of an activity starts and ends. */
  closeActivity(seq: number, how: 'Completed' | 'Failed' | 'TimedOut' | 'Canceled'): this {
    const scheduledEventId = this.idOf(`activity ${seq}`);
    const startedEventId = this.add('ActivityTaskStarted', { scheduledEventId, attempt: 1 });
    return this.endActivity(seq, how, startedEventId, scheduledEventId);
  }

  /** An activity ends, started or not. */
  endActivity(
    seq: number,
    how: 'Completed' | 'Failed' | 'TimedOut' | 'Canceled',
    startedEventId: EventId = 0,
    scheduledEventId: EventId = this.idOf(`activity ${seq}`),
  ): this {
    const ids = { scheduledEventId, startedEventId };
    if (how === 'Completed') this.add('ActivityTaskCompleted', { ...ids });
    if (how === 'Failed') {
      this.add('ActivityTaskFailed', {
        ...ids,
        identity: 'worker',
        retryState: 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED',
        failure: { message: 'no', applicationFailureInfo: { type: 'No' } },
      });
    }
    if (how === 'TimedOut') {
      this.add('ActivityTaskTimedOut', {
        ...ids,
        retryState: 'RETRY_STATE_TIMEOUT',
        failure: {
          message: 'activity StartToClose timeout',
          timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' },
        },
      });
    }
    if (how === 'Canceled') {
      this.add('ActivityTaskCanceled', {
        ...ids,
        identity: 'worker',
        latestCancelRequestedEventId: this.idOf(`cancel ${scheduledEventId}`),
      });
    }
    return this;
  }

  fireTimer(seq: number): this {
    this.add('TimerFired', { timerId: String(seq), startedEventId: this.idOf(`timer ${seq}`) });
    return this;
  }

  signal(signalName = 'go'): this {
    this.add('WorkflowExecutionSignaled', { signalName });
    return this;
  }

  requestCancel(): this {
    this.add('WorkflowExecutionCancelRequested', { cause: 'enough' });
    return this;
  }

  startChild(seq: number): this {
    this.add('ChildWorkflowExecutionStarted', {
      ...this.#childOf(seq),
      initiatedEventId: this.idOf(`child child-${seq}`),
    });
    return this;
  }

  failChildStart(seq: number): this {
    this.add('StartChildWorkflowExecutionFailed', {
      namespace: 'default',
      workflowId: `child-${seq}`,
      workflowType: { name: 'childType' },
      cause: 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS',
      initiatedEventId: this.idOf(`child child-${seq}`),
    });
    return this;
  }

  closeChild(
    seq: number,
    how: 'Completed' | 'Failed' | 'TimedOut' | 'Canceled' | 'Terminated',
  ): this {
    const close = {
      ...this.#childOf(seq),
      initiatedEventId: this.idOf(`child child-${seq}`),
      startedEventId: 0,
    };
    if (how === 'Completed') this.add('ChildWorkflowExecutionCompleted', close);
    if (how === 'Canceled') this.add('ChildWorkflowExecutionCanceled', close);
    if (how === 'Terminated') this.add('ChildWorkflowExecutionTerminated', close);
    const retryState = 'RETRY_STATE_TIMEOUT';
    if (how === 'TimedOut') this.add('ChildWorkflowExecutionTimedOut', { ...close, retryState });
    if (how === 'Failed') {
      const failure = { message: 'no', applicationFailureInfo: { type: 'No' } };
      this.add('ChildWorkflowExecutionFailed', { ...close, retryState, failure });
    }
    return this;
  }

  answerExternal(
    thing: string,
    type:
      | 'ExternalWorkflowExecutionCancelRequested'
      | 'ExternalWorkflowExecutionSignaled'
      | 'RequestCancelExternalWorkflowExecutionFailed'
      | 'SignalExternalWorkflowExecutionFailed',
  ): this {
    const fields = {
      initiatedEventId: this.idOf(thing),
      namespace: 'default',
      workflowExecution: { workflowId: 'other', runId: '' },
    };
    if (type === 'RequestCancelExternalWorkflowExecutionFailed') {
      const cause =
        'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND';
      this.add(type, { ...fields, cause });
    } else if (type === 'SignalExternalWorkflowExecutionFailed') {
      const cause =
        'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND';
      this.add(type, { ...fields, cause });
    } else this.add(type, fields);
    return this;
  }

  #childOf(
    seq: number,
  ): Pick<
    EventAttributes['ChildWorkflowExecutionStarted'],
    'namespace' | 'workflowExecution' | 'workflowType'
  > {
    return {
      namespace: 'default',
      workflowExecution: { workflowId: `child-${seq}`, runId: `child-run-${seq}` },
      workflowType: { name: 'childType' },
    };
  }

  #record(command: Command, messages: readonly UpdateMessage[]): void {
    const by = { workflowTaskCompletedEventId: this.#completed };
    switch (command.type) {
      case 'StartTimer': {
        const id = this.add('TimerStarted', { ...by, ...command.attributes });
        this.#ids.set(`timer ${command.attributes.timerId}`, id);
        return;
      }
      case 'CancelTimer': {
        const { timerId } = command.attributes;
        this.add('TimerCanceled', {
          ...by,
          timerId,
          startedEventId: this.idOf(`timer ${timerId}`),
        });
        return;
      }
      case 'ScheduleActivityTask': {
        const { activityId, activityType } = command.attributes;
        const id = this.add('ActivityTaskScheduled', {
          ...by,
          activityId,
          activityType,
          taskQueue: QUEUE,
          scheduleToCloseTimeout: 0,
          scheduleToStartTimeout: 0,
          startToCloseTimeout: 60_000,
          heartbeatTimeout: 0,
          retryPolicy: {},
        });
        this.#ids.set(`activity ${activityId}`, id);
        return;
      }
      case 'RequestCancelActivityTask': {
        const id = this.add('ActivityTaskCancelRequested', { ...by, ...command.attributes });
        this.#ids.set(`cancel ${command.attributes.scheduledEventId}`, id);
        return;
      }
      case 'StartChildWorkflowExecution': {
        const { workflowId, workflowType } = command.attributes;
        const id = this.add('StartChildWorkflowExecutionInitiated', {
          ...by,
          namespace: 'default',
          workflowId,
          workflowType,
          taskQueue: QUEUE,
          workflowExecutionTimeout: 0,
          workflowRunTimeout: 0,
          workflowTaskTimeout: 10_000,
          parentClosePolicy: 'PARENT_CLOSE_POLICY_TERMINATE',
          workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE',
        });
        this.#ids.set(`child ${workflowId}`, id);
        return;
      }
      case 'RequestCancelExternalWorkflowExecution':
      case 'SignalExternalWorkflowExecution':
        return this.#recordExternal(command);
      case 'RecordMarker':
        this.add('MarkerRecorded', { ...by, ...command.attributes });
        return;
      case 'UpsertWorkflowSearchAttributes':
        this.add('UpsertWorkflowSearchAttributes', { ...by, ...command.attributes });
        return;
      case 'ModifyWorkflowProperties':
        this.add('WorkflowPropertiesModified', { ...by, ...command.attributes });
        return;
      case 'ProtocolMessage':
        return this.#recordMessage(messages.find(({ id }) => id === command.attributes.messageId));
      default:
        return this.#recordEnd(command);
    }
  }

  #recordExternal(
    command: Extract<
      Command,
      { type: 'RequestCancelExternalWorkflowExecution' | 'SignalExternalWorkflowExecution' }
    >,
  ): void {
    const by = { workflowTaskCompletedEventId: this.#completed, namespace: 'default' };
    if (command.type === 'SignalExternalWorkflowExecution') {
      const { execution, signalName } = command.attributes;
      const id = this.add('SignalExternalWorkflowExecutionInitiated', {
        ...by,
        workflowExecution: execution,
        signalName,
      });
      this.#ids.set('signal', id);
      return;
    }
    const { workflowId, runId = '', childWorkflowOnly } = command.attributes;
    const id = this.add('RequestCancelExternalWorkflowExecutionInitiated', {
      ...by,
      workflowExecution: { workflowId, runId },
      childWorkflowOnly,
    });
    this.#ids.set('cancel', id);
  }

  #recordMessage(message: UpdateMessage | undefined): void {
    if (message?.body.type === 'Acceptance') {
      const { type: _, ...acceptance } = message.body;
      const { protocolInstanceId } = message;
      const id = this.add('WorkflowExecutionUpdateAccepted', { protocolInstanceId, ...acceptance });
      this.#ids.set(`update ${protocolInstanceId}`, id);
    } else if (message?.body.type === 'Response') {
      const { updateId, outcome } = message.body;
      const acceptedEventId = this.idOf(`update ${message.protocolInstanceId}`);
      this.add('WorkflowExecutionUpdateCompleted', {
        meta: { updateId },
        acceptedEventId,
        outcome,
      });
    }
  }

  #recordEnd(command: Command): void {
    const by = { workflowTaskCompletedEventId: this.#completed };
    if (command.type === 'CompleteWorkflowExecution') {
      this.add('WorkflowExecutionCompleted', { ...by, ...command.attributes });
    } else if (command.type === 'FailWorkflowExecution') {
      const retryState = 'RETRY_STATE_RETRY_POLICY_NOT_SET';
      this.add('WorkflowExecutionFailed', { ...by, ...command.attributes, retryState });
    } else if (command.type === 'CancelWorkflowExecution') {
      this.add('WorkflowExecutionCanceled', { ...by, ...command.attributes });
    } else if (command.type === 'ContinueAsNewWorkflowExecution') {
      this.add('WorkflowExecutionContinuedAsNew', {
        ...by,
        newExecutionRunId: 'next run',
        workflowType: { name: 'workflowType' },
        taskQueue: QUEUE,
        workflowRunTimeout: 0,
        workflowTaskTimeout: 10_000,
        initiator: 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW',
      });
    }
  }
}
