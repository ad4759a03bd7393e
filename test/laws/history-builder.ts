/** Histories made up for the tests of laws: event by event, numbered and timed as a service would, unless told otherwise. */
import type {
  EventAttributes,
  EventId,
  EventType,
  HistoryEvent,
} from '../../src/protocol/event.ts';

const DAY = Date.UTC(2026, 0, 1);

/** What a made-up event may have of its own, so that it can be wrong. */
interface Own {
  readonly eventId?: EventId;
  readonly at?: number;
}

/** Writes the history of one run. Every verb gives the number of the event that it wrote last. */
export class HistoryBuilder {
  readonly workflowId: string;
  readonly runId: string;
  readonly events: HistoryEvent[] = [];
  /** Milliseconds since the beginning of time in these tests. */
  now: number;
  /** The WorkflowTaskCompleted event that commands belong to. */
  completed: EventId = 0;
  readonly #written: () => void;

  constructor(workflowId = 'w', now = 0, written: () => void = () => undefined) {
    this.workflowId = workflowId;
    this.runId = `${workflowId}-run`;
    this.now = now;
    this.#written = written;
  }

  get lastEventId(): EventId {
    return this.events.at(-1)?.eventId ?? 0;
  }

  add<Type extends EventType>(type: Type, attributes: object = {}, own: Own = {}): EventId {
    const eventId = own.eventId ?? this.lastEventId + 1;
    const eventTime = DAY + (own.at ?? this.now);
    const full = attributes as EventAttributes[Type];
    this.events.push({ type, eventId, eventTime, attributes: full } as HistoryEvent);
    this.#written();
    return eventId;
  }

  /** For an event of a command. */
  command<Type extends EventType>(type: Type, attributes: object = {}): EventId {
    return this.add(type, { workflowTaskCompletedEventId: this.completed, ...attributes });
  }

  started(attributes: Partial<EventAttributes['WorkflowExecutionStarted']> = {}): EventId {
    return this.add('WorkflowExecutionStarted', {
      workflowId: this.workflowId,
      workflowType: { name: 'flow' },
      taskQueue: { name: 'q' },
      originalExecutionRunId: this.runId,
      firstExecutionRunId: this.runId,
      attempt: 1,
      ...attributes,
    });
  }

  taskScheduled(): EventId {
    return this.add('WorkflowTaskScheduled', { taskQueue: { name: 'q' }, attempt: 1 });
  }

  taskStarted(): EventId {
    return this.add('WorkflowTaskStarted', { scheduledEventId: this.lastEventId });
  }

  taskCompleted(): EventId {
    const startedEventId = this.lastEventId;
    this.completed = this.add('WorkflowTaskCompleted', {
      scheduledEventId: startedEventId - 1,
      startedEventId,
    });
    return this.completed;
  }

  /** A workflow task from its scheduling to its completion. */
  task(): EventId {
    this.taskScheduled();
    this.taskStarted();
    return this.taskCompleted();
  }

  /** The beginning of most histories: started, and the first task completed. */
  begun(attributes: Partial<EventAttributes['WorkflowExecutionStarted']> = {}): this {
    this.started(attributes);
    this.task();
    return this;
  }

  activity(attributes: object = {}): EventId {
    return this.command('ActivityTaskScheduled', {
      activityId: '1',
      activityType: { name: 'act' },
      taskQueue: { name: 'q' },
      scheduleToCloseTimeout: 0,
      scheduleToStartTimeout: 0,
      startToCloseTimeout: 60_000,
      heartbeatTimeout: 0,
      retryPolicy: { initialInterval: 1000, backoffCoefficient: 2, maximumInterval: 100_000 },
      ...attributes,
    });
  }

  activityStarted(scheduledEventId: EventId, attempt = 1, own: Own = {}): EventId {
    return this.add('ActivityTaskStarted', { scheduledEventId, attempt }, own);
  }

  timer(startToFireTimeout = 1000, timerId = '1'): EventId {
    return this.command('TimerStarted', { timerId, startToFireTimeout });
  }

  fired(startedEventId: EventId, timerId = '1'): EventId {
    return this.add('TimerFired', { timerId, startedEventId });
  }

  child(attributes: object = {}): EventId {
    return this.command('StartChildWorkflowExecutionInitiated', {
      workflowId: 'child',
      workflowType: { name: 'kid' },
      parentClosePolicy: 'PARENT_CLOSE_POLICY_TERMINATE',
      ...attributes,
    });
  }

  /** A cancel request to another workflow. */
  askOther(workflowId = 'other', attributes: object = {}): EventId {
    return this.command('RequestCancelExternalWorkflowExecutionInitiated', {
      workflowExecution: { workflowId, runId: '' },
      ...attributes,
    });
  }

  childStarted(initiatedEventId: EventId, childId = 'child'): EventId {
    const workflowExecution = { workflowId: childId, runId: `${childId}-run` };
    return this.add('ChildWorkflowExecutionStarted', { initiatedEventId, workflowExecution });
  }

  childClosed(
    type: EventType,
    initiatedEventId: EventId,
    startedEventId: EventId,
    childId = 'child',
  ): EventId {
    const workflowExecution = { workflowId: childId, runId: `${childId}-run` };
    return this.add(type, { initiatedEventId, startedEventId, workflowExecution });
  }

  cancelRequested(): EventId {
    return this.add('WorkflowExecutionCancelRequested');
  }

  closed(): EventId {
    return this.command('WorkflowExecutionCompleted');
  }

  terminated(attributes: object = {}): EventId {
    return this.add('WorkflowExecutionTerminated', attributes);
  }
}
