/** A durable timer that workflow code started. */
import type { Machine } from '../common/machine.ts';
import type { EpochMs } from '../common/time.ts';
import type { EventId } from '../protocol/event.ts';
import type { EventBody } from './event-store.ts';

interface TimerFields {
  readonly timerId: string;
  readonly startedEventId: EventId;
  readonly expiryTime: EpochMs;
}

/** A timer that runs. */
export interface StartedTimer extends TimerFields {
  readonly status: 'Started';
}
/** A timer that has fired; kept only while that is buffered. */
export interface FiredTimer extends TimerFields {
  readonly status: 'Fired';
}
/** A timer that was cancelled. */
export interface CanceledTimer extends TimerFields {
  readonly status: 'Canceled';
}
/** The state of a timer. */
export type Timer = StartedTimer | FiredTimer | CanceledTimer;

/** What happens to a timer. */
export type TimerInput =
  | { readonly type: 'Fire' }
  | {
      readonly type: 'Cancel';
      readonly workflowTaskCompletedEventId: EventId;
      readonly identity: string | undefined;
    };

const canceledEvent = (
  timer: Timer,
  input: Extract<TimerInput, { type: 'Cancel' }>,
): EventBody => ({
  type: 'TimerCanceled',
  attributes: {
    timerId: timer.timerId,
    startedEventId: timer.startedEventId,
    workflowTaskCompletedEventId: input.workflowTaskCompletedEventId,
    identity: input.identity,
  },
});

/** The life of timers. */
export const timerMachine: Machine<Timer, TimerInput, EventBody> = {
  name: 'Timer',
  edges: {
    Started: {
      Fire: {
        to: ['Fired'],
        apply: (timer) => ({
          state: { ...timer, status: 'Fired' },
          effects: [
            {
              type: 'TimerFired',
              attributes: { timerId: timer.timerId, startedEventId: timer.startedEventId },
            },
          ],
        }),
      },
      Cancel: {
        to: ['Canceled'],
        apply: (timer, input) => ({
          state: { ...timer, status: 'Canceled' },
          effects: [canceledEvent(timer, input)],
        }),
      },
    },
    Fired: {
      // Its firing is only buffered: the workflow has not seen it, so the cancellation takes its place.
      Cancel: {
        to: ['Canceled'],
        apply: (timer, input) => ({
          state: { ...timer, status: 'Canceled' },
          effects: [canceledEvent(timer, input)],
        }),
      },
    },
    Canceled: {},
  },
};
