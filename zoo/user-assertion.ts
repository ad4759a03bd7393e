/** The assertion of a case as a law: an expression over the ledger, the outcome and the history that must hold at the end of every run. */
import { compileFunction } from 'node:vm';
import { defaultPayloadConverter } from '@temporalio/common';
import type { HistoryEvent } from '../src/protocol/event.ts';
import type { Payloads } from '../src/protocol/payload.ts';
import type { ExecutionView } from '../src/service/service.ts';
import type { WorkflowLaw } from '../src/laws/workflow/workflow-law.ts';
import type { Ledger } from './ledger.ts';

/** How the entry workflow stands at the end; times in milliseconds since the start. */
export interface Outcome {
  readonly status: 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timedOut' | 'running';
  readonly result?: unknown;
  readonly failure?: unknown;
  readonly closedAt?: number | undefined;
  readonly cancelRequestedAt?: number | undefined;
}

/** An event as assertions see it. */
export interface SeenEvent {
  readonly type: string;
  readonly at: number;
  readonly signal?: string;
  readonly update?: string;
  readonly args?: readonly unknown[];
}

const STATUS: Readonly<Record<string, Outcome['status']>> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timedOut',
};

const decoded = (payloads: Payloads | undefined): readonly unknown[] =>
  (payloads?.payloads ?? []).map((payload) =>
    defaultPayloadConverter.fromPayload(payload as never),
  );

/** How the entry workflow stands: its last run, and when any of its runs was asked to cancel. */
export function outcomeOf(runs: readonly ExecutionView[], start: number): Outcome {
  const last = runs.at(-1);
  const closing = last?.events.at(-1);
  const request = runs
    .flatMap(({ events }) => events)
    .find(({ type }) => type === 'WorkflowExecutionCancelRequested');
  return {
    status: STATUS[last?.status ?? ''] ?? 'running',
    result:
      closing?.type === 'WorkflowExecutionCompleted'
        ? decoded(closing.attributes.result)[0]
        : undefined,
    failure: closing?.type === 'WorkflowExecutionFailed' ? closing.attributes.failure : undefined,
    closedAt: last?.closeTime === undefined ? undefined : last.closeTime - start,
    cancelRequestedAt: request === undefined ? undefined : request.eventTime - start,
  };
}

/** An event as assertions see it. */
export function seen(event: HistoryEvent, start: number): SeenEvent {
  const common = { type: event.type, at: event.eventTime - start };
  if (event.type === 'WorkflowExecutionSignaled') {
    const { signalName, input } = event.attributes;
    return { ...common, signal: signalName, args: decoded(input) };
  }
  if (event.type === 'WorkflowExecutionUpdateAccepted') {
    const { name, args } = event.attributes.acceptedRequest?.input ?? { name: '' };
    return { ...common, update: name, args: decoded(args) };
  }
  return common;
}

/** The name of the law that a case's assertion is. */
export const ASSERTION = 'assertion';

/** A case's assertion as a law. */
export function assertionLaw(
  expression: string,
  workflowId: string,
  start: number,
  ledger: Ledger,
): WorkflowLaw {
  const holds = compileFunction(`return (${expression});`, ['ledger', 'outcome', 'history']) as (
    ledger: Ledger,
    outcome: Outcome,
    history: readonly SeenEvent[],
  ) => unknown;
  return {
    name: ASSERTION,
    statement: `At the end of every run: ${expression}`,
    reason: 'The case says so.',
    watch: () => ({
      atEnd({ service }) {
        const runs = [...service.executions()].filter((run) => run.workflowId === workflowId);
        const outcome = outcomeOf(runs, start);
        const history = runs.flatMap(({ events }) => events.map((event) => seen(event, start)));
        if (holds(ledger, outcome, history)) return [true];
        const effects = ledger.entries.map(({ op, key, at }) => `${op}(${key}) at ${at}`);
        return [
          `the assertion fails: outcome ${outcome.status}, ledger ${effects.join(', ') || 'empty'}`,
        ];
      },
    }),
  };
}
