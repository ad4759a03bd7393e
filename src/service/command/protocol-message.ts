/** The command ProtocolMessage, and the messages of updates that a completion carries. */
import type { CommandAttributes } from '../../protocol/command.ts';
import type { UpdateMessage } from '../../protocol/update.ts';
import { failureSize, payloadsSize } from '../payload-size.ts';
import { isForgotten } from '../update.ts';
import type { Update } from '../update.ts';
import { failTask, terminateWorkflow } from './context.ts';
import type { CommandContext, CommandHandler, CommandProblem } from './context.ts';

const BAD = 'BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE';

/** Gives a message its place among the commands. @see temporal.api.command.v1.ProtocolMessageCommandAttributes */
export const protocolMessage: CommandHandler<CommandAttributes['ProtocolMessage']> = (
  context,
  { messageId },
) => {
  if (messageId === '') return failTask(BAD, 'MessageID is not set on ProtocolMessageCommand.');
  const message = context.messages.get(messageId);
  if (message === undefined)
    return failTask(BAD, `ProtocolMessageCommand referenced absent message ID ${messageId}`);
  context.messages.delete(messageId);
  return handleMessage(context, message);
};

/** The state of an update in the service's words; what is not committed yet is provisional. */
function stateName({ provisionalUpdates }: CommandContext, { updateId, status }: Update): string {
  const name = status === 'Rejected' ? 'Completed' : status;
  return provisionalUpdates.has(updateId) ? `Provisionally${name}` : name;
}

const illegal = (context: CommandContext, update: Update, message: UpdateMessage): CommandProblem =>
  failTask(
    BAD,
    `invalid state transition attempted for Update ${update.updateId}: received *update.${message.body.type} message while in state ${stateName(context, update)}`,
  );

/** What a message lacks. @see temporal service/history/workflow/update/validation.go */
function messageProblem({ body, protocolInstanceId }: UpdateMessage): CommandProblem | undefined {
  const invalid = (what: string): CommandProblem =>
    failTask(BAD, `invalid *update.${body.type}: ${what}`);
  if (body.type === 'Acceptance') {
    if (body.acceptedRequestSequencingEventId === 0)
      return invalid('accepted_request_sequencing_event_id is not set');
    if (body.acceptedRequestMessageId === '')
      return invalid('accepted_request_message_id is not set');
  }
  if (body.type === 'Response') {
    if (body.updateId === '') return invalid('meta.update_id is not set');
    if (body.updateId !== protocolInstanceId)
      return invalid(`meta.update_id != ${protocolInstanceId}`);
    if (body.outcome.success === undefined && body.outcome.failure === undefined)
      return invalid('outcome is not set');
  }
  return undefined;
}

/** The bytes that a message may have at most are those of a payload. */
function bodySize({ body }: UpdateMessage): number {
  switch (body.type) {
    case 'Response':
      return payloadsSize(body.outcome.success) + failureSize(body.outcome.failure);
    case 'Rejection':
      return failureSize(body.failure) + payloadsSize(body.rejectedRequest?.input.args);
    case 'Acceptance':
      return payloadsSize(body.acceptedRequest?.input.args);
    case 'Request':
      return payloadsSize(body.request.input.args);
  }
}

/** An update that the service has forgotten comes back with the answer of the worker that still has it. */
function resurrect({ execution }: CommandContext, message: UpdateMessage): Update | undefined {
  const { body, protocolInstanceId: updateId } = message;
  const request =
    body.type === 'Acceptance'
      ? body.acceptedRequest
      : body.type === 'Rejection'
        ? body.rejectedRequest
        : undefined;
  if (request === undefined) return undefined;
  const update: Update = { status: 'Admitted', updateId, request };
  execution.updates.set(updateId, update);
  return update;
}

/** Takes what a worker says about an update. */
export function handleMessage(
  context: CommandContext,
  message: UpdateMessage,
): CommandProblem | undefined {
  const { shard, execution, provisionalUpdates } = context;
  const { body, protocolInstanceId } = message;
  if (bodySize(message) > shard.limits.blobSize)
    return terminateWorkflow(
      BAD,
      `Message type temporal.api.update.v1.${body.type} exceeds size limit.`,
    );
  const known = execution.updates.get(protocolInstanceId);
  const forgotten = known !== undefined && isForgotten(known);
  const update =
    known !== undefined && (!forgotten || provisionalUpdates.has(protocolInstanceId))
      ? known
      : resurrect(context, message);
  if (update === undefined)
    return failTask(
      BAD,
      `update ${protocolInstanceId} wasn't found on the server. This is most likely a transient error which will be resolved automatically by retries`,
    );
  if (!execution.isRunning && body.type !== 'Rejection') {
    execution.feedUpdate(update, { type: 'Abort', reason: 'WorkflowCompleted' });
    return undefined;
  }
  const problem = takeMessage(context, update, message);
  provisionalUpdates.add(protocolInstanceId);
  return problem;
}

function takeMessage(
  context: CommandContext,
  update: Update,
  message: UpdateMessage,
): CommandProblem | undefined {
  const { execution } = context;
  const { body } = message;
  const isOpen = update.status === 'Admitted' || update.status === 'Sent';
  const expected =
    body.type === 'Request' || (body.type === 'Response' ? update.status === 'Accepted' : isOpen);
  if (!expected) return illegal(context, update, message);
  const problem = messageProblem(message);
  if (problem !== undefined) return problem;
  switch (body.type) {
    case 'Acceptance': {
      const sequencingEventId = body.acceptedRequestSequencingEventId;
      const { nextEventId } = execution.events;
      execution.feedUpdate(update, { type: 'Accept', nextEventId, sequencingEventId });
      return undefined;
    }
    case 'Rejection':
      execution.feedUpdate(update, { type: 'Reject', failure: body.failure });
      return undefined;
    case 'Response':
      execution.feedUpdate(update, { type: 'Respond', outcome: body.outcome });
      return undefined;
    case 'Request':
      return failTask(BAD, 'Message type *update.Request not supported');
  }
}
