/** Assertions about lastcall itself: what they report is never the user's fault. */

const ADVICE =
  'This is a bug in lastcall, not in the code under test. Please report it with the schedule of the run.';

/** Something that lastcall promises itself did not hold. */
export class InvariantError extends Error {
  override readonly name: string = 'InvariantError';

  constructor(promise: string) {
    super(`Broken promise: ${promise}. ${ADVICE}`);
  }
}

/** A state machine was given an input for which its current status has no edge. */
export class IllegalTransitionError extends InvariantError {
  override readonly name: string = 'IllegalTransitionError';

  constructor(machine: string, status: string, input: string) {
    super(`${machine} has no edge for ${input} in the status ${status}`);
  }
}

/** Checks what must hold; `promise` is a full sentence without its full stop. */
export function invariant(condition: unknown, promise: string): asserts condition {
  if (!condition) throw new InvariantError(promise);
}

/** Closes a `switch` over a union: the compiler refuses the call while a case is missing. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected value ${JSON.stringify(value)}`);
}
