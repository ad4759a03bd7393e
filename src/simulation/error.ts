/** Errors of a simulation: each says what went wrong in the test, where on the virtual clock, and what to do. */
import { SimulationError } from '../host/simulation-error.ts';

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
