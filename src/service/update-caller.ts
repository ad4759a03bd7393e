/** The callers of updates: whoever waits for a stage is answered when it is reached. */
import type { Reply, RequestOf } from '../protocol/request.ts';
import type { UpdateOutcome, UpdateStage } from '../protocol/update.ts';
import type { CallId } from './effect.ts';
import type { Execution } from './execution.ts';
import type { Update } from './update.ts';

/**
 * A call that waits until an update has come so far.
 * @divergence It waits without end. The real service answers after 20 s (`history.longPollExpirationInterval`) with how far the update
 * is, and clients then ask again.
 */
export interface UpdateCaller {
  readonly callId: CallId;
  readonly execution: Execution;
  readonly updateId: string;
  readonly stage: UpdateStage;
  /** What the caller asked for, if it was more than to wait for an update that exists. */
  readonly request: RequestOf<'UpdateWorkflowExecution'> | undefined;
  /** Wraps the answer of the update, where it is part of another one. */
  readonly wrap: ((reply: Reply<'UpdateWorkflowExecution'>) => Reply) | undefined;
}

const ADMITTED = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED';
const ACCEPTED = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED';
const COMPLETED = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED';

/** What somebody who waits for a stage is answered, or undefined while it is not reached. */
export function updateAnswer(
  execution: Execution,
  update: Update,
  waitStage: UpdateStage,
): Reply<'UpdateWorkflowExecution'> | undefined {
  const answer = (
    stage: UpdateStage,
    outcome: UpdateOutcome | undefined,
  ): Reply<'UpdateWorkflowExecution'> => ({
    ok: true,
    response: {
      updateRef: { workflowExecution: execution.reference, updateId: update.updateId },
      stage,
      outcome,
    },
  });
  switch (update.status) {
    case 'Aborted':
      return update.refusal;
    case 'Completed':
    case 'Rejected':
      return answer(COMPLETED, update.outcome);
    case 'Accepted':
      return waitStage === COMPLETED ? undefined : answer(ACCEPTED, undefined);
    case 'Admitted':
    case 'Sent':
      return waitStage === COMPLETED || waitStage === ACCEPTED
        ? undefined
        : answer(ADMITTED, undefined);
  }
}

/** Where replies go. */
export interface Replies {
  reply(callId: CallId, reply: Reply): void;
}

/** The calls that wait for updates, run by run. */
export class UpdateCallers {
  readonly #callers = new Map<string, UpdateCaller[]>();
  readonly #byCall = new Map<CallId, UpdateCaller>();

  add(caller: UpdateCaller): void {
    const key = keyOf(caller.execution, caller.updateId);
    const waiting = this.#callers.get(key);
    if (waiting === undefined) this.#callers.set(key, [caller]);
    else waiting.push(caller);
    this.#byCall.set(caller.callId, caller);
  }

  withdraw(callId: CallId): void {
    const caller = this.#byCall.get(callId);
    if (caller === undefined) return;
    this.#byCall.delete(callId);
    const key = keyOf(caller.execution, caller.updateId);
    const waiting = this.#callers.get(key)?.filter((other) => other !== caller) ?? [];
    if (waiting.length === 0) this.#callers.delete(key);
    else this.#callers.set(key, waiting);
  }

  /** Answers those who have waited for what an update has become. */
  answer(replies: Replies, execution: Execution, updateId: string): void {
    const update = execution.updates.get(updateId);
    if (update === undefined) return;
    for (const caller of this.#callers.get(keyOf(execution, updateId)) ?? []) {
      const reply = updateAnswer(execution, update, caller.stage);
      if (reply === undefined) continue;
      this.withdraw(caller.callId);
      answerCaller(replies, caller, reply);
    }
  }

  /** Takes those away who wait for an update. */
  take(execution: Execution, updateId: string): readonly UpdateCaller[] {
    const waiting = this.#callers.get(keyOf(execution, updateId)) ?? [];
    for (const { callId } of waiting) this.withdraw(callId);
    return waiting;
  }
}

/** Answers one caller. */
export function answerCaller(
  replies: Replies,
  { callId, wrap }: UpdateCaller,
  reply: Reply<'UpdateWorkflowExecution'>,
): void {
  replies.reply(callId, wrap === undefined ? reply : wrap(reply));
}

const keyOf = (execution: Execution, updateId: string): string => `${execution.runId}/${updateId}`;
