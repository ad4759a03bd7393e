/** The runs that a worker keeps, at most so many; and tasks that wait until there is room for theirs. @see RunCache */
import type { WorkflowTask } from '../protocol/task.ts';
import type { ManagedRun } from './managed-run.ts';

/** Cached runs, from the least to the most recently used. */
export class RunCache {
  readonly #capacity: number;
  readonly #runs = new Map<string, ManagedRun>();
  /** By run, in the order in which their first tasks came. */
  readonly #waiting = new Map<string, WorkflowTask[]>();

  /** Even a worker that caches nothing needs room for the run that it works on. */
  constructor(maxCachedWorkflows: number) {
    this.#capacity = Math.max(1, maxCachedWorkflows);
  }

  get(runId: string): ManagedRun | undefined {
    return this.#runs.get(runId);
  }

  /** Finds a run and makes it the most recently used. */
  use(runId: string): ManagedRun | undefined {
    const run = this.#runs.get(runId);
    if (run && this.#runs.size > 1) {
      this.#runs.delete(runId);
      this.#runs.set(runId, run);
    }
    return run;
  }

  get isFull(): boolean {
    return this.#runs.size >= this.#capacity;
  }

  get size(): number {
    return this.#runs.size;
  }

  /** From the least recently used. */
  runs(): readonly ManagedRun[] {
    return [...this.#runs.values()];
  }

  add(run: ManagedRun): void {
    this.#runs.set(run.runId, run);
  }

  remove(runId: string): void {
    this.#runs.delete(runId);
  }

  /** Keeps a task until a run has left. */
  wait(task: WorkflowTask): void {
    const { runId } = task.workflowExecution;
    const tasks = this.#waiting.get(runId);
    if (tasks) tasks.push(task);
    else this.#waiting.set(runId, [task]);
  }

  /** The tasks of the run that has waited longest. */
  takeWaiting(): readonly WorkflowTask[] {
    for (const [runId, tasks] of this.#waiting) {
      this.#waiting.delete(runId);
      return tasks;
    }
    return [];
  }

  /** The runs that must leave to make room: as many as wait, beyond those that are leaving already. */
  surplus(): readonly ManagedRun[] {
    if (this.#waiting.size === 0) return [];
    const runs = this.runs();
    const leaving = runs.filter((run) => run.isLeaving).length;
    return runs
      .filter((run) => !run.isLeaving && run.buffer.isEmpty)
      .slice(0, Math.max(0, this.#waiting.size - leaving));
  }
}
