/** The queries of a run that wait: for the answer of a workflow task, or for a worker of their own. */
import type { WorkflowQuery } from '../protocol/request.ts';
import type { CallId } from './effect.ts';
import type { Execution } from './execution.ts';

/** A query whose caller waits. */
export interface PendingQuery {
  readonly queryId: string;
  readonly callId: CallId;
  readonly execution: Execution;
  readonly query: WorkflowQuery;
}

const NONE: readonly PendingQuery[] = [];

/** All queries that wait. */
export class QueryRegistry {
  /** Those that go along with a workflow task, run by run. */
  readonly #buffered = new Map<string, Map<string, PendingQuery>>();
  /** Those that go to a worker by themselves. */
  readonly #direct = new Map<string, PendingQuery>();
  readonly #byCall = new Map<CallId, PendingQuery>();

  buffer(query: PendingQuery): void {
    const { runId } = query.execution;
    const queries = this.#buffered.get(runId);
    if (queries === undefined) this.#buffered.set(runId, new Map([[query.queryId, query]]));
    else queries.set(query.queryId, query);
    this.#byCall.set(query.callId, query);
  }

  direct(query: PendingQuery): void {
    this.#direct.set(query.queryId, query);
    this.#byCall.set(query.callId, query);
  }

  buffered(execution: Execution): readonly PendingQuery[] {
    const queries = this.#buffered.get(execution.runId);
    return queries === undefined ? NONE : [...queries.values()];
  }

  find(queryId: string): PendingQuery | undefined {
    return this.#direct.get(queryId);
  }

  /** Forgets a query, because it is answered or its caller has gone. */
  forget(query: PendingQuery): void {
    this.#direct.delete(query.queryId);
    this.#byCall.delete(query.callId);
    const queries = this.#buffered.get(query.execution.runId);
    queries?.delete(query.queryId);
    if (queries?.size === 0) this.#buffered.delete(query.execution.runId);
  }

  ofCall(callId: CallId): PendingQuery | undefined {
    return this.#byCall.get(callId);
  }
}
