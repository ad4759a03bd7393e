/** The types of lastcall's `test`: that of vitest, where a test that names workflows or workers gets a world of its own. */
import type { TestAPI, TestContext, TestOptions } from 'vitest';
import type { ExploreOptions } from '../explore.ts';
import type { SimulationOptions } from '../simulation/options.ts';
import type { ScenarioContext } from '../simulation/simulation.ts';
import type { NamesWorkers } from './test-options.ts';

/** The options of a test in a world: those of `simulate` and those of vitest. */
export type WorldTestOptions = SimulationOptions & TestOptions & NamesWorkers;

/** The options of an exploration: those of `explore` and those of vitest. */
export type ExploreTestOptions = ExploreOptions & TestOptions & NamesWorkers;

/** What the scenario of a test is given: the client and the world, vitest's own context, and fixtures. */
export type WorldTestContext<Fixtures = object> = ScenarioContext & TestContext & Fixtures;

/** The name of a test, or a function or class that is named so. @see test of vitest */
export type TestName =
  string | ((...args: never[]) => unknown) | (new (...args: never[]) => unknown);

/** A test's declaration; `Cases` are what the test is given before its context. */
export interface WorldTestCall<Cases extends readonly unknown[], Fixtures, Plain> {
  /** A test in a world of its own. */
  (
    name: TestName,
    options: WorldTestOptions,
    scenario?: (...args: [...Cases, WorldTestContext<Fixtures>]) => unknown,
  ): void;
  /** A test as plain vitest has it. */
  (name: TestName, test?: Plain, timeout?: number): void;
  (name: TestName, options: TestOptions, test?: Plain): void;
}

/** An exploration's declaration; it always runs in worlds. */
export type ExploreTestCall<Cases extends readonly unknown[], Fixtures> = (
  name: TestName,
  options: ExploreTestOptions,
  scenario?: (...args: [...Cases, WorldTestContext<Fixtures>]) => unknown,
) => void;

/** The ways to declare a test. @see test of vitest */
export interface TestModes<Api> {
  readonly only: Api;
  readonly skip: Api;
  readonly todo: Api;
  readonly fails: Api;
  readonly concurrent: Api;
  readonly sequential: Api;
  skipIf(condition: unknown): Api;
  runIf(condition: unknown): Api;
}

/** One test for each case; arrays are spread over the arguments. @see test.each of vitest */
export interface Each<Fixtures> {
  <Case extends unknown[] | [unknown]>(
    cases: readonly Case[],
  ): WorldTestCall<Case, Fixtures, (...args: Case) => unknown>;
  <Case>(cases: readonly Case[]): WorldTestCall<[Case], Fixtures, (item: Case) => unknown>;
  (
    table: TemplateStringsArray,
    ...values: readonly unknown[]
  ): WorldTestCall<[TableRow], Fixtures, (row: TableRow) => unknown>;
}

/** One test for each case, which is given as one argument. @see test.for of vitest */
export interface For<Fixtures> {
  <Case>(
    cases: readonly Case[],
  ): WorldTestCall<[Case], Fixtures, (item: Case, context: TestContext & Fixtures) => unknown>;
  (
    table: TemplateStringsArray,
    ...values: readonly unknown[]
  ): WorldTestCall<
    [TableRow],
    Fixtures,
    (row: TableRow, context: TestContext & Fixtures) => unknown
  >;
}

/** One exploration for each case. */
export interface ExploreEach<Fixtures> {
  <Case extends unknown[] | [unknown]>(cases: readonly Case[]): ExploreTestCall<Case, Fixtures>;
  <Case>(cases: readonly Case[]): ExploreTestCall<[Case], Fixtures>;
}

/** One exploration for each case, which is given as one argument. */
export type ExploreFor<Fixtures> = <Case>(
  cases: readonly Case[],
) => ExploreTestCall<[Case], Fixtures>;

/** A row of a table that is written as a template. @see test.each of vitest */
export type TableRow = Readonly<Record<string, unknown>>;

/** Explorations as tests: they fail with the smallest story that breaks a law. */
export interface ExploreTestAPI<Fixtures = object>
  extends ExploreTestCall<[], Fixtures>, TestModes<ExploreTestAPI<Fixtures>> {
  readonly each: ExploreEach<Fixtures>;
  readonly for: ExploreFor<Fixtures>;
}

/** What is vitest's own, and passed on as it is. */
export type PassedOn =
  | 'afterAll'
  | 'afterEach'
  | 'aroundAll'
  | 'aroundEach'
  | 'beforeAll'
  | 'beforeEach'
  | 'describe'
  | 'suite';

/** vitest's `test`, in which tests that name workflows or workers run in a world of their own. */
export interface WorldTestAPI<Fixtures = object>
  extends
    WorldTestCall<[], Fixtures, (context: TestContext & Fixtures) => unknown>,
    TestModes<WorldTestAPI<Fixtures>>,
    Pick<TestAPI<Fixtures>, PassedOn> {
  readonly each: Each<Fixtures>;
  readonly for: For<Fixtures>;
  /** Runs the scenario under every schedule worth trying: interrupts and faults at every moment that matters. */
  readonly explore: ExploreTestAPI<Fixtures>;
  /** The same for a `test` that was extended with fixtures: `test.over(base.extend({ ... }))`. */
  over<More extends object>(base: TestAPI<More>): WorldTestAPI<More>;
}
