/** What a worker says about updates: which messages fail the task that they came with, and in which words. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/protocol/command.ts';
import type { UpdateMessage, UpdateMessageBody } from '../../src/protocol/update.ts';
import { payloads, PlayedService, startTimer } from './played-service.ts';

const namespace = 'default';
const success = payloads(['changed']) ?? { payloads: [] };

const message = (id: string, body: UpdateMessageBody): UpdateMessage => ({
  id,
  protocolInstanceId: 'u',
  body,
});
const acceptance = (id = 'accept', sequencingEventId = 1, messageId = 'u/request'): UpdateMessage =>
  message(id, {
    type: 'Acceptance',
    acceptedRequestMessageId: messageId,
    acceptedRequestSequencingEventId: sequencingEventId,
  });
const rejection = (id = 'reject'): UpdateMessage =>
  message(id, {
    type: 'Rejection',
    rejectedRequestMessageId: 'u/request',
    rejectedRequestSequencingEventId: 1,
    failure: { message: 'no' },
  });
const response = (id = 'response', updateId = 'u', outcome: object = { success }): UpdateMessage =>
  message(id, { type: 'Response', updateId, outcome });
const place = ({ id: messageId }: UpdateMessage): Command => ({
  type: 'ProtocolMessage',
  attributes: { messageId },
});

/** A workflow with an update whose task a worker has. */
function updated(): { service: PlayedService; call: number } {
  const service = new PlayedService();
  service.begin('w', [startTimer()]);
  const call = service.pend('UpdateWorkflowExecution', {
    namespace,
    workflowExecution: { workflowId: 'w' },
    waitPolicy: { lifecycleStage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED' },
    request: { meta: { updateId: 'u' }, input: { name: 'change' } },
  });
  return { service, call };
}

/** What a completion with these messages is answered. */
function said(service: PlayedService, messages: readonly UpdateMessage[]): string {
  const reply = service.complete(service.take('w'), messages.map(place), { messages });
  return reply.ok ? 'ok' : reply.status.message.replace('BadUpdateWorkflowExecutionMessage: ', '');
}

const illegal = (type: string, state: string): string =>
  `invalid state transition attempted for Update u: received *update.${type} message while in state ${state}`;

describe('a completion with messages about an update', () => {
  test.each([
    [
      'twice accepted',
      [acceptance(), acceptance('2')],
      illegal('Acceptance', 'ProvisionallyAccepted'),
    ],
    ['answered before it is accepted', [response()], illegal('Response', 'Sent')],
    [
      'twice answered',
      [acceptance(), response(), response('2')],
      illegal('Response', 'ProvisionallyCompleted'),
    ],
    [
      'rejected and accepted',
      [rejection(), acceptance()],
      illegal('Acceptance', 'ProvisionallyCompleted'),
    ],
    [
      'accepted at no point of its history',
      [acceptance('accept', 0)],
      'invalid *update.Acceptance: accepted_request_sequencing_event_id is not set',
    ],
    [
      'accepted without the message that brought it',
      [acceptance('accept', 1, '')],
      'invalid *update.Acceptance: accepted_request_message_id is not set',
    ],
    [
      'answered for another',
      [acceptance(), response('response', 'v')],
      'invalid *update.Response: meta.update_id != u',
    ],
    [
      'answered for none',
      [acceptance(), response('response', '')],
      'invalid *update.Response: meta.update_id is not set',
    ],
    [
      'answered with nothing',
      [acceptance(), response('response', 'u', {})],
      'invalid *update.Response: outcome is not set',
    ],
  ])('that is %s fails the task', (_how, messages, expected) => {
    const { service } = updated();
    expect(said(service, messages)).toBe(expected);
    expect(service.types('w').slice(5)).toEqual([
      'WorkflowTaskScheduled',
      'WorkflowTaskStarted',
      'WorkflowTaskFailed',
    ]);
  });

  test('that was answered by an earlier one fails the task', () => {
    const { service } = updated();
    expect(said(service, [acceptance(), response()])).toBe('ok');
    service.signal('w');
    expect(said(service, [response('2')])).toBe(illegal('Response', 'Completed'));
  });

  test('that was rejected by an earlier one no longer know it', () => {
    const { service } = updated();
    expect(said(service, [rejection()])).toBe('ok');
    service.signal('w');
    expect(said(service, [acceptance('2')])).toContain("update u wasn't found on the server");
  });

  test('that are too large terminates the workflow', () => {
    const { service, call } = updated();
    const large = { success: payloads(['x'.repeat(3_000_000)]) };
    const messages = [acceptance(), response('response', 'u', large)];
    const expected = 'Message type temporal.api.update.v1.Response exceeds size limit.';
    expect(said(service, messages)).toBe(expected);
    expect(service.view('w').events.at(-1)).toMatchObject({
      type: 'WorkflowExecutionTerminated',
      attributes: { reason: `BadUpdateWorkflowExecutionMessage: ${expected}` },
    });
    expect(service.replyTo(call)).toMatchObject({
      status: {
        message:
          'Unable to perform workflow execution update due to unexpected workflow task failure.',
      },
    });
  });
});
