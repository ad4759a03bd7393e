/** The command ProtocolMessage, and the messages of updates that a completion carries. */
import type { CommandAttributes } from '../../protocol/command.ts';
import type { UpdateMessage } from '../../protocol/update.ts';
import type { Update } from '../update.ts';
import { failTask } from './context.ts';
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

const illegal = (update: Update, message: UpdateMessage): CommandProblem =>
  failTask(
    BAD,
    `invalid state transition attempted for Update ${update.updateId}: received *update.${message.body.type} message while in state ${update.status}`,
  );

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
  const { execution } = context;
  const { body, protocolInstanceId } = message;
  const update = execution.updates.get(protocolInstanceId) ?? resurrect(context, message);
  if (update === undefined)
    return failTask(
      BAD,
      `update ${protocolInstanceId} wasn't found on the server. This is most likely a transient error which will be resolved automatically by retries`,
    );
  if (!execution.isRunning && body.type !== 'Rejection') {
    execution.feedUpdate(update, { type: 'Abort', reason: 'WorkflowCompleted' });
    return undefined;
  }
  const isOpen = update.status === 'Admitted' || update.status === 'Sent';
  switch (body.type) {
    case 'Acceptance': {
      if (!isOpen) return illegal(update, message);
      const sequencingEventId = body.acceptedRequestSequencingEventId;
      const { nextEventId } = execution.events;
      execution.feedUpdate(update, { type: 'Accept', nextEventId, sequencingEventId });
      return undefined;
    }
    case 'Rejection':
      if (!isOpen) return illegal(update, message);
      execution.feedUpdate(update, { type: 'Reject', failure: body.failure });
      return undefined;
    case 'Response':
      if (update.status !== 'Accepted') return illegal(update, message);
      execution.feedUpdate(update, { type: 'Respond', outcome: body.outcome });
      return undefined;
    case 'Request':
      return failTask(BAD, 'Message type *update.Request not supported');
  }
}
