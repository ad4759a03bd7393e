/** The workflow laws that hold unless they are switched off, in the order in which they are asked. */
import { healthyTasks } from './healthy-tasks.ts';
import { handlersFinish } from './handlers-finish.ts';
import { honestActivity } from './honest-activity.ts';
import { honestClose } from './honest-close.ts';
import { noLateEffects } from './no-late-effects.ts';
import { noPhantomCancel } from './no-phantom-cancel.ts';
import { noSleepOnDeadContext } from './no-sleep-on-dead-context.ts';
import { noWorkAfterReport } from './no-work-after-report.ts';
import { noWorkCutOff } from './no-work-cut-off.ts';
import { noWorkInDeadScope } from './no-work-in-dead-scope.ts';
import { nothingAcceptedIsLost } from './nothing-accepted-is-lost.ts';
import { settles } from './settles.ts';
import { OptionError } from '../../simulation/error.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** Every law that needs no parameter. Of several that one step breaks, the one that stands first is reported. */
export const WORKFLOW_LAWS: readonly WorkflowLaw[] = [
  noWorkInDeadScope,
  noSleepOnDeadContext,
  healthyTasks,
  honestClose,
  noPhantomCancel,
  handlersFinish,
  nothingAcceptedIsLost,
  noWorkCutOff,
  honestActivity,
  noWorkAfterReport,
  noLateEffects,
  settles,
];

/** Switches for laws by their names. */
export type LawSwitches = Readonly<Record<string, 'on' | 'off'>>;

/** The laws that are not switched off. @throws OptionError for a law that there is not */
export function lawsInForce(switches: LawSwitches): readonly WorkflowLaw[] {
  const names = WORKFLOW_LAWS.map(({ name }) => name);
  for (const [name, state] of Object.entries(switches)) {
    if (!names.includes(name)) throw new OptionError('laws', name, `one of ${names.join(', ')}`);
    if (state !== 'on' && state !== 'off')
      throw new OptionError(`laws['${name}']`, state, "'on' or 'off'");
  }
  return WORKFLOW_LAWS.filter(({ name }) => switches[name] !== 'off');
}
