/** The error with which an exploration fails its test: the smallest story that breaks a law, on one screen. */
import type { ExplorationReport } from '../index.ts';
import { explorationText } from '../exploration-text.ts';

/** An exploration found a schedule that breaks a law, or a program that is not deterministic. */
export class ExplorationFailedError extends Error {
  override readonly name = 'ExplorationFailedError';
  readonly report: ExplorationReport;

  /** @param declaration - made where the test was declared */
  constructor(report: ExplorationReport, declaration: Error) {
    super(explorationText(report));
    this.report = report;
    const { violation } = report.counterexample ?? {};
    // So that the runner shows the expectation that failed; what a law says has no place in the test's file.
    const place = violation?.law === 'scenario' ? violation.error : declaration;
    this.stack = `${this.name}: ${this.message}\n${framesOf(place)}`;
  }
}

const OURS = /[\\/]vitest[\\/](exploration-test|declare-tests)\.[jt]s:/;

/** The frames of an error's stack, without those by which a test is declared. */
function framesOf(error: unknown): string {
  const { stack = '' } = error instanceof Error ? error : {};
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line) && !OURS.test(line))
    .join('\n');
}
