/** The door "lastcall/vitest": vitest's own, with tests that run in a world of their own and matchers for what happened there. */
import { expect as vitestExpect, test as vitestTest, type ExpectStatic } from 'vitest';
import { worldTestOver } from './vitest/declare-tests.ts';
import type { ExplorationMeta } from './vitest/exploration-test.ts';
import * as matchers from './vitest/matchers.ts';
import type { ExpectedEvent } from './vitest/match-events.ts';
import type { ExecutionSubject, HistorySubject } from './vitest/subject.ts';
import type { ScenarioActivity } from './simulation/scenario-activity.ts';
import type { WorldTestAPI } from './vitest/test-api.ts';

export * from 'vitest';
export type { ExpectedEvent, EventPattern } from './vitest/match-events.ts';
export type { ExplorationMeta } from './vitest/exploration-test.ts';
export type {
  ExploreTestAPI,
  ExploreTestOptions,
  WorldTestAPI,
  WorldTestContext,
  WorldTestOptions,
} from './vitest/test-api.ts';
export { ExplorationFailedError } from './vitest/exploration-failed-error.ts';

vitestExpect.extend({ ...matchers } as never);

/**
 * vitest's `test`, with a way more: where its options name workflows (or workers), the test runs as a scenario in a world
 * of its own, and is given its `client` and `world` beside vitest's context and fixtures. `test.explore` runs the scenario
 * under every schedule worth trying. All else is as with plain vitest.
 */
export const test: WorldTestAPI = worldTestOver(vitestTest);

/** The same as `test`. */
export const it: WorldTestAPI = test;

/** vitest's `expect`, which knows histories, executions and activities. */
export const expect: ExpectStatic = vitestExpect;

declare module 'vitest' {
  interface TaskMeta {
    /** What the exploration of this test found out. */
    lastcall?: ExplorationMeta;
  }

  interface Matchers<T = any> {
    /** It was cancelled: asked to stop, its code let the cancellation through. */
    toBeCancelled: T extends ExecutionSubject ? () => void : never;
    /** It was terminated; with that reason, if one is given. */
    toBeTerminated: T extends ExecutionSubject ? (reason?: string) => void : never;
    /** It completed; with that result, if one is given. */
    toBeCompleted: T extends ExecutionSubject ? (...result: [] | [result: unknown]) => void : never;
    /** It failed; with a message (its own or that of a cause) that has this in it, if given. */
    toHaveFailed: T extends ExecutionSubject ? (message?: string | RegExp) => void : never;
    /** It timed out. */
    toHaveTimedOut: T extends ExecutionSubject ? () => void : never;
    /** It has these events in this order, whatever others are between them. */
    toHaveEvents: T extends HistorySubject ? (events: readonly ExpectedEvent[]) => void : never;
    /** It breaks no law of the service. */
    toSatisfyLaws: T extends HistorySubject ? () => void : never;
    /** The code of the activity was set going that many times. */
    toHaveRun: T extends ScenarioActivity ? (times: number) => void : never;
    /** The code of the activity was set going exactly once. */
    toHaveRunOnce: T extends ScenarioActivity ? () => void : never;
  }
}
