/** When the heartbeats of one attempt travel: the first at once, later ones throttled (Core's `ActivityHeartbeatManager`). */
import type { Edge, Machine } from '../common/machine.ts';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Payloads } from '../protocol/payload.ts';

/** The details of a heartbeat that has not been sent; `details` is undefined where the activity gave none. */
export interface HeldHeartbeat {
  readonly details: Payloads | undefined;
}

/** How the heartbeats of an attempt stand. */
export type Heartbeat =
  /** Nothing is under way: the next heartbeat is sent at once. */
  | { readonly status: 'quiet'; readonly interval: DurationMs }
  /** One is on its way to the service. */
  | {
      readonly status: 'sending';
      readonly interval: DurationMs;
      readonly sentAt: EpochMs;
      readonly held?: HeldHeartbeat | undefined;
    }
  /** One was answered; until its interval is over, further ones are held. */
  | {
      readonly status: 'throttled';
      readonly interval: DurationMs;
      readonly held?: HeldHeartbeat | undefined;
    }
  /** The attempt has ended; what is on its way is awaited, and what is held then is sent after it. */
  | { readonly status: 'finishing'; readonly held?: HeldHeartbeat | undefined }
  | { readonly status: 'finished' };

/** What happens to the heartbeats of an attempt. */
export type HeartbeatInput =
  | { readonly type: 'record'; readonly details: Payloads | undefined; readonly now: EpochMs }
  | { readonly type: 'answered' }
  | { readonly type: 'intervalElapsed'; readonly now: EpochMs }
  /** The attempt has ended; `flush` says whether held details must still be sent. */
  | { readonly type: 'finish'; readonly flush: boolean };

/** What has to be done for the heartbeats of an attempt. */
export type HeartbeatEffect =
  | { readonly type: 'Send'; readonly details: Payloads | undefined }
  | { readonly type: 'Throttle'; readonly until: EpochMs }
  | { readonly type: 'Unthrottle' }
  /** Nothing is on its way any more: the outcome of the attempt may be reported. */
  | { readonly type: 'Finished' };

type In<Status extends Heartbeat['status']> = Extract<Heartbeat, { status: Status }>;
type EdgeOf<Status extends Heartbeat['status'], Type extends HeartbeatInput['type']> = Edge<
  In<Status>,
  Extract<HeartbeatInput, { type: Type }>,
  Heartbeat,
  HeartbeatEffect
>;

const NOTHING: readonly HeartbeatEffect[] = [];
const FINISHED: readonly HeartbeatEffect[] = [{ type: 'Finished' }];

const sendFirst: EdgeOf<'quiet', 'record'> = {
  to: ['sending'],
  apply: ({ interval }, { details, now }) => ({
    state: { status: 'sending', interval, sentAt: now },
    effects: [{ type: 'Send', details }],
  }),
};

const holdWhileSending: EdgeOf<'sending', 'record'> = {
  to: ['sending'],
  apply: ({ interval, sentAt }, { details }) => ({
    state: { status: 'sending', interval, sentAt, held: { details } },
    effects: NOTHING,
  }),
};

const throttle: EdgeOf<'sending', 'answered'> = {
  to: ['throttled'],
  apply: ({ interval, sentAt, held }) => ({
    state: { status: 'throttled', interval, held },
    effects: [{ type: 'Throttle', until: sentAt + interval }],
  }),
};

const holdWhileThrottled: EdgeOf<'throttled', 'record'> = {
  to: ['throttled'],
  apply: ({ interval }, { details }) => ({
    state: { status: 'throttled', interval, held: { details } },
    effects: NOTHING,
  }),
};

const sendHeldOrForget: EdgeOf<'throttled', 'intervalElapsed'> = {
  to: ['sending', 'quiet'],
  apply: ({ interval, held }, { now }) =>
    held === undefined
      ? { state: { status: 'quiet', interval }, effects: NOTHING }
      : {
          state: { status: 'sending', interval, sentAt: now },
          effects: [{ type: 'Send', details: held.details }],
        },
};

const awaitAnswer: EdgeOf<'sending', 'finish'> = {
  to: ['finishing'],
  apply: ({ held }, { flush }) => ({
    state: { status: 'finishing', held: flush ? held : undefined },
    effects: NOTHING,
  }),
};

const flushHeld: EdgeOf<'throttled', 'finish'> = {
  to: ['finishing', 'finished'],
  apply: ({ held }, { flush }) =>
    held !== undefined && flush
      ? {
          state: { status: 'finishing' },
          effects: [{ type: 'Unthrottle' }, { type: 'Send', details: held.details }],
        }
      : { state: { status: 'finished' }, effects: [{ type: 'Unthrottle' }, { type: 'Finished' }] },
};

const flushAfterAnswer: EdgeOf<'finishing', 'answered'> = {
  to: ['finishing', 'finished'],
  apply: ({ held }) =>
    held === undefined
      ? { state: { status: 'finished' }, effects: FINISHED }
      : {
          state: { status: 'finishing' },
          effects: [{ type: 'Send', details: held.details }],
        },
};

/** The heartbeats of one attempt. */
export const HEARTBEAT: Machine<Heartbeat, HeartbeatInput, HeartbeatEffect> = {
  name: 'heartbeat',
  edges: {
    quiet: {
      record: sendFirst,
      finish: {
        to: ['finished'],
        apply: () => ({ state: { status: 'finished' }, effects: FINISHED }),
      },
    },
    sending: { record: holdWhileSending, answered: throttle, finish: awaitAnswer },
    throttled: {
      record: holdWhileThrottled,
      intervalElapsed: sendHeldOrForget,
      finish: flushHeld,
    },
    finishing: { record: 'ignored', answered: flushAfterAnswer },
    finished: {},
  },
};

/** How far apart the heartbeats of an attempt are sent. @see WorkerOptions.maxHeartbeatThrottleInterval */
export function throttleInterval(
  heartbeatTimeout: DurationMs,
  limits: { readonly max: DurationMs; readonly withoutTimeout: DurationMs },
): DurationMs {
  const interval = heartbeatTimeout > 0 ? 0.8 * heartbeatTimeout : limits.withoutTimeout;
  return Math.min(interval, limits.max);
}
