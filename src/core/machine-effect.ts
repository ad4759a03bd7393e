/** What the state machines of a run ask of it: jobs for workflow code, commands and messages for the service, work for the worker. */
import type { EpochMs } from '../common/time.ts';
import type { ActivationJob, Seq, WorkflowCommand } from '../protocol/activation.ts';
import type { Command, CommandAttributes } from '../protocol/command.ts';
import type { EventId } from '../protocol/event.ts';
import type { UpdateMessage } from '../protocol/update.ts';
import type { FindingName } from './finding.ts';

/** The command by which workflow code schedules a local activity. */
export type ScheduleLocalActivity = Extract<WorkflowCommand, { type: 'scheduleLocalActivity' }>;

/** One thing that a machine asks of its run. They are carried out in order. */
export type MachineEffect =
  /** Workflow code is to be told in the next activation. */
  | { readonly type: 'PushJob'; readonly job: ActivationJob }
  /** The service is to be told when the workflow task is completed, in the place that the command has now. */
  | { readonly type: 'IssueCommand'; readonly command: Command }
  | { readonly type: 'IssueMessage'; readonly message: UpdateMessage }
  /** A child is to be asked to cancel, by a command that workflow code does not know of. */
  | {
      readonly type: 'RequestCancelChild';
      readonly attributes: CommandAttributes['RequestCancelExternalWorkflowExecution'];
      /** Whether workflow code hoped to be told when the request has been made. */
      readonly isWaitedFor: boolean;
    }
  | {
      readonly type: 'QueueLocalActivity';
      readonly activity: ScheduleLocalActivity;
      readonly originalScheduleTime: EpochMs;
    }
  | { readonly type: 'RequestCancelLocalActivity'; readonly seq: Seq }
  /** The workflow task no longer waits for this local activity. */
  | { readonly type: 'AbandonLocalActivity'; readonly seq: Seq }
  /** Workflow time moves on to an instant, unless it is there already. */
  | { readonly type: 'AdvanceTime'; readonly to: EpochMs }
  | {
      readonly type: 'StartWorkflowTask';
      readonly startedEventId: EventId;
      readonly time: EpochMs;
    }
  | { readonly type: 'Find'; readonly name: FindingName };

/** For edges that change the state and ask for nothing. */
export const nothing: readonly MachineEffect[] = [];
