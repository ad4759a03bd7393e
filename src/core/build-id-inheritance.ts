/** Whether a workflow that another one starts, or continues as, inherits its build id: it does on the same task queue. @see VersioningIntent */
import type { Command } from '../protocol/command.ts';

/** Says of every start of a child and every continue-as-new whether the build id is inherited. */
export function withInheritedBuildIds(
  commands: readonly Command[],
  taskQueue: string,
): readonly Command[] {
  return commands.map((command) => {
    if (
      command.type !== 'StartChildWorkflowExecution' &&
      command.type !== 'ContinueAsNewWorkflowExecution'
    ) {
      return command;
    }
    const queue = command.attributes.taskQueue?.name ?? '';
    const inheritBuildId = queue === '' || queue === taskQueue;
    return { ...command, attributes: { ...command.attributes, inheritBuildId } } as Command;
  });
}
