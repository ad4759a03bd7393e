/** What a run is, beside its events and what it has pending. */
import type { EpochMs } from '../common/time.ts';
import type { EventAttributes, EventId, WorkflowExecutionStatus } from '../protocol/event.ts';
import type { Memo, SearchAttributes, UserMetadata } from '../protocol/payload.ts';
import type { WorkflowTask } from './workflow-task.ts';

/** The sticky queue that a worker offered for a run. */
interface StickyQueue {
  readonly name: string;
  readonly scheduleToStartTimeout: number;
}

/** What a run is, beside its events and pending entities. */
export interface ExecutionState {
  readonly status: WorkflowExecutionStatus;
  readonly closeTime: EpochMs | undefined;
  readonly closeEventId: EventId | undefined;
  readonly cancelRequested: boolean;
  readonly workflowTask: WorkflowTask;
  readonly stickyQueue: StickyQueue | undefined;
  /** The start of the last completed workflow task. */
  readonly previousStartedEventId: EventId;
  /** The last completion tried to close the run and was refused because of events it had not seen. */
  readonly closeAttempted: boolean;
  readonly signalCount: number;
  readonly memo: Memo | undefined;
  readonly searchAttributes: SearchAttributes | undefined;
  /** The run that a retry, cron schedule or continue-as-new put in this one's place. */
  readonly newExecutionRunId: string | undefined;
  /** Whether a reset, of this run or of an earlier one, terminated the run: then its parent does not hear of it. */
  readonly wasReset: boolean;
  /** The run that a reset put in this one's place. */
  readonly resetRunId: string | undefined;
  readonly pauseRequestId: string | undefined;
}

/** A copy of its own. Field by field: V8 is slow to spread an object whose fields were assigned one by one. */
export const copyOf = (state: ExecutionState): ExecutionState => ({
  status: state.status,
  closeTime: state.closeTime,
  closeEventId: state.closeEventId,
  cancelRequested: state.cancelRequested,
  workflowTask: state.workflowTask,
  stickyQueue: state.stickyQueue,
  previousStartedEventId: state.previousStartedEventId,
  closeAttempted: state.closeAttempted,
  signalCount: state.signalCount,
  memo: state.memo,
  searchAttributes: state.searchAttributes,
  newExecutionRunId: state.newExecutionRunId,
  wasReset: state.wasReset,
  resetRunId: state.resetRunId,
  pauseRequestId: state.pauseRequestId,
});

/** Who started a run, when, and how long it may take. */
export interface ExecutionOrigin {
  readonly workflowId: string;
  readonly runId: string;
  readonly started: EventAttributes['WorkflowExecutionStarted'];
  readonly startTime: EpochMs;
  readonly startRequestId: string | undefined;
  readonly userMetadata?: UserMetadata | undefined;
  /** Of a run that a reset made: up to which event it repeats which run, and when its chain times out. */
  readonly reset?:
    | {
        readonly baseRunId: string;
        readonly lastEventId: EventId;
        readonly executionExpirationTime: EpochMs | undefined;
      }
    | undefined;
}
