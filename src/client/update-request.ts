/** Requests that send an update to a workflow or wait for its outcome. */
import type { RequestOf } from '../protocol/request.ts';
import type { UpdateStage } from '../protocol/update.ts';
import {
  execution,
  optionalHeader,
  optionalPayloads,
  optionalText,
  text,
} from './request-field.ts';
import type { ProtoRequest } from './request-field.ts';

/** In the order of their numbers. @see temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage */
const STAGES = [
  'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_UNSPECIFIED',
  'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED',
  'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED',
  'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED',
] as const satisfies readonly UpdateStage[];

const waitPolicy = (
  policy: { readonly lifecycleStage?: number | null } | null | undefined,
): { readonly lifecycleStage: UpdateStage } => ({
  lifecycleStage: STAGES[policy?.lifecycleStage ?? 0] ?? STAGES[0],
});

/** @see temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest */
export function updateRequest(
  request: ProtoRequest<'updateWorkflowExecution'>,
): RequestOf<'UpdateWorkflowExecution'> {
  const { meta, input } = request.request ?? {};
  return {
    namespace: text(request.namespace),
    workflowExecution: execution(request.workflowExecution),
    firstExecutionRunId: optionalText(request.firstExecutionRunId),
    waitPolicy: waitPolicy(request.waitPolicy),
    request: {
      meta: { updateId: text(meta?.updateId), identity: optionalText(meta?.identity) },
      input: {
        name: text(input?.name),
        args: optionalPayloads(input?.args),
        header: optionalHeader(input?.header),
      },
    },
  };
}

/** @see temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateRequest */
export function pollUpdateRequest(
  request: ProtoRequest<'pollWorkflowExecutionUpdate'>,
): RequestOf<'PollWorkflowExecutionUpdate'> {
  return {
    namespace: text(request.namespace),
    updateRef: {
      workflowExecution: execution(request.updateRef?.workflowExecution),
      updateId: text(request.updateRef?.updateId),
    },
    waitPolicy: request.waitPolicy ? waitPolicy(request.waitPolicy) : undefined,
  };
}
