/** The error that says which law a run or a history broke, in which step, and by which event. */
import type { HistoryEvent } from '../protocol/event.ts';
import type { WorkflowExecution } from '../protocol/payload.ts';
import type { TakenStep } from '../simulation/step.ts';
import type { Law } from './law.ts';

/** Where a law was broken, as far as it is known. */
export interface Scene {
  readonly step?: TakenStep | undefined;
  readonly event?: HistoryEvent | undefined;
  readonly execution?: WorkflowExecution | undefined;
}

function inWords({ step, event, execution }: Scene): string {
  const parts = [
    ...(event === undefined ? [] : [`event ${event.eventId} ${event.type}`]),
    ...(execution === undefined ? [] : [`run ${execution.runId} of ${execution.workflowId}`]),
    ...(step === undefined
      ? []
      : [`step ${step.index} '${step.name}' at ${new Date(step.at).toISOString()}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/**
 * A law of the service was broken: a defect of lastcall, or a history that no service has written. The message names the
 * law, what broke it, and where.
 */
export class LawBrokenError extends Error {
  override readonly name: string = 'LawBrokenError';
  readonly law: Law;
  /** In what way it was broken: a clause. */
  readonly how: string;
  readonly scene: Scene;

  constructor(law: Law, how: string, scene: Scene) {
    super(`Broken law ${law.name}: ${how}${inWords(scene)}. ${law.statement} ${law.reason}`);
    this.law = law;
    this.how = how;
    this.scene = scene;
  }
}
