/** Refusals of the service as the errors that gRPC gives its callers (`@grpc/grpc-js`). */
import type { OperationStatus, ServiceStatus, StatusDetails } from '../protocol/request.ts';
import { installedClient } from './installed-client.ts';
import type { Metadata } from './installed-client.ts';
import { encodeMessage } from './message.ts';

/** What a failed gRPC call is rejected with. @see the interface ServiceError of the package `@grpc/grpc-js` */
export interface GrpcServiceError extends Error {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The numbers of gRPC's status codes. @see the enum status of the package `@grpc/grpc-js` */
const CODES: Readonly<Record<OperationStatus['code'], number>> = {
  OK: 0,
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  ALREADY_EXISTS: 6,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
};

interface Any {
  readonly type_url: string;
  readonly value: Uint8Array;
}

/** The fields of a message of `temporal.api.errordetails.v1`: all of the plain form but its type. */
function fieldsOf(details: StatusDetails): object {
  if (details.type === 'MultiOperationExecutionFailure') {
    return { statuses: details.statuses.map(rpcStatus) };
  }
  const { type: _type, ...fields } = details;
  return fields;
}

function anyOf(details: StatusDetails): Any {
  const home =
    details.type === 'MultiOperationExecutionAborted'
      ? 'temporal.api.failure.v1'
      : 'temporal.api.errordetails.v1';
  const typeName = `${home}.${details.type}`;
  return {
    type_url: `type.googleapis.com/${typeName}`,
    value: encodeMessage(typeName, fieldsOf(details)),
  };
}

function rpcStatus(status: OperationStatus): object {
  return {
    code: CODES[status.code],
    message: status.message,
    details: status.details === undefined ? undefined : [anyOf(status.details)],
  };
}

/** The error that a call is rejected with when it is refused with this status. */
export function grpcServiceError(status: ServiceStatus): GrpcServiceError {
  const { Metadata } = installedClient();
  const metadata = new Metadata();
  if (status.details !== undefined) {
    const encoded = encodeMessage('google.rpc.Status', rpcStatus(status));
    metadata.set('grpc-status-details-bin', Buffer.from(encoded));
  }
  const code = CODES[status.code];
  const error = new Error(`${code} ${status.code}: ${status.message}`);
  return Object.assign(error, { code, details: status.message, metadata });
}

/** Whether a client tries again by itself. @see isRetryableError of `@temporalio/client` */
export function isRetryable(status: ServiceStatus): boolean {
  return status.code === 'RESOURCE_EXHAUSTED' || status.code === 'UNAVAILABLE';
}

/** The refusal of what the real service can do and lastcall cannot. */
export function notModelled(what: string): GrpcServiceError {
  return grpcServiceError({
    code: 'UNIMPLEMENTED',
    message: `${what} is not modelled by lastcall`,
  });
}
