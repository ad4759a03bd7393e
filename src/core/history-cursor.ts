/** Reads a history one logical workflow task at a time: all events up to a WorkflowTaskStarted that drives workflow code. @see HistoryUpdate */
import type { EventAttributes, EventId, HistoryEvent } from '../protocol/event.ts';
import { isCommandEvent, isFinalEvent } from './event-kind.ts';

/** The events of one logical workflow task. */
export interface LogicalTask {
  readonly events: readonly HistoryEvent[];
  /** Whether nothing is known to come after it. */
  readonly isLast: boolean;
}

/** A place in the history of one run. */
export class HistoryCursor {
  #events: readonly HistoryEvent[] = [];
  /** Index of the first event that was not taken yet. */
  #position = 0;
  /** Index after the logical task that begins at the position; undefined until it was looked for. */
  #end: number | undefined;

  /** Puts the events of a newly received task in the place of those that were here. */
  feed(events: readonly HistoryEvent[]): void {
    this.#events = events;
    this.#position = 0;
    this.#end = undefined;
  }

  /** Takes the next logical task after the WorkflowTaskStarted event `from`. */
  take(from: EventId): LogicalTask {
    while (this.#position < this.#events.length && this.#idAt(this.#position) <= from) {
      this.#position++;
      this.#end = undefined;
    }
    const end = this.#findEnd();
    const events = this.#events.slice(this.#position, end);
    this.#position = end;
    this.#end = undefined;
    return { events, isLast: end >= this.#events.length };
  }

  /** The logical task that will be taken next, without taking it. */
  peek(): readonly HistoryEvent[] {
    return this.#events.slice(this.#position, this.#findEnd());
  }

  /** What the next WorkflowTaskCompleted event that was not taken yet says of flags and builds. */
  peekCompletion(): EventAttributes['WorkflowTaskCompleted'] | undefined {
    for (let index = this.#position; index < this.#events.length; index++) {
      const event = this.#events[index];
      if (event?.type === 'WorkflowTaskCompleted') return event.attributes;
    }
    return undefined;
  }

  #idAt(index: number): EventId {
    return this.#events[index]?.eventId ?? 0;
  }

  #findEnd(): number {
    this.#end ??= endOfTask(this.#events, this.#position);
    return this.#end;
  }
}

/** Index after the logical task that begins at `position`. */
function endOfTask(events: readonly HistoryEvent[], position: number): number {
  let sawCommand = false;
  let sawCommandOrStart = false;
  const started: number[] = [];
  for (let index = position; index < events.length; index++) {
    const event = events[index];
    if (event === undefined) break;
    if (isCommandEvent(event.type)) sawCommand = sawCommandOrStart = true;
    if (event.type === 'WorkflowExecutionStarted') sawCommandOrStart = true;
    if (isFinalEvent(event.type)) return index + 1;
    if (event.type !== 'WorkflowTaskStarted') continue;
    const next = events[index + 1]?.type;
    if (isSkipped(next)) continue;
    started.push(index);
    const afterNext = events[index + 2];
    if (next === 'WorkflowTaskCompleted' && afterNext !== undefined) {
      // A workflow task heartbeat, or a task without any effect.
      if (!sawCommand && afterNext.type === 'WorkflowTaskScheduled') continue;
      return (updatedAt(events, started, afterNext) ?? index) + 1;
    }
    if (sawCommandOrStart) return index + 1;
  }
  return events.length;
}

/** Whether a started workflow task had no effect because of the event that follows. */
const isSkipped = (next: HistoryEvent['type'] | undefined): boolean =>
  next === 'WorkflowTaskFailed' ||
  next === 'WorkflowTaskTimedOut' ||
  next === 'WorkflowExecutionTimedOut' ||
  next === 'WorkflowExecutionTerminated' ||
  next === 'WorkflowExecutionCanceled';

/** Where an update that was accepted must have been handled: at the last start before the event that sequences it. */
function updatedAt(
  events: readonly HistoryEvent[],
  started: readonly number[],
  accepted: HistoryEvent,
): number | undefined {
  if (accepted.type !== 'WorkflowExecutionUpdateAccepted') return undefined;
  const { acceptedRequestSequencingEventId } = accepted.attributes;
  return started.findLast(
    (index) => (events[index]?.eventId ?? 0) < acceptedRequestSequencingEventId,
  );
}
