/** Work that is cut off: what workflow code asks for in the very activation that closes its run. */
import type { RuntimeCommand } from './workflow-command.ts';

/** An activity or a child, by its type. */
export interface CutOffWork {
  readonly kind: 'activity' | 'localActivity' | 'child';
  readonly name: string;
}

const keyOf = (kind: CutOffWork['kind'], seq: number | null | undefined): string =>
  `${kind} ${seq ?? 0}`;

/** Of the commands of an activation that closes its run, what never begins: the service drops it with the run. */
export function cutOffWork(commands: readonly RuntimeCommand[]): readonly CutOffWork[] {
  const work = new Map<string, CutOffWork>();
  for (const command of commands) {
    const { scheduleActivity, scheduleLocalActivity, startChildWorkflowExecution } = command;
    if (scheduleActivity) add(work, 'activity', scheduleActivity);
    else if (scheduleLocalActivity) add(work, 'localActivity', scheduleLocalActivity);
    else if (startChildWorkflowExecution) {
      const { seq, workflowType } = startChildWorkflowExecution;
      work.set(keyOf('child', seq), { kind: 'child', name: workflowType ?? '' });
    } else takeBack(work, command);
  }
  return [...work.values()];
}

function add(
  work: Map<string, CutOffWork>,
  kind: 'activity' | 'localActivity',
  { seq, activityType }: NonNullable<RuntimeCommand['scheduleActivity']>,
): void {
  work.set(keyOf(kind, seq), { kind, name: activityType ?? '' });
}

/** What is cancelled again is not wanted any more. */
function takeBack(work: Map<string, CutOffWork>, command: RuntimeCommand): void {
  work.delete(keyOf('activity', command.requestCancelActivity?.seq));
  work.delete(keyOf('localActivity', command.requestCancelLocalActivity?.seq));
  work.delete(keyOf('child', command.cancelChildWorkflowExecution?.childWorkflowSeq));
}
