/** Workflow updates as a run answers them: accepted, rejected, completed. @see UpdateMachine */
import type { Machine, Transition } from '../common/machine.ts';
import type { EventId, HistoryEvent } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { UpdateMessageBody, UpdateOutcome, UpdateRequest } from '../protocol/update.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';

interface UpdateFields {
  readonly messageId: string;
  readonly protocolInstanceId: string;
  readonly sequencingEventId: EventId;
  readonly request: UpdateRequest;
}

/** An update of one run. `Immediately`: it was accepted and completed before the acceptance had its place among the commands. */
export type Update = UpdateFields &
  (
    | { readonly status: 'RequestInitiated' }
    | { readonly status: 'Rejected' }
    | { readonly status: 'Accepted' }
    | { readonly status: 'AcceptCommandCreated' }
    | { readonly status: 'AcceptCommandRecorded' }
    | { readonly status: 'CompletedImmediately' }
    | { readonly status: 'CompletedImmediatelyAcceptCreated' }
    | { readonly status: 'CompletedImmediatelyCompleteCreated' }
    | { readonly status: 'Completed' }
    | { readonly status: 'CompletedCommandCreated' }
    | { readonly status: 'CompletedCommandRecorded' }
  );

/** What can happen to an update. */
export type UpdateInput =
  | { readonly type: 'Accept' }
  | { readonly type: 'Reject'; readonly failure: Failure }
  | { readonly type: 'Complete'; readonly outcome: UpdateOutcome }
  | { readonly type: 'CommandProtocolMessage' }
  | { readonly type: 'WorkflowExecutionUpdateAccepted' }
  | { readonly type: 'WorkflowExecutionUpdateCompleted' };

type Next = Transition<Update, MachineEffect>;

const moved = (update: Update, status: Update['status'], effects = nothing): Next => ({
  state: { ...update, status },
  effects,
});

const message = (update: Update, what: string, body: UpdateMessageBody): MachineEffect => ({
  type: 'IssueMessage',
  message: {
    id: `${update.messageId}/${what}`,
    protocolInstanceId: update.protocolInstanceId,
    body,
  },
});

const place = (update: Update, what: string): MachineEffect => ({
  type: 'IssueCommand',
  command: {
    type: 'ProtocolMessage',
    attributes: { messageId: `${update.messageId}/${what}` },
  },
});

const accept = (update: Update): Next =>
  moved(update, 'Accepted', [
    message(update, 'accept', {
      type: 'Acceptance',
      acceptedRequestMessageId: update.messageId,
      acceptedRequestSequencingEventId: update.sequencingEventId,
      acceptedRequest: update.request,
    }),
    place(update, 'accept'),
  ]);

/** A rejected update leaves no trace in the history: its message has no place among the commands. */
const reject = (update: Update, failure: Failure): Next =>
  moved(update, 'Rejected', [
    message(update, 'reject', {
      type: 'Rejection',
      rejectedRequestMessageId: update.messageId,
      rejectedRequestSequencingEventId: update.sequencingEventId,
      rejectedRequest: update.request,
      failure,
    }),
  ]);

const complete = (update: Update, status: Update['status'], outcome: UpdateOutcome): Next =>
  moved(update, status, [
    message(update, 'complete', {
      type: 'Response',
      updateId: update.request.meta.updateId,
      outcome,
    }),
    place(update, 'complete'),
  ]);

/** The life of an update. After it was accepted, a rejection is a completion with a failure. */
export const updateMachine: Machine<Update, UpdateInput, MachineEffect> = {
  name: 'Update',
  edges: {
    RequestInitiated: {
      Accept: { to: ['Accepted'], apply: (update) => accept(update) },
      Reject: { to: ['Rejected'], apply: (update, { failure }) => reject(update, failure) },
    },
    Rejected: {},
    Accepted: {
      Complete: {
        to: ['CompletedImmediately'],
        apply: (update, { outcome }) => complete(update, 'CompletedImmediately', outcome),
      },
      Reject: {
        to: ['CompletedImmediately'],
        apply: (update, { failure }) => complete(update, 'CompletedImmediately', { failure }),
      },
      CommandProtocolMessage: {
        to: ['AcceptCommandCreated'],
        apply: (update) => moved(update, 'AcceptCommandCreated'),
      },
    },
    AcceptCommandCreated: {
      WorkflowExecutionUpdateAccepted: {
        to: ['AcceptCommandRecorded'],
        apply: (update) => moved(update, 'AcceptCommandRecorded'),
      },
      // The same workflow task goes on, after a local activity of the handler.
      Complete: {
        to: ['CompletedImmediatelyAcceptCreated'],
        apply: (update, { outcome }) =>
          complete(update, 'CompletedImmediatelyAcceptCreated', outcome),
      },
      Reject: {
        to: ['CompletedImmediatelyAcceptCreated'],
        apply: (update, { failure }) =>
          complete(update, 'CompletedImmediatelyAcceptCreated', { failure }),
      },
    },
    AcceptCommandRecorded: {
      Complete: {
        to: ['Completed'],
        apply: (update, { outcome }) => complete(update, 'Completed', outcome),
      },
      Reject: {
        to: ['Completed'],
        apply: (update, { failure }) => complete(update, 'Completed', { failure }),
      },
    },
    CompletedImmediately: {
      CommandProtocolMessage: {
        to: ['CompletedImmediatelyAcceptCreated'],
        apply: (update) => moved(update, 'CompletedImmediatelyAcceptCreated'),
      },
    },
    CompletedImmediatelyAcceptCreated: {
      CommandProtocolMessage: {
        to: ['CompletedImmediatelyCompleteCreated'],
        apply: (update) => moved(update, 'CompletedImmediatelyCompleteCreated'),
      },
    },
    CompletedImmediatelyCompleteCreated: {
      WorkflowExecutionUpdateAccepted: {
        to: ['CompletedCommandCreated'],
        apply: (update) => moved(update, 'CompletedCommandCreated'),
      },
    },
    Completed: {
      CommandProtocolMessage: {
        to: ['CompletedCommandCreated'],
        apply: (update) => moved(update, 'CompletedCommandCreated'),
      },
    },
    CompletedCommandCreated: {
      WorkflowExecutionUpdateCompleted: {
        to: ['CompletedCommandRecorded'],
        apply: (update) => moved(update, 'CompletedCommandRecorded'),
      },
    },
    CompletedCommandRecorded: {},
  },
};

function eventInput(event: HistoryEvent): UpdateInput | undefined {
  switch (event.type) {
    case 'WorkflowExecutionUpdateAccepted':
    case 'WorkflowExecutionUpdateCompleted':
      return { type: event.type };
    default:
      return undefined;
  }
}

/** Updates among the things under way. */
export const updateKind: EntityKind<Update, UpdateInput> = {
  machine: updateMachine,
  eventInput,
  commandInput: (command) =>
    command === 'ProtocolMessage' ? { type: 'CommandProtocolMessage' } : undefined,
};
