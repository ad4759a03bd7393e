/** The error that says which workflow law was broken, how, and where. */
import type { HistoryEvent } from '../../protocol/event.ts';
import type { WorkflowExecution } from '../../protocol/payload.ts';
import type { TakenStep } from '../../simulation/step.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** Where a law was broken, as far as it is known. */
export interface Scene {
  readonly step?: TakenStep | undefined;
  readonly event?: HistoryEvent | undefined;
  readonly execution?: WorkflowExecution | undefined;
}

/** A workflow or an activity under test has not behaved: its author's to mend, or to allow by switching the law off. */
export class WorkflowLawBrokenError extends Error {
  override readonly name: string = 'LawBrokenError';
  readonly law: Pick<WorkflowLaw, 'name' | 'statement' | 'reason' | 'docs'>;
  /** In what way it was broken: a clause. */
  readonly how: string;
  readonly scene: Scene;

  constructor(law: WorkflowLawBrokenError['law'], how: string, scene: Scene) {
    const { step } = scene;
    const where = step === undefined ? '' : ` (step ${step.index} '${step.name}')`;
    super(`${law.name}: ${how}${where}. ${law.statement} ${law.reason}`);
    this.law = law;
    this.how = how;
    this.scene = scene;
  }
}
