/** The order of the jobs of one activation. @see prepare_to_ship_activation */
import type { ActivationJob } from '../protocol/activation.ts';

const RANKS: Readonly<Partial<Record<ActivationJob['type'], number>>> = {
  initializeWorkflow: 0,
  notifyHasPatch: 1,
  updateRandomSeed: 2,
  signalWorkflow: 3,
  doUpdate: 3,
  queryWorkflow: 6,
};

const rankOf = (job: ActivationJob): number =>
  job.type === 'resolveActivity' && job.isLocal ? 5 : (RANKS[job.type] ?? 4);

/** Jobs by kind; within a kind, in the order in which they came. */
export function inJobOrder(jobs: readonly ActivationJob[]): readonly ActivationJob[] {
  return jobs.length < 2 ? jobs : jobs.toSorted((a, b) => rankOf(a) - rankOf(b));
}
