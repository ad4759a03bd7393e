/** What a connection tells of its cluster without asking the service: versions, capabilities, the one namespace. */
import type { ProtoRequest } from './request-field.ts';
import { toMessage } from './message.ts';
import type { Message } from './message.ts';
import { grpcServiceError } from './service-error.ts';

/** The Temporal Service that is modelled. */
const SERVER_VERSION = '1.32.0';

/** A real one is random; nothing depends on it. */
const NAMESPACE_ID = '32049b68-7872-4094-8e63-d0dd59896a83';

const DAY = 86_400_000;

/** @see temporal.api.workflowservice.v1.GetSystemInfoResponse */
export function systemInfo(): Message {
  return toMessage('temporal.api.workflowservice.v1.GetSystemInfoResponse', {
    serverVersion: SERVER_VERSION,
    capabilities: {
      signalAndQueryHeader: true,
      internalErrorDifferentiation: true,
      activityFailureIncludeHeartbeat: true,
      encodedFailureAttributes: true,
      upsertMemo: true,
      sdkMetadata: true,
      countGroupByExecutionStatus: true,
    },
  });
}

/**
 * @throws GrpcServiceError for another namespace than the world's own
 * @see temporal.api.workflowservice.v1.DescribeNamespaceResponse
 */
export function namespaceDescription(
  request: ProtoRequest<'describeNamespace'>,
  namespace: string,
): Message {
  const asked = request.namespace || request.id || '';
  if (asked !== namespace && asked !== NAMESPACE_ID) {
    throw grpcServiceError({
      code: 'NOT_FOUND',
      message: `Namespace ${asked} is not found.`,
      details: { type: 'NamespaceNotFoundFailure', namespace: asked },
    });
  }
  return toMessage('temporal.api.workflowservice.v1.DescribeNamespaceResponse', {
    namespaceInfo: { name: namespace, id: NAMESPACE_ID, state: 'NAMESPACE_STATE_REGISTERED' },
    config: { workflowExecutionRetentionTtl: DAY },
  });
}
