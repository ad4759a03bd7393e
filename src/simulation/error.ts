/** Errors of a simulation: each says what went wrong in the test, where on the virtual clock, and what to do. */
import { SimulationError } from '../host/simulation-error.ts';
import type { TakenStep } from './step.ts';

/** A run took more steps than it was allowed. */
export class StepLimitError extends SimulationError {
  override readonly name = 'StepLimitError';
}

/** The scenario waits, and nothing is left that could happen. */
export class ScenarioStuckError extends SimulationError {
  override readonly name = 'ScenarioStuckError';
}

/** The scenario waits for something outside the simulation, longer than it was allowed in real time. */
export class RealTimeLimitError extends SimulationError {
  override readonly name = 'RealTimeLimitError';
}

/** A world was used after its run had ended. */
export class WorldClosedError extends SimulationError {
  override readonly name = 'WorldClosedError';

  constructor(verb: string) {
    super(
      `${verb} was called on a world whose run has ended: a world lives as long as its scenario. ` +
        'Await every call within the scenario, and read what is left from what simulate() returned.',
    );
  }
}

/** Something that the scenario expects of its run did not hold. */
export class ExpectationBrokenError extends SimulationError {
  override readonly name = 'LawBrokenError';
  /** What was expected, in the form in which laws are told. */
  readonly law: { readonly name: string };
  readonly scene: { readonly step: TakenStep | undefined };

  constructor(
    kind: 'always' | 'eventually',
    expectation: string,
    step: TakenStep | undefined,
    now: number,
  ) {
    const when = `at virtual time ${new Date(now).toISOString()}`;
    const where =
      step === undefined ? `at the end of the run, ${when}` : `after step '${step.name}', ${when}`;
    super(`world.${kind}('${expectation}') does not hold ${where}.`);
    this.law = { name: expectation };
    this.scene = { step };
  }
}

/** A predicate or a law threw, where it should only have said whether it holds. */
export class PredicateFailedError extends SimulationError {
  override readonly name = 'PredicateFailedError';

  constructor(what: string, cause: unknown) {
    const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : show(cause);
    super(`${what} threw ${said}. It must look at the run and say whether it holds.`, { cause });
  }
}

/**
 * Completes the stack trace of an error that was thrown in a callback, which does not say who waits: adds the async functions that do.
 * To be called in one of them.
 */
export function tellCallers(error: unknown): unknown {
  if (!(error instanceof SimulationError) || error.stack?.includes('\n    at async ') !== false)
    return error;
  const callers = new Error().stack?.split('\n').filter((line) => line.startsWith('    at async '));
  if (callers !== undefined && callers.length > 0) error.stack += `\n${callers.join('\n')}`;
  return error;
}

/** A history does not begin where workflow code begins. */
export class HistoryStartError extends SimulationError {
  override readonly name = 'HistoryStartError';

  constructor(type: string | undefined) {
    super(
      `A history begins with WorkflowExecutionStarted, this one with ${type ?? 'nothing'}: it must be whole, as handle.fetchHistory() gives it.`,
    );
  }
}

/** An option of a simulation has a value that it cannot have. */
export class OptionError extends SimulationError {
  override readonly name = 'OptionError';

  constructor(option: string, value: unknown, wanted: string) {
    super(`The option ${option} cannot be ${show(value)}: it must be ${wanted}.`);
  }
}

/** A value in an error message: short, and never a whole object. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return `'${value.length > 60 ? `${value.slice(0, 57)}...` : value}'`;
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'an array' : 'an object';
}
