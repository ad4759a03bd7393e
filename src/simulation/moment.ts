/** A moment of a run: what predicates on a world are asked about. */
import type { EpochMs } from '../common/time.ts';
import type { ExecutionView } from '../service/service.ts';
import type { TakenStep } from './step.ts';
import type { World } from './world.ts';

/** The state after the step that was taken last. */
export interface Moment {
  readonly now: EpochMs;
  /** The step that was taken last; undefined before the first one. */
  readonly step: TakenStep | undefined;
  /** Every execution, in order of start. */
  readonly executions: readonly ExecutionView[];
  /** An execution by its workflow id (its latest run), or undefined. */
  execution(workflowId: string, runId?: string): ExecutionView | undefined;
}

/** No object with a getter of its own: V8 would keep it, and with it the world, until the next full collection. */
class MomentOfWorld implements Moment {
  readonly now: EpochMs;
  readonly step: TakenStep | undefined;
  readonly execution: Moment['execution'];
  readonly #world: World;

  constructor(world: World, step: TakenStep | undefined) {
    this.now = world.now;
    this.step = step;
    this.execution = (workflowId, runId) => world.service.execution(workflowId, runId);
    this.#world = world;
  }

  get executions(): readonly ExecutionView[] {
    return [...this.#world.service.executions()];
  }
}

/** The moment after a step. */
export function momentOf(world: World, step: TakenStep | undefined): Moment {
  return new MomentOfWorld(world, step);
}
