/** What the local names of a script stand for. */
import type { UpdateMessage } from '../../src/protocol/update.ts';
import type { EventRef, RunRef } from './script.ts';

/** A task that the script holds. */
export interface HeldTask {
  readonly token: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly taskQueue: string;
  /** The update requests that came with the task. */
  readonly messages: readonly UpdateMessage[];
}

/** What a script's local names stand for. */
export interface Names {
  readonly namespace: string;
  id(local: string): string;
  run(ref: RunRef | undefined): string;
  task(name: string): HeldTask;
  event(ref: EventRef, of: { workflowId: string; runId: string }): number;
  newId(): string;
}
