/** Slots for activities that the service may start together with the workflow task that scheduled them. @see reserve_activity_slots_for_outgoing_commands */
import type { Command } from '../protocol/command.ts';

const MAX_EAGER_ACTIVITIES_PER_TASK = 3;

/** The commands of a completion, and how many of them keep their wish to be started at once. */
export interface EagerCommands {
  readonly commands: readonly Command[];
  readonly reserved: number;
}

/** Lets activities be eager only on the worker's own queue, while slots are free, and at most three at a time. */
export function reserveEagerly(
  commands: readonly Command[],
  taskQueue: string,
  freeSlots: number,
): EagerCommands {
  const limit = Math.min(MAX_EAGER_ACTIVITIES_PER_TASK, Math.max(0, freeSlots));
  let reserved = 0;
  const checked = commands.map((command) => {
    if (command.type !== 'ScheduleActivityTask') return command;
    const { attributes } = command;
    if (!attributes.requestEagerExecution) return command;
    if (attributes.taskQueue?.name === taskQueue && reserved < limit) {
      reserved++;
      return command;
    }
    return { ...command, attributes: { ...attributes, requestEagerExecution: false } };
  });
  return { commands: checked, reserved };
}
