/** Laws about timers: each fires or is cancelled once, never early, in the order of their times. */
import type { Law } from './law.ts';

/** L27: the end of a timer refers to an open timer. */
const timerEventsPair: Law = {
  name: 'timer-events-pair',
  statement:
    'A timer that fires or is canceled was started before under that id, and has not ended.',
  reason:
    'The service looks the pending timer up by its id (workflow/mutable_state_impl.go: AddTimerFiredEvent, AddTimerCanceledEvent).',
  among: 'every worker',
  events: {
    TimerFired({ attributes: { startedEventId, timerId } }, { timers }) {
      const timer = timers.get(startedEventId);
      if (timer === undefined) return `no timer was started in event ${startedEventId}`;
      if (timer.ended?.type === 'TimerFired') return `it fired in event ${timer.ended.eventId}`;
      const { attributes } = timer.started;
      return (
        attributes.timerId === timerId || `the timer of event ${startedEventId} has another id`
      );
    },
    TimerCanceled({ attributes: { startedEventId, timerId } }, { timers }) {
      const timer = timers.get(startedEventId);
      if (timer === undefined) return `no timer was started in event ${startedEventId}`;
      if (timer.ended !== undefined)
        return `it has ended by ${timer.ended.type}, event ${timer.ended.eventId}`;
      const { attributes } = timer.started;
      return (
        attributes.timerId === timerId || `the timer of event ${startedEventId} has another id`
      );
    },
  },
};

/** L26: a cancelled timer never fires. */
const cancelledTimerNeverFires: Law = {
  name: 'cancelled-timer-never-fires',
  statement: 'A timer that was canceled does not fire.',
  reason:
    'Cancelling takes the pending timer away, and a firing that is still buffered with it (workflow/mutable_state_impl.go: AddTimerCanceledEvent).',
  among: 'every worker',
  events: {
    TimerCanceled: () => true,
    TimerFired({ attributes: { startedEventId } }, { timers }) {
      const ended = timers.get(startedEventId)?.ended;
      return ended?.type === 'TimerCanceled'
        ? `it was canceled in event ${ended.eventId}`
        : undefined;
    },
  },
};

/** L25: a timer fires when it is due. */
const timerFiresWhenDue: Law = {
  name: 'timer-fires-when-due',
  statement: 'A timer never fires before it is due, and on a virtual clock exactly then.',
  reason:
    'Its task is armed for the time of its start plus its length, rounded up (workflow/timer_sequence.go; queues/queue_scheduled.go: IsTimeExpired).',
  among: 'every worker',
  events: {
    TimerFired({ eventTime, attributes: { startedEventId } }, { timers, exact }) {
      const timer = timers.get(startedEventId);
      if (timer === undefined) return undefined;
      const early = timer.dueAt - eventTime;
      if (early > 0) return `it fired ${early} ms early`;
      return early === 0 || !exact || `it fired ${-early} ms late`;
    },
  },
};

/** L25: timers fire in the order in which they are due, and of two that are due at once the one that was started first. */
const timersFireInDueOrder: Law = {
  name: 'timers-fire-in-due-order',
  statement:
    'Timers of a run fire in the order in which they are due; on a virtual clock, those due at one instant in the order of their starts.',
  reason:
    'One sweep fires all that are due, ordered by expiry, then by the number of the TimerStarted event (workflow/timer_sequence.go: Less).',
  among: 'every worker',
  events: {
    TimerFired({ attributes: { startedEventId } }, { timers, lastFired, exact }) {
      const timer = timers.get(startedEventId);
      if (timer === undefined || lastFired === undefined || lastFired === timer) return undefined;
      if (timer.dueAt < lastFired.dueAt)
        return `it was due ${lastFired.dueAt - timer.dueAt} ms before the timer that fired before it`;
      if (timer.dueAt > lastFired.dueAt || !exact) return true;
      return (
        startedEventId > lastFired.started.eventId ||
        `it was due with the timer that fired before it, and had been started earlier`
      );
    },
  },
};

/** The laws about timers. */
export const timerLaws: readonly Law[] = [
  timerEventsPair,
  cancelledTimerNeverFires,
  timerFiresWhenDue,
  timersFireInDueOrder,
];
