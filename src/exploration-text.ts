/** What an exploration found out, as text for one screen. */
import type { Schedule } from './exploration/schedule.ts';
import type { ExplorationReport } from './explore.ts';
import { counterexampleText } from './report/counterexample.ts';

/** Whether an exploration found nothing that its author must look at. */
export const isFine = ({ status }: ExplorationReport): boolean =>
  status === 'holds' || status === 'stopped';

/**
 * The verdict, and where something is broken the smallest story, and how to see it again.
 * @param again - how a schedule is run again, where that is not by a call of `replay`
 */
export function explorationText(
  report: ExplorationReport,
  again?: (schedule: Schedule) => string,
): string {
  const { verdict, counterexample } = report;
  if (counterexample === undefined) return String(report);
  const { schedule, story } = counterexample;
  const other = again === undefined ? [] : ['', 'To see it again:', again(schedule)];
  return [verdict, '', counterexampleText(story), ...other].join('\n');
}
