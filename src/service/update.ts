/** An update of a workflow: admitted, sent with a workflow task, accepted or rejected, and completed. */
import type { Edge, Machine, Transition } from '../common/machine.ts';
import type { EventId } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { UpdateOutcome, UpdateRequest } from '../protocol/update.ts';
import { AcceptedUpdateCompletedWorkflow } from './update-failure.ts';
import type { EventBody } from './event-store.ts';
import { refuse, WORKFLOW_CLOSING, workflowNotReady } from './refusal.ts';
import type { Refusal } from './refusal.ts';

interface UpdateFields {
  readonly updateId: string;
  readonly request: UpdateRequest;
  /** The request is in the history, as an UpdateAdmitted event: nobody needs to be told of it again. */
  readonly inHistory?: boolean | undefined;
}

/** Waits for a workflow task that takes it along. */
export interface AdmittedUpdate extends UpdateFields {
  readonly status: 'Admitted';
}
/** Is with a worker. */
export interface SentUpdate extends UpdateFields {
  readonly status: 'Sent';
}
/** An update that the workflow has not taken on. */
export type OpenUpdate = AdmittedUpdate | SentUpdate;
/** The workflow has taken it on. */
export interface AcceptedUpdate extends UpdateFields {
  readonly status: 'Accepted';
  readonly acceptedEventId: EventId;
}
/** The workflow has answered. */
export interface CompletedUpdate extends UpdateFields {
  readonly status: 'Completed' | 'Rejected';
  readonly outcome: UpdateOutcome;
  readonly accepted: boolean;
}
/** It was given up before the workflow took it on: its callers are refused. */
export interface AbortedUpdate extends UpdateFields {
  readonly status: 'Aborted';
  readonly reason: AbortReason;
  readonly refusal: Refusal;
}

/** The state of an update. */
export type Update = OpenUpdate | AcceptedUpdate | CompletedUpdate | AbortedUpdate;

/** Why updates are given up. @see temporal service/history/workflow/update/abort_reason.go */
export type AbortReason =
  | 'WorkflowCompleted'
  | 'WorkflowContinuing'
  | 'WorkflowTaskFailed'
  /** The service has lost what it keeps only in memory. */
  | 'RegistryCleared';

/** What happens to an update. */
export type UpdateInput =
  | { readonly type: 'Send' }
  | { readonly type: 'Accept'; readonly nextEventId: EventId; readonly sequencingEventId: EventId }
  | { readonly type: 'Reject'; readonly failure: Failure }
  | { readonly type: 'Respond'; readonly outcome: UpdateOutcome }
  | { readonly type: 'Abort'; readonly reason: AbortReason };

type InputOf<Type extends UpdateInput['type']> = Extract<UpdateInput, { type: Type }>;
type Result = Transition<Update, EventBody>;
type UpdateEdge<From, Type extends UpdateInput['type']> = Edge<
  From,
  InputOf<Type>,
  Update,
  EventBody
>;

/** The id of the message that carries an update to the worker. */
export const requestMessageId = (updateId: string): string => `${updateId}/request`;

const ABORTED_BY_CLOSING = refuse('NOT_FOUND', 'workflow update was aborted by closing workflow', {
  type: 'NotFoundFailure',
});
const ABORTED = refuse('UNAVAILABLE', 'workflow update was aborted');
const ABORTED_BY_TASK_FAILURE = workflowNotReady(
  'Unable to perform workflow execution update due to unexpected workflow task failure.',
);

const accept: UpdateEdge<OpenUpdate, 'Accept'> = {
  to: ['Accepted'],
  apply: ({ updateId, request, inHistory }, { nextEventId, sequencingEventId }) => ({
    state: { status: 'Accepted', updateId, request, acceptedEventId: nextEventId },
    effects: [
      {
        type: 'WorkflowExecutionUpdateAccepted',
        attributes: {
          protocolInstanceId: updateId,
          acceptedRequestMessageId: requestMessageId(updateId),
          acceptedRequestSequencingEventId: sequencingEventId,
          acceptedRequest: inHistory === true ? undefined : request,
        },
      },
    ],
  }),
};

const reject: UpdateEdge<OpenUpdate, 'Reject'> = {
  to: ['Rejected'],
  apply: ({ updateId, request }, { failure }) => ({
    state: { status: 'Rejected', updateId, request, outcome: { failure }, accepted: false },
    effects: [],
  }),
};

function abortOpen(update: OpenUpdate, { reason }: InputOf<'Abort'>): Result {
  const { status, updateId, request, inHistory } = update;
  const aborted = (refusal: Refusal): Result => ({
    state: { status: 'Aborted', updateId, request, inHistory, reason, refusal },
    effects: [],
  });
  switch (reason) {
    case 'WorkflowCompleted':
      return aborted(ABORTED_BY_CLOSING);
    case 'WorkflowContinuing':
      return aborted(WORKFLOW_CLOSING);
    case 'WorkflowTaskFailed':
      // One that no worker has seen is admitted anew by the service itself.
      if (status === 'Sent') return aborted(ABORTED_BY_TASK_FAILURE);
      return { state: update, effects: [] };
    case 'RegistryCleared':
      if (inHistory !== true) return aborted(ABORTED);
      return { state: { status: 'Admitted', updateId, request, inHistory }, effects: [] };
  }
}

function abortAccepted(update: AcceptedUpdate, input: InputOf<'Abort'>): Result {
  if (input.reason === 'WorkflowTaskFailed' || input.reason === 'RegistryCleared')
    return { state: update, effects: [] };
  const { updateId, request } = update;
  const outcome: UpdateOutcome = { failure: AcceptedUpdateCompletedWorkflow };
  return {
    state: { status: 'Completed', updateId, request, outcome, accepted: true },
    effects: [],
  };
}

/** Whether an update is forgotten, and its id may be used again. One that was given up with its workflow is not. */
export const isForgotten = (update: Update): boolean =>
  update.status === 'Rejected' ||
  (update.status === 'Aborted' &&
    (update.reason === 'WorkflowTaskFailed' || update.reason === 'RegistryCleared'));

/** The life of updates. @see temporal docs/architecture/workflow-update.md */
export const updateMachine: Machine<Update, UpdateInput, EventBody> = {
  name: 'Update',
  edges: {
    Admitted: {
      Send: {
        to: ['Sent'],
        apply: (update) => ({ state: { ...update, status: 'Sent' }, effects: [] }),
      },
      Accept: accept,
      Reject: reject,
      Abort: { to: ['Aborted', 'Admitted'], apply: abortOpen },
    },
    Sent: {
      Send: 'ignored',
      Accept: accept,
      Reject: reject,
      Abort: { to: ['Aborted', 'Admitted'], apply: abortOpen },
    },
    Accepted: {
      Respond: {
        to: ['Completed'],
        apply: ({ updateId, request, acceptedEventId }, { outcome }) => ({
          state: { status: 'Completed', updateId, request, outcome, accepted: true },
          effects: [
            {
              type: 'WorkflowExecutionUpdateCompleted',
              attributes: {
                meta: { updateId, identity: request.meta.identity },
                acceptedEventId,
                outcome,
              },
            },
          ],
        }),
      },
      Abort: { to: ['Completed', 'Accepted'], apply: abortAccepted },
    },
    Completed: { Abort: 'ignored' },
    Rejected: { Abort: 'ignored' },
    Aborted: { Abort: 'ignored' },
  },
};
