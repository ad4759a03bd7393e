/** The events of one run: the written history, the batch of the open transaction, and the buffer that a started workflow task holds back. */
import { invariant } from '../common/invariant.ts';
import type { EpochMs } from '../common/time.ts';
import { closingStatus } from '../protocol/event.ts';
import type { EventAttributes, EventId, EventType, HistoryEvent } from '../protocol/event.ts';
import type { UserMetadata } from '../protocol/payload.ts';
import { attributesSize } from './payload-size.ts';

/** An event before it has its place in the history. */
export type EventBody = {
  [Type in EventType]: {
    readonly type: Type;
    readonly attributes: EventAttributes[Type];
    /** When it happened, if that is not now. */
    readonly at?: EpochMs | undefined;
    readonly userMetadata?: UserMetadata | undefined;
  };
}[EventType];

interface BufferedEvent {
  readonly body: EventBody;
  readonly eventTime: EpochMs;
  readonly size: number;
}

/** The id of an event that is not written yet. @see common.BufferedEventID */
export const BUFFERED_EVENT_ID: EventId = -123;

/**
 * Which events wait in the buffer while a workflow task is started; `closes` are moved behind all others when the buffer
 * is flushed. All others are written at once.
 * @see temporal service/history/historybuilder/event_store.go
 */
const BUFFERABLE: Partial<Record<EventType, 'stays' | 'closes'>> = {
  WorkflowExecutionCancelRequested: 'stays',
  WorkflowExecutionSignaled: 'stays',
  WorkflowExecutionOptionsUpdated: 'stays',
  WorkflowExecutionPaused: 'stays',
  WorkflowExecutionUnpaused: 'stays',
  WorkflowExecutionUpdateAdmitted: 'stays',
  ActivityTaskStarted: 'stays',
  ActivityTaskCompleted: 'closes',
  ActivityTaskFailed: 'closes',
  ActivityTaskTimedOut: 'closes',
  ActivityTaskCanceled: 'closes',
  TimerFired: 'stays',
  StartChildWorkflowExecutionFailed: 'stays',
  ChildWorkflowExecutionStarted: 'stays',
  ChildWorkflowExecutionCompleted: 'closes',
  ChildWorkflowExecutionFailed: 'closes',
  ChildWorkflowExecutionCanceled: 'closes',
  ChildWorkflowExecutionTimedOut: 'closes',
  ChildWorkflowExecutionTerminated: 'closes',
  ExternalWorkflowExecutionCancelRequested: 'stays',
  ExternalWorkflowExecutionSignaled: 'stays',
  RequestCancelExternalWorkflowExecutionFailed: 'stays',
  SignalExternalWorkflowExecutionFailed: 'stays',
};

/** An event that a flush wrote and that later events refer to: an activity's or a child's start. */
export interface WrittenStart {
  readonly type: 'ActivityTaskStarted' | 'ChildWorkflowExecutionStarted';
  /** The Scheduled event of the activity, or the Initiated event of the child. */
  readonly of: EventId;
  readonly startedEventId: EventId;
}

const NONE: readonly WrittenStart[] = [];

/** Keeps the events of one run. What is added counts only from `commit` on; `rollback` forgets it. */
export class EventStore {
  /** The written history. It only grows. */
  readonly written: HistoryEvent[] = [];
  /** About the size of the written history in bytes. */
  writtenSize = 0;
  /**
   * The last event of each batch of the written history. A batch is what one transaction wrote; the start of a workflow task ends one
   * too.
   */
  #batchEnds: EventId[] = [];
  #batch: HistoryEvent[] = [];
  #batchSize = 0;
  /** The batch ends of the open transaction. */
  #newBatchEnds: EventId[] = [];
  /** Where the last batch of the open transaction begins, in bytes, and the size of the largest one before it. */
  #lastBatchStart = 0;
  #largestFullBatch = 0;
  #buffer: BufferedEvent[] = [];
  #committedBuffer: BufferedEvent[] = this.#buffer;
  #committedLength = 0;
  #finished = false;
  #committedFinished = false;

  /** The id that the next written event gets. */
  get nextEventId(): EventId {
    return this.written.length + this.#batch.length + 1;
  }

  get hasBufferedEvents(): boolean {
    return this.#buffer.length > 0;
  }

  get bufferedCount(): number {
    return this.#buffer.length;
  }

  get bufferedSize(): number {
    return this.#buffer.reduce((sum, event) => sum + event.size, 0);
  }

  /** How many events the history has with those of the open transaction. */
  get count(): number {
    return this.written.length + this.#batch.length;
  }

  /** About how many bytes the history has with those of the open transaction. */
  get size(): number {
    return this.writtenSize + this.#batchSize;
  }

