/** The laws of the Temporal Service and of the workers that an SDK drives, in the order in which they are asked. */
import { activityLaws } from './activities.ts';
import { attemptLaws } from './activity-attempts.ts';
import { cancellationTypeLaws } from './cancellation-types.ts';
import { childLaws } from './children.ts';
import { clockLaws } from './clock.ts';
import { closingLaws } from './closing.ts';
import { heartbeatLaws } from './heartbeats.ts';
import { historyLaws } from './history.ts';
import { localActivityLaws } from './local-activities.ts';
import { messageLaws } from './messages.ts';
import { restLaws } from './rest.ts';
import { timerLaws } from './timers.ts';
import { workflowTaskLaws } from './workflow-tasks.ts';
import { LawSet, LawTable } from './law-set.ts';
import type { Law } from './law.ts';

/** Every law. Of several that one event breaks, the one that stands first is reported. */
export const SERVICE_LAWS: readonly Law[] = [
  ...historyLaws,
  ...closingLaws,
  ...workflowTaskLaws,
  ...timerLaws,
  ...activityLaws,
  ...attemptLaws,
  ...heartbeatLaws,
  ...childLaws,
  ...cancellationTypeLaws,
  ...messageLaws,
  ...localActivityLaws,
  ...clockLaws,
  ...restLaws,
];

const table = new LawTable(SERVICE_LAWS);

/** The laws at work on a world of their own: an observer for one run of a simulation. */
export function serviceLaws(): LawSet {
  return new LawSet(table);
}
