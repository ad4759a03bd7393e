/** Matchers about histories, executions and activities, for vitest's `expect`. */
import type { MatcherState } from 'vitest';
import { checkHistory } from '../laws/check-history.ts';
import type { HistoryEvent, WorkflowExecutionStatus } from '../protocol/event.ts';
import { historyText } from '../report/history-text.ts';
import { expectedText, searchEvents, type ExpectedEvent } from './match-events.ts';
import { failureText, standing, valueOf } from './standing.ts';
import { activityOf, executionOf, historyOf } from './subject.ts';

/** What came of a matcher. @see ExpectationResult of vitest */
export interface MatcherOutcome {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** How many events a message shows. */
const LINES = 30;

const not = ({ isNot }: MatcherState): string => (isNot ? ' not' : '');

/** Whether an execution has come to a close of that kind, and whatever else is to hold of its last event. */
function closed(
  state: MatcherState,
  matcher: string,
  value: unknown,
  wanted: { readonly status: WorkflowExecutionStatus; readonly as: string },
  holds: (last: HistoryEvent) => boolean = () => true,
): MatcherOutcome {
  const { execution, converter } = executionOf(matcher, value);
  const last = execution.events.at(-1);
  const pass = execution.status === wanted.status && last !== undefined && holds(last);
  const message = (): string => {
    const hint =
      execution.status === 'RUNNING'
        ? '\nAwait handle.result(), or world.settle(), before asking.'
        : '';
    return `expected ${execution.workflowId}${not(state)} to ${wanted.as}, but ${standing(execution, converter)}${hint}`;
  };
  return { pass, message };
}

/** It was cancelled: its code was asked to stop, and let the cancellation through. */
export function toBeCancelled(this: MatcherState, value: unknown): MatcherOutcome {
  return closed(this, 'toBeCancelled', value, { status: 'CANCELED', as: 'be cancelled' });
}

/** It was terminated, for that reason if one is given. */
export function toBeTerminated(
  this: MatcherState,
  value: unknown,
  reason?: string,
): MatcherOutcome {
  const as = reason === undefined ? 'be terminated' : `be terminated for the reason '${reason}'`;
  return closed(
    this,
    'toBeTerminated',
    value,
    { status: 'TERMINATED', as },
    (last) =>
      reason === undefined ||
      (last.type === 'WorkflowExecutionTerminated' && last.attributes.reason === reason),
  );
}

/** It timed out. */
export function toHaveTimedOut(this: MatcherState, value: unknown): MatcherOutcome {
  return closed(this, 'toHaveTimedOut', value, { status: 'TIMED_OUT', as: 'time out' });
}

/** It failed, with that message (its own, or that of a cause) if one is given. */
export function toHaveFailed(
  this: MatcherState,
  value: unknown,
  message?: string | RegExp,
): MatcherOutcome {
  const as = message === undefined ? 'fail' : `fail with ${String(message)}`;
  return closed(this, 'toHaveFailed', value, { status: 'FAILED', as }, (last) => {
    if (message === undefined || last.type !== 'WorkflowExecutionFailed') return true;
    const text = failureText(last.attributes.failure);
    return typeof message === 'string' ? text.includes(message) : message.test(text);
  });
}

/** It completed, with that value if one is given. */
export function toBeCompleted(
  this: MatcherState,
  value: unknown,
  ...expected: readonly [] | readonly [result: unknown]
): MatcherOutcome {
  const { execution, converter } = executionOf('toBeCompleted', value);
  const last = execution.events.at(-1);
  const completed = closed(this, 'toBeCompleted', value, { status: 'COMPLETED', as: 'complete' });
  if (expected.length === 0 || last?.type !== 'WorkflowExecutionCompleted') return completed;
  const [wanted] = expected;
  const actual = valueOf(converter, last.attributes.result);
  const pass = this.equals(actual, wanted, [...this.customTesters, this.utils.iterableEquality]);
  const message = (): string =>
    `expected ${execution.workflowId}${not(this)} to complete with ${this.utils.stringify(wanted)}, but ${standing(execution, converter)}`;
  return { pass, message, actual, expected: wanted };
}

/** It has these events in this order, whatever others are between them. */
export function toHaveEvents(
  this: MatcherState,
  value: unknown,
  expected: readonly ExpectedEvent[],
): MatcherOutcome {
  const events = historyOf('toHaveEvents', value);
  const { iterableEquality, subsetEquality } = this.utils;
  const testers = [...this.customTesters, iterableEquality, subsetEquality];
  const { found, missing } = searchEvents(events, expected, (attributes, part) =>
    this.equals(attributes, part, testers),
  );
  const message = (): string => {
    const after = found.at(-1);
    const where = after === undefined ? '' : ` after event ${after}`;
    const what =
      missing === undefined
        ? `expected the history not to have ${expected.map(expectedText).join(', ')} in this order, and it has`
        : `expected the history to have ${expectedText(missing)}${where}, and it has not`;
    return `${what}\n\n${historyText(events, { marked: found, lines: LINES })}`;
  };
  return { pass: missing === undefined, message };
}

/** Its code was set going that many times: attempts, of all workflows of its world. */
export function toHaveRun(this: MatcherState, value: unknown, times: number): MatcherOutcome {
  return ran(this, 'toHaveRun', value, times);
}

/** Its code was set going exactly once. */
export function toHaveRunOnce(this: MatcherState, value: unknown): MatcherOutcome {
  return ran(this, 'toHaveRunOnce', value, 1);
}

const inTimes = (count: number): string =>
  count === 0 ? 'never' : count === 1 ? 'once' : `${count} times`;

function ran(state: MatcherState, matcher: string, value: unknown, times: number): MatcherOutcome {
  const { type, attempts } = activityOf(matcher, value);
  const message = (): string => {
    const each = attempts.map(
      ({ activity, attempt, workflowId, at }) =>
        `  ${new Date(at).toISOString()} ${activity}, attempt ${attempt}, for ${workflowId}`,
    );
    return [
      `expected the activity ${type}${not(state)} to run ${inTimes(times)}, and it ran ${inTimes(attempts.length)}`,
      ...each,
    ].join('\n');
  };
  return { pass: attempts.length === times, message };
}

/** It breaks no law of the service: Temporal could have written it. */
export function toSatisfyLaws(this: MatcherState, value: unknown): MatcherOutcome {
  const events = historyOf('toSatisfyLaws', value);
  const { broken } = checkHistory(events);
  const message = (): string =>
    broken.length === 0
      ? 'expected the history to break a law of the service, and it breaks none'
      : broken.map((error) => error.message).join('\n');
  return { pass: broken.length === 0, message };
}
