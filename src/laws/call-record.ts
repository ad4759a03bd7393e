/** What laws remember of a call to the service while it is under way. */
import type { ServiceRequest } from '../protocol/request.ts';
import type { AttemptRecord } from './attempt-record.ts';
import type { RunLedger } from './run-ledger.ts';

/** A call that is not answered yet. */
export interface CallRecord {
  readonly request: ServiceRequest;
  /** The run that it was about when it arrived, if it named one. */
  readonly run: RunLedger | undefined;
  /** Whether that run was closed when it arrived. */
  readonly afterClose: boolean;
  /** Of an attempt that speaks: whether its activity had ended when it arrived. */
  readonly afterEnd: boolean;
  /** Of the completion of a workflow task: a later task of the run had been handed out. */
  readonly superseded: boolean;
  /** The attempt that speaks, unless it had ended. */
  readonly attempt: AttemptRecord | undefined;
}
