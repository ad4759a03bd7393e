/** The enums that history events share with commands and requests (`temporal.api.enums.v1`), by their full names. */

/** @see temporal.api.enums.v1.ParentClosePolicy */
export type ParentClosePolicy =
  | 'PARENT_CLOSE_POLICY_TERMINATE'
  | 'PARENT_CLOSE_POLICY_ABANDON'
  | 'PARENT_CLOSE_POLICY_REQUEST_CANCEL';

/** @see temporal.api.enums.v1.WorkflowIdReusePolicy */
export type WorkflowIdReusePolicy =
  | 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE'
  | 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY'
  | 'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE'
  | 'WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING';

/** @see temporal.api.enums.v1.ContinueAsNewInitiator */
export type ContinueAsNewInitiator =
  | 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW'
  | 'CONTINUE_AS_NEW_INITIATOR_RETRY'
  | 'CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE';

/** Why a workflow task failed: `WORKFLOW_TASK_FAILED_CAUSE_…`. @see temporal.api.enums.v1.WorkflowTaskFailedCause */
export type WorkflowTaskFailedCause = `WORKFLOW_TASK_FAILED_CAUSE_${string}`;

/** @see temporal.api.enums.v1.CancelExternalWorkflowExecutionFailedCause */
export type CancelExternalFailedCause =
  | 'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND'
  | 'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND';

/** @see temporal.api.enums.v1.SignalExternalWorkflowExecutionFailedCause */
export type SignalExternalFailedCause =
  | 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND'
  | 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND'
  | 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED';

/** @see temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause */
export type StartChildFailedCause =
  | 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS'
  | 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND';
