/** Laws about the virtual clock: it never goes back, and what is written carries its time. */
import { stampOf } from './event-stamp.ts';
import type { Law } from './law.ts';
import { isRepeated } from './run-ledger.ts';

/** L24: the clock never goes back. */
const clockNeverGoesBack: Law = {
  name: 'clock-never-goes-back',
  statement: 'No step is taken at an earlier time than the step before it.',
  reason: 'Virtual time moves to the next alarm when nothing is left to do now, and only then.',
  among: 'every worker',
  afterStep: ({ at }, { lastStepAt }) =>
    at >= lastStepAt || `it was taken ${lastStepAt - at} ms before the step before it`,
};

/** L24: events carry the time of the virtual clock. */
const eventsCarryTheClock: Law = {
  name: 'events-carry-the-clock',
  statement:
    'An event that is written at once carries the time of the virtual clock, but for those that a reset repeats, and none a time to come.',
  reason:
    'An event is stamped when it comes about, and nothing but the virtual clock tells the time.',
  among: 'every worker',
  everyEvent(event, run, world) {
    if (world === undefined) return undefined;
    const { type, eventTime } = event;
    const { now } = world;
    if (eventTime > now) return `it carries a time that is ${eventTime - now} ms ahead`;
    return (
      eventTime === now ||
      stampOf(type) !== 'atOnce' ||
      run.repeats ||
      (type === 'WorkflowExecutionStarted' && isRepeated(event, run)) ||
      `it was written ${now - eventTime} ms after the time that it carries`
    );
  },
};

/** The laws about the virtual clock. */
export const clockLaws: readonly Law[] = [clockNeverGoesBack, eventsCarryTheClock];
