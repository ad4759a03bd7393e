/** Which errors of a scenario are just what an interrupt brings, and which say that something is wrong. */

const EXPECTED = new Set([
  'WorkflowFailedError',
  'WorkflowNotFoundError',
  'WorkflowUpdateFailedError',
  'WorkflowContinuedAsNewError',
  'WorkflowUpdateRPCTimeoutOrCancelledError',
  'QueryRejectedError',
  'WorkflowExecutionAlreadyStartedError',
]);

/** gRPC's NOT_FOUND: the call came after the run had been closed. */
const NOT_FOUND = 5;

/**
 * Whether a client call may end so because an interrupt was placed somewhere: its workflow was cancelled, or is closed.
 * Everything else that a scenario throws, assertions above all, breaks it.
 */
export function expectedOfInterrupts(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (EXPECTED.has(error.name)) return true;
  const { cause } = error;
  return (
    error.name === 'ServiceError' &&
    typeof cause === 'object' &&
    cause !== null &&
    (cause as { code?: unknown }).code === NOT_FOUND
  );
}
