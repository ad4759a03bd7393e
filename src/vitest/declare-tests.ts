/** Makes lastcall's `test` of vitest's: each way to declare a test, for scenarios in worlds as for plain tests. */
import type { TestAPI, TestContext, TestOptions } from 'vitest';
import { exploration } from './exploration-test.ts';
import { namesWorkers } from './test-options.ts';
import type { PassedOn, TestModes, TestName, WorldTestAPI } from './test-api.ts';
import { inWorld } from './world-test.ts';

/** A scenario as users write it: its context comes last. */
export type AnyScenario = (...args: unknown[]) => unknown;

/** Makes a test of the options of a user and a scenario. */
export type MakeTest = (
  options: object,
  scenario: AnyScenario,
) => {
  readonly options: TestOptions;
  /** The body of the test. `cases` are the arguments that come before the context. */
  readonly body: (cases: readonly unknown[], context: TestContext) => Promise<void>;
};

const MODES = ['only', 'skip', 'todo', 'fails', 'concurrent', 'sequential'] as const;

const PASSED_ON: readonly PassedOn[] = [
  'afterAll',
  'afterEach',
  'aroundAll',
  'aroundEach',
  'beforeAll',
  'beforeEach',
  'describe',
  'suite',
];

/** What comes after the name of a test: options and a test, or a test and a timeout. */
type Rest = readonly [optionsOrTest?: unknown, testOrTimeout?: unknown];

type Declare = (name: TestName, ...rest: Rest) => void;

/** vitest's `test` as it is used here, whatever its fixtures are. */
interface BaseTest extends TestModes<BaseTest>, Readonly<Record<PassedOn, unknown>> {
  (name: TestName, ...rest: Rest): void;
  each(...cases: readonly unknown[]): Declare;
  for(...cases: readonly unknown[]): Declare;
}

/** vitest reads a test's parameters from its text, to find out which fixtures it wants. */
function withParametersOf(scenario: unknown, test: AnyScenario): AnyScenario {
  return Object.assign(test, { toString: () => String(scenario) });
}

/** What is declared in place of a user's options and scenario. */
function declared(
  make: MakeTest,
  [options, scenario]: Rest,
  casesOf: (args: readonly unknown[]) => readonly unknown[],
): Rest {
  const made = make(options as object, scenario as AnyScenario);
  if (scenario === undefined) return [made.options];
  const test = (...args: unknown[]): Promise<void> =>
    made.body(casesOf(args.slice(0, -1)), args.at(-1) as TestContext);
  return [made.options, withParametersOf(scenario, test)];
}

const NO_FIXTURES = '() => undefined';

/** The ways to declare a test that take its options; `isOurs` says whether they are those of a scenario. */
function declarations(base: BaseTest, make: MakeTest, isOurs: (options: unknown) => boolean) {
  const call: Declare = (name, ...rest) =>
    base(name, ...(isOurs(rest[0]) ? declared(make, rest, (cases) => cases) : rest));
  const forEach = (...cases: readonly unknown[]): Declare => {
    return (name, ...rest) =>
      base.for(...cases)(name, ...(isOurs(rest[0]) ? declared(make, rest, (item) => item) : rest));
  };
  const each = (...cases: readonly unknown[]): Declare => {
    return (name, ...rest) => {
      if (!isOurs(rest[0])) return base.each(...cases)(name, ...rest);
      const [items] = cases;
      const spread = cases.length === 1 && Array.isArray(items) && items.every(Array.isArray);
      const [options, test] = declared(make, rest, (item) =>
        spread ? (item[0] as readonly unknown[]) : item,
      );
      // Where arguments are spread, vitest does not see which one is the context.
      base.for(...cases)(name, options, withParametersOf(NO_FIXTURES, test as AnyScenario));
    };
  };
  return { call, each, for: forEach };
}

/** The modes of a declaration, each made when it is asked for, as vitest does. */
function withModes<Api>(base: BaseTest, call: Declare, over: (base: BaseTest) => Api): Api {
  const modes = Object.fromEntries(MODES.map((mode) => [mode, { get: () => over(base[mode]) }]));
  const chosen: Pick<TestModes<Api>, 'skipIf' | 'runIf'> = {
    skipIf: (condition) => over(base.skipIf(condition)),
    runIf: (condition) => over(base.runIf(condition)),
  };
  return Object.assign(Object.defineProperties(call, modes), chosen) as Api;
}

function explorationsOver(base: BaseTest): object {
  const { call, ...forCases } = declarations(base, exploration, () => true);
  return Object.assign(withModes(base, call, explorationsOver), forCases);
}

function over(base: BaseTest): object {
  const { call, ...forCases } = declarations(base, inWorld, namesWorkers);
  const passedOn = Object.fromEntries(PASSED_ON.map((name) => [name, base[name]]));
  const api = Object.assign(withModes(base, call, over), forCases, passedOn, {
    over: worldTestOver,
  });
  return Object.defineProperty(api, 'explore', { get: () => explorationsOver(base) });
}

/** lastcall's `test`, made of a `test` of vitest, whose fixtures it has. */
export function worldTestOver<Fixtures extends object>(
  base: TestAPI<Fixtures>,
): WorldTestAPI<Fixtures> {
  return over(base as never as BaseTest) as WorldTestAPI<Fixtures>;
}
