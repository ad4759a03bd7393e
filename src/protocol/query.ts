/** Queries of workflow code, and how it answers them (`temporal.api.query.v1`). */
import type { Failure } from './failure.ts';
import type { Header, Payloads } from './payload.ts';

/** A query as its caller asked it. @see temporal.api.query.v1.WorkflowQuery */
export interface WorkflowQuery {
  readonly queryType: string;
  readonly queryArgs?: Payloads | undefined;
  readonly header?: Header | undefined;
}

/** How the code of a workflow answered a query. @see temporal.api.query.v1.WorkflowQueryResult */
export type WorkflowQueryResult =
  | {
      readonly resultType: 'QUERY_RESULT_TYPE_ANSWERED';
      readonly answer: Payloads;
    }
  | {
      readonly resultType: 'QUERY_RESULT_TYPE_FAILED';
      readonly errorMessage: string;
      readonly failure?: Failure | undefined;
    };
