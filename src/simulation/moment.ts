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

/** The moment after a step. */
export function momentOf({ service, now }: World, step: TakenStep | undefined): Moment {
  return {
    now,
    step,
    get executions(): readonly ExecutionView[] {
      return [...service.executions()];
    },
    execution: (workflowId, runId) => service.execution(workflowId, runId),
  };
}
