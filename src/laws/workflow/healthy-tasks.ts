/** The law that workflow code does not fail its workflow tasks. */
import type { WorkflowTaskFailedCause } from '../../protocol/event-enums.ts';
import type { WorkflowLaw } from './workflow-law.ts';

/** What is nobody's fault: events came while the task was under way, or an operator has stepped in. */
const HARMLESS: ReadonlySet<WorkflowTaskFailedCause> = new Set([
  'WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND',
  'WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_UPDATE',
  'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW',
  'WORKFLOW_TASK_FAILED_CAUSE_RESET_STICKY_TASK_QUEUE',
  'WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND',
  'WORKFLOW_TASK_FAILED_CAUSE_FAILOVER_CLOSE_COMMAND',
] as const);

/** A task that fails is tried again for ever. */
export const healthyTasks: WorkflowLaw = {
  name: 'healthy-tasks',
  docs: 'docs/laws/healthy-tasks.md',
  statement: 'No workflow task fails.',
  reason:
    'A plain Error, or a rejection that nothing handles, fails the task and not the run: it is tried again for ever.',
  watch: () => ({
    events: {
      WorkflowTaskCompleted: () => true,
      WorkflowTaskFailed({ attributes: { cause, failure } }) {
        if (HARMLESS.has(cause)) return undefined;
        const message = failure?.message ?? cause.replace('WORKFLOW_TASK_FAILED_CAUSE_', '');
        return `a workflow task failed: ${message}`;
      },
    },
  }),
};
