/** History events (`temporal.api.history.v1.HistoryEvent`): what the service records, with the API's names, in plain-object form. */
import type { EpochMs } from '../common/time.ts';
import type { EventAttributes } from './event-attributes.ts';
import type { EventId } from './event-id.ts';
import type { UserMetadata } from './payload.ts';

export type {
  EventAttributes,
  WorkerVersion,
  WorkflowTaskCompletedMetadata,
} from './event-attributes.ts';
export type {
  CancelExternalFailedCause,
  ContinueAsNewInitiator,
  ParentClosePolicy,
  SignalExternalFailedCause,
  StartChildFailedCause,
  WorkflowIdReusePolicy,
  WorkflowTaskFailedCause,
} from './event-enums.ts';
export type { EventId } from './event-id.ts';

/** The type of an event, as `temporal workflow show` prints it. */
export type EventType = keyof EventAttributes;

/** An event of one given type. */
export type HistoryEventOf<Type extends EventType> = Type extends EventType
  ? {
      readonly type: Type;
      readonly eventId: EventId;
      readonly eventTime: EpochMs;
      readonly attributes: EventAttributes[Type];
      readonly userMetadata?: UserMetadata | undefined;
    }
  : never;

/** One event of a history. */
export type HistoryEvent = HistoryEventOf<EventType>;

/** How an execution stands. @see temporal.api.enums.v1.WorkflowExecutionStatus */
export type WorkflowExecutionStatus =
  | 'RUNNING'
  | 'COMPLETED'
  | 'FAILED'
  | 'CANCELED'
  | 'TERMINATED'
  | 'CONTINUED_AS_NEW'
  | 'TIMED_OUT'
  | 'PAUSED';

const CLOSING: Partial<Record<EventType, WorkflowExecutionStatus>> = {
  WorkflowExecutionCompleted: 'COMPLETED',
  WorkflowExecutionFailed: 'FAILED',
  WorkflowExecutionCanceled: 'CANCELED',
  WorkflowExecutionTerminated: 'TERMINATED',
  WorkflowExecutionContinuedAsNew: 'CONTINUED_AS_NEW',
  WorkflowExecutionTimedOut: 'TIMED_OUT',
};

/** The status that an event of this type puts its run into, or undefined if it does not close the run. */
export const closingStatus = (type: EventType): WorkflowExecutionStatus | undefined =>
  CLOSING[type];
