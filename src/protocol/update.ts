/** Workflow updates (`temporal.api.update.v1`) and the messages in which they travel with workflow tasks. */
import type { EventId } from './event-id.ts';
import type { Failure } from './failure.ts';
import type { Header, Payloads } from './payload.ts';

/** @see temporal.api.update.v1.Request */
export interface UpdateRequest {
  readonly meta: {
    readonly updateId: string;
    readonly identity?: string | undefined;
  };
  readonly input: {
    readonly name: string;
    readonly args?: Payloads | undefined;
    readonly header?: Header | undefined;
  };
}

/** Exactly one of the two is set. @see temporal.api.update.v1.Outcome */
export interface UpdateOutcome {
  readonly success?: Payloads | undefined;
  readonly failure?: Failure | undefined;
}

/** How far an update must have come for its caller to be answered. @see temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage */
export type UpdateStage =
  | 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_UNSPECIFIED'
  | 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED'
  | 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED'
  | 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED';

/** What a protocol message says. @see temporal.api.protocol.v1.Message */
export type UpdateMessageBody =
  | { readonly type: 'Request'; readonly request: UpdateRequest }
  | {
      readonly type: 'Acceptance';
      readonly acceptedRequestMessageId: string;
      readonly acceptedRequestSequencingEventId: EventId;
      readonly acceptedRequest?: UpdateRequest | undefined;
    }
  | {
      readonly type: 'Rejection';
      readonly rejectedRequestMessageId: string;
      readonly rejectedRequestSequencingEventId: EventId;
      readonly rejectedRequest?: UpdateRequest | undefined;
      readonly failure: Failure;
    }
  | {
      readonly type: 'Response';
      readonly updateId: string;
      readonly outcome: UpdateOutcome;
    };

/** A message of the update protocol; `protocolInstanceId` is the update's id. @see temporal.api.protocol.v1.Message */
export interface UpdateMessage {
  readonly id: string;
  readonly protocolInstanceId: string;
  /** Of a request: the event it must be processed after. */
  readonly eventId?: EventId | undefined;
  readonly body: UpdateMessageBody;
}
