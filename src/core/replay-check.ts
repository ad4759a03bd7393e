/** What goes wrong when workflow code, its history and Core do not fit together, worded as sdk-core words it. */
import type { EvictionReason } from '../protocol/activation.ts';
import type { WorkflowTaskFailedCause } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { FindingName } from './finding.ts';

/**
 * A run cannot go on: its workflow task fails and it leaves the cache. Thrown inside Core only, and always caught there.
 * @see WFMachinesError
 */
export class WorkflowMachinesError extends Error {
  override readonly name: string = 'WorkflowMachinesError';
  readonly kind: 'Nondeterminism' | 'Fatal';
  /** The defect of the real SDK that lies behind it, if one does. */
  readonly finding: FindingName | undefined;

  constructor(kind: 'Nondeterminism' | 'Fatal', message: string, finding?: FindingName) {
    super(message);
    this.kind = kind;
    this.finding = finding;
  }
}

/** Workflow code did not do what its history says that it did. */
export const nondeterminism = (message: string, finding?: FindingName): WorkflowMachinesError =>
  new WorkflowMachinesError(
    'Nondeterminism',
    `[TMPRL1100] Nondeterminism error: ${message}`,
    finding,
  );

/** Something came to a machine that it cannot take. */
export const fatal = (message: string, finding?: FindingName): WorkflowMachinesError =>
  new WorkflowMachinesError('Fatal', `Fatal error in workflow machines: ${message}`, finding);

/** How a run's error is told to the service and to those who watch the cache. */
export interface TaskFailureReport {
  readonly cause: WorkflowTaskFailedCause;
  readonly reason: EvictionReason;
  readonly failure: Failure;
}

/** The report that follows from an error of the machines. */
export function reportOf(error: WorkflowMachinesError): TaskFailureReport {
  const isNondeterminism = error.kind === 'Nondeterminism';
  return {
    cause: isNondeterminism
      ? 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR'
      : 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
    reason: isNondeterminism ? 'NONDETERMINISM' : 'FATAL',
    failure: {
      message: error.message,
      applicationFailureInfo: { nonRetryable: false },
    },
  };
}