  /** About how many bytes the largest batch of the open transaction has. */
  get largestBatchSize(): number {
    return Math.max(this.#largestFullBatch, this.#batchSize - this.#lastBatchStart);
  }

  /** Adds an event, and gives the id it was written with, or `BUFFERED_EVENT_ID`. */
  add(body: EventBody, now: EpochMs): EventId {
    invariant(!this.#finished, 'no event follows the one that closes the run');
    const eventTime = body.at ?? now;
    const size = attributesSize(body.attributes);
    if (BUFFERABLE[body.type] !== undefined) {
      this.#buffer.push({ body, eventTime, size });
      return BUFFERED_EVENT_ID;
    }
    if (closingStatus(body.type) !== undefined) this.#finished = true;
    return this.#write(body, eventTime, size, undefined);
  }

  /** Takes over an event of another run, as a reset does. */
  adopt(event: HistoryEvent): void {
    this.#batch.push(event);
    this.#batchSize += attributesSize(event.attributes);
  }

  /** Takes over where the batches of another run end, up to an event. */
  adoptBatchEnds(other: EventStore, lastEventId: EventId): void {
    this.#newBatchEnds.push(...other.#batchEnds.filter((eventId) => eventId <= lastEventId));
    this.#lastBatchStart = this.#batchSize;
  }

  /** Whether an event of the written history is the last one of its batch. */
  isBatchEnd(eventId: EventId): boolean {
    return this.#batchEnds.includes(eventId);
  }

  /** Writes what is buffered, the closes of activities and children last; a closed run drops it. */
  flush(): readonly WrittenStart[] {
    const buffer = this.#buffer;
    if (buffer.length === 0) return NONE;
    this.#buffer = [];
    if (this.#finished) return NONE;
    const starts: WrittenStart[] = [];
    for (const event of buffer) {
      if (BUFFERABLE[event.body.type] === 'closes') continue;
      const id = this.#write(event.body, event.eventTime, event.size, undefined);
      if (event.body.type === 'ActivityTaskStarted') {
        const of = event.body.attributes.scheduledEventId;
        starts.push({ type: event.body.type, of, startedEventId: id });
      } else if (event.body.type === 'ChildWorkflowExecutionStarted') {
        const of = event.body.attributes.initiatedEventId;
        starts.push({ type: event.body.type, of, startedEventId: id });
      }
    }
    for (const event of buffer)
      if (BUFFERABLE[event.body.type] === 'closes')
        this.#write(event.body, event.eventTime, event.size, starts);
    return starts;
  }

  /** Whether the end of an activity is among the buffered events. */
  hasActivityFinish(scheduledEventId: EventId): boolean {
    return this.#buffer.some(
      ({ body }) =>
        BUFFERABLE[body.type] === 'closes' &&
        'scheduledEventId' in body.attributes &&
        body.attributes.scheduledEventId === scheduledEventId,
    );
  }

  /** Takes the buffered firing of a timer back, and gives the id of its TimerStarted event. */
  takeTimerFired(timerId: string): EventId | undefined {
    const isFiring = ({ body }: BufferedEvent): boolean =>
      body.type === 'TimerFired' && body.attributes.timerId === timerId;
    const firing = this.#buffer.find(isFiring);
    if (firing?.body.type !== 'TimerFired') return undefined;
    this.#buffer = this.#buffer.filter((event) => event !== firing);
    return firing.body.attributes.startedEventId;
  }

  /** Makes what was added part of the history, or of the persisted buffer. */
  commit(): void {
    if (this.#batch.length > 0) {
      for (const event of this.#batch) this.written.push(event);
      for (const eventId of this.#newBatchEnds) this.#batchEnds.push(eventId);
      if (this.#batchEnds.at(-1) !== this.written.length) this.#batchEnds.push(this.written.length);
    }
    this.writtenSize += this.#batchSize;
    this.#clearBatch();
    this.#committedBuffer = this.#buffer;
    this.#committedLength = this.#buffer.length;
    this.#committedFinished = this.#finished;
  }

  /** Forgets what was added since the last commit. */
  rollback(): void {
    this.#clearBatch();
    this.#buffer = this.#committedBuffer;
    this.#buffer.length = this.#committedLength;
    this.#finished = this.#committedFinished;
  }

  #clearBatch(): void {
    if (this.#batch.length > 0) {
      this.#batch = [];
      this.#newBatchEnds = [];
      this.#lastBatchStart = 0;
      this.#largestFullBatch = 0;
    }
    this.#batchSize = 0;
  }

  #endBatch(eventId: EventId): void {
    this.#newBatchEnds.push(eventId);
    this.#largestFullBatch = this.largestBatchSize;
    this.#lastBatchStart = this.#batchSize;
  }

  #write(
    body: EventBody,
    eventTime: EpochMs,
    size: number,
    starts: readonly WrittenStart[] | undefined,
  ): EventId {
    const eventId = this.nextEventId;
    const attributes =
      starts === undefined ? body.attributes : withStartedEventId(body.attributes, starts);
    const event = { type: body.type, eventId, eventTime, attributes };
    this.#batch.push(
      (body.userMetadata === undefined
        ? event
        : { ...event, userMetadata: body.userMetadata }) as HistoryEvent,
    );
    this.#batchSize += size;
    if (body.type === 'WorkflowTaskStarted') this.#endBatch(eventId);
    return eventId;
  }
}

/** Tells a close of an activity or child which event its start was written as. */
function withStartedEventId(
  attributes: EventBody['attributes'],
  starts: readonly WrittenStart[],
): EventBody['attributes'] {
  if (!('startedEventId' in attributes) || attributes.startedEventId !== BUFFERED_EVENT_ID)
    return attributes;
  const of =
    'initiatedEventId' in attributes
      ? attributes.initiatedEventId
      : 'scheduledEventId' in attributes
        ? attributes.scheduledEventId
        : undefined;
  const start = starts.find((candidate) => candidate.of === of);
  invariant(start !== undefined, 'the start of an activity or child is written before its end');
  return { ...attributes, startedEventId: start.startedEventId } as EventBody['attributes'];
}
