/** The commands of a run that wait for the service, or for the events by which it records them. */
import type { Command } from '../protocol/command.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { Entity } from './entity.ts';
import type { MachineEffect } from './machine-effect.ts';
import { patchKind, patchMarkerOf, CHANGE_VERSION_KEY } from './patch.ts';
import { describe } from './entity.ts';
import { nondeterminism } from './replay-check.ts';

interface QueuedCommand {
  readonly command: Command;
  readonly entity: Entity;
}

/** What becomes of a command event. */
export type CommandMatch =
  | { readonly type: 'Matched'; readonly entity: Entity }
  /** The event, and perhaps the one after it, has no counterpart in workflow code, and needs none. */
  | { readonly type: 'Skipped'; readonly skipsNext: boolean };

/** Commands in the order in which the service must hear of them. */
export class CommandQueue {
  /** Made in the present activation; they get their place when it has been dealt with as a whole. */
  #fresh: QueuedCommand[] = [];
  #placed: QueuedCommand[] = [];
  #firstPlaced = 0;

  add(command: Command, entity: Entity): void {
    this.#fresh.push({ command, entity });
  }

  /** Gives fresh commands their place, and drops those that were cancelled before they were sent. */
  place(carryOut: (entity: Entity, effects: readonly MachineEffect[]) => void): void {
    this.#placed = this.#waiting().filter(({ entity }) => !entity.isCancelledBeforeSent);
    this.#firstPlaced = 0;
    // Machines may add commands while theirs are placed.
    for (let index = 0; index < this.#fresh.length; index++) {
      const queued = this.#fresh[index];
      if (queued === undefined || queued.entity.isCancelledBeforeSent) continue;
      carryOut(queued.entity, queued.entity.handleCommand(queued.command.type));
      this.#placed.push(queued);
    }
    this.#fresh = [];
  }

  /** The commands to send; they stay until their events come. */
  outgoing(): readonly Command[] {
    return this.#waiting().map(({ command }) => command);
  }

  /** Takes the command that an event records. @throws WorkflowMachinesError if workflow code gave no such command */
  match(event: HistoryEvent, next: HistoryEvent | undefined): CommandMatch {
    for (;;) {
      const queued = this.#placed[this.#firstPlaced];
      const patch = patchMatch(event, queued?.entity, next);
      if (patch === 'skip command') {
        this.#firstPlaced++;
        continue;
      }
      if (patch) return patch;
      if (queued === undefined) {
        throw nondeterminism(`No command scheduled for event ${describe(event)}`);
      }
      this.#firstPlaced++;
      if (!queued.entity.isCancelledBeforeSent) return { type: 'Matched', entity: queued.entity };
    }
  }

  #waiting(): readonly QueuedCommand[] {
    return this.#firstPlaced === 0 ? this.#placed : this.#placed.slice(this.#firstPlaced);
  }
}

/** Patch markers that are deprecated may be missing from workflow code, and any may be missing from the history. */
function patchMatch(
  event: HistoryEvent,
  entity: Entity | undefined,
  next: HistoryEvent | undefined,
): CommandMatch | 'skip command' | undefined {
  const marker = patchMarkerOf(event);
  const isPatch = entity?.name === patchKind.machine.name;
  if (marker === undefined) return isPatch ? 'skip command' : undefined;
  if (isPatch && (!marker.deprecated || entity.concerns === marker.patchId)) return undefined;
  if (!marker.deprecated) {
    throw nondeterminism(
      `Non-deprecated patch marker encountered for change ${marker.patchId}, but there is no corresponding change command!`,
    );
  }
  const skipsNext =
    next?.type === 'UpsertWorkflowSearchAttributes' &&
    CHANGE_VERSION_KEY in next.attributes.searchAttributes.indexedFields;
  return { type: 'Skipped', skipsNext };
}
