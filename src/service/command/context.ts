/** What the commands of one completion share. */
import type { EventId, WorkflowTaskFailedCause } from '../../protocol/event.ts';
import type { UserMetadata } from '../../protocol/payload.ts';
import type { UpdateMessage } from '../../protocol/update.ts';
import type { Execution } from '../execution.ts';
import type { Refusal } from '../refusal.ts';
import type { Shard } from '../shard.ts';

/** The completion whose commands are carried out. */
export interface CommandContext {
  readonly shard: Shard;
  readonly execution: Execution;
  readonly identity: string | undefined;
  readonly workflowTaskCompletedEventId: EventId;
  /** Whether events wait that the worker has not seen; closing is refused while they do. */
  hasBufferedEvents: boolean;
  /** Whether an activity was cancelled on the spot, which makes a new workflow task. */
  activityNotStartedCanceled: boolean;
  /** The children whose start this completion asks for. */
  readonly initiatedChildren: Set<string>;
  /** The activities that asked to be started at once, by the worker itself. */
  readonly eagerActivities: EventId[];
  /** The messages that are not handled yet, by their ids. */
  readonly messages: Map<string, UpdateMessage>;
  /** The updates about which this completion has said something, which counts only when the completion is committed. */
  readonly provisionalUpdates: Set<string>;
}

/** What is wrong with a command, and what follows from it for the whole completion. */
export type CommandProblem =
  /** The workflow task fails. */
  | {
      readonly type: 'FailWorkflowTask';
      readonly cause: WorkflowTaskFailedCause;
      readonly message: string | undefined;
    }
  /** The workflow task fails and the workflow is terminated. */
  | {
      readonly type: 'TerminateWorkflow';
      readonly cause: WorkflowTaskFailedCause;
      readonly message: string;
    }
  /** Only the request is refused. */
  | { readonly type: 'Refuse'; readonly refusal: Refusal };

/** Carries out one command, or says what is wrong with it. */
export type CommandHandler<Attributes> = (
  context: CommandContext,
  attributes: Attributes,
  userMetadata: UserMetadata | undefined,
) => CommandProblem | undefined;

/** Fails the workflow task for a cause, named without its prefix. */
export const failTask = (cause: string, message?: string): CommandProblem => ({
  type: 'FailWorkflowTask',
  cause: `WORKFLOW_TASK_FAILED_CAUSE_${cause}`,
  message,
});

/** Terminates the workflow because a payload is too large. */
export const terminateWorkflow = (cause: string, message: string): CommandProblem => ({
  type: 'TerminateWorkflow',
  cause: `WORKFLOW_TASK_FAILED_CAUSE_${cause}`,
  message,
});

/** How a state check of the service words its objection. */
export const invalidState = (action: string, subject: string): string =>
  `invalid history builder state for action: ${action}, ${subject}`;
