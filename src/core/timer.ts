/** Timers as a run knows them: from the command that starts one until it has fired or is canceled. @see TimerMachine */
import type { Machine } from '../common/machine.ts';
import type { Seq } from '../protocol/activation.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';
import { nondeterminism } from './replay-check.ts';

/** A timer of one run. */
export type Timer = { readonly seq: Seq } & (
  | { readonly status: 'StartCommandCreated' }
  | { readonly status: 'StartCommandRecorded' }
  | { readonly status: 'CancelTimerCommandCreated' }
  | { readonly status: 'CancelTimerCommandSent' }
  | { readonly status: 'Fired' }
  | { readonly status: 'Canceled'; readonly beforeSent: boolean }
);

/** What can happen to a timer. */
export type TimerInput =
  | { readonly type: 'TimerStarted' }
  | { readonly type: 'TimerFired'; readonly timerId: string }
  | { readonly type: 'TimerCanceled' }
  | { readonly type: 'Cancel' }
  | { readonly type: 'CommandCancelTimer' };

/** The life of a timer. Workflow code forgets a timer that it cancels, so that nothing is told to it. */
export const timerMachine: Machine<Timer, TimerInput, MachineEffect> = {
  name: 'Timer',
  edges: {
    StartCommandCreated: {
      TimerStarted: {
        to: ['StartCommandRecorded'],
        apply: ({ seq }) => ({ state: { status: 'StartCommandRecorded', seq }, effects: nothing }),
      },
      // Nobody has heard of it: both commands vanish.
      Cancel: {
        to: ['Canceled'],
        apply: ({ seq }) => ({
          state: { status: 'Canceled', seq, beforeSent: true },
          effects: nothing,
        }),
      },
    },
    StartCommandRecorded: {
      TimerFired: { to: ['Fired'], apply: ({ seq }, { timerId }) => fire(seq, timerId) },
      Cancel: {
        to: ['CancelTimerCommandCreated'],
        apply: ({ seq }) => ({
          state: { status: 'CancelTimerCommandCreated', seq },
          effects: [
            {
              type: 'IssueCommand',
              command: { type: 'CancelTimer', attributes: { timerId: String(seq) } },
            },
          ],
        }),
      },
    },
    CancelTimerCommandCreated: {
      Cancel: 'ignored',
      CommandCancelTimer: {
        to: ['CancelTimerCommandSent'],
        apply: ({ seq }) => ({
          state: { status: 'CancelTimerCommandSent', seq },
          effects: nothing,
        }),
      },
    },
    CancelTimerCommandSent: {
      TimerCanceled: {
        to: ['Canceled'],
        apply: ({ seq }) => ({
          state: { status: 'Canceled', seq, beforeSent: false },
          effects: nothing,
        }),
      },
    },
    Fired: { Cancel: 'ignored' },
    Canceled: { Cancel: 'ignored' },
  },
};

function fire(seq: Seq, timerId: string): { state: Timer; effects: readonly MachineEffect[] } {
  if (timerId !== String(seq)) {
    throw nondeterminism(
      `Timer fired event did not have expected timer id ${seq}, it was ${timerId}!`,
    );
  }
  return {
    state: { status: 'Fired', seq },
    effects: [{ type: 'PushJob', job: { type: 'fireTimer', seq } }],
  };
}

function eventInput(event: HistoryEvent): TimerInput | undefined {
  switch (event.type) {
    case 'TimerStarted':
    case 'TimerCanceled':
      return { type: event.type };
    case 'TimerFired':
      return { type: 'TimerFired', timerId: event.attributes.timerId };
    default:
      return undefined;
  }
}

/** Timers among the things under way. */
export const timerKind: EntityKind<Timer, TimerInput> = {
  machine: timerMachine,
  eventInput,
  commandInput: (command) =>
    command === 'CancelTimer' ? { type: 'CommandCancelTimer' } : undefined,
  isCancelledBeforeSent: (timer) => timer.status === 'Canceled' && timer.beforeSent,
};
