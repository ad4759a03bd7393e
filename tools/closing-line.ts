/** A vitest reporter whose last words are how many tests passed and how many failed, for whoever runs the tests by script. */
import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed` once everything else has been said. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failed = tests.filter((test) => test.result().state === 'failed').length;
    // A file that could not be loaded has no tests that could fail.
    const broken = modules.filter((module) => module.errors().length > 0).length;
    process.stdout.write(
      `\n${passed} passed, ${failed + broken + unhandledErrors.length} failed\n`,
    );
  }
}
