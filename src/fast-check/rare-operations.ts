/** Operations of which few programs are made, so that whatever a workflow can write to its history is written by some. */
import fc from 'fast-check';
import type { Operation } from './workflow-program.ts';

/** Something to make programs of, and how often. */
interface Part {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<Operation>;
}

/** A workflow that programs send messages to; another one of which they have heard is not there. */
export const OTHER_WORKFLOW = 'other';

/** How local activities are cancelled and retried. */
export const localActivityOptions: fc.Arbitrary<(Operation & { do: 'local activity' })['options']> =
  fc.record({
    cancellationType: fc.constantFrom('TRY_CANCEL', 'WAIT_CANCELLATION_COMPLETED', 'ABANDON'),
    // below the interval of their retries, or above
    localRetryThreshold: fc.constantFrom(100, 60_000),
  });

type ChildOptions = (Operation & { do: 'child' })['options'];

/** Some children may not run for long. */
export const impatient = (options: fc.Arbitrary<ChildOptions>): fc.Arbitrary<ChildOptions> =>
  fc
    .tuple(options, fc.constantFrom(undefined, undefined, undefined, 1000))
    .map(([own, workflowRunTimeout]) =>
      workflowRunTimeout === undefined ? own : { ...own, workflowRunTimeout },
    );

/** Messages to other workflows, and upserts. */
export const rareLeaves: readonly Part[] = [
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('external' as const),
      what: fc.constantFrom('signal' as const, 'cancel' as const),
      workflowId: fc.constantFrom(OTHER_WORKFLOW, OTHER_WORKFLOW, 'nobody'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('upsert' as const),
      what: fc.constantFrom('memo' as const, 'search attributes' as const),
    }),
  },
];

/** Branches that nobody waits for, patches, and runs that follow one another. */
export const rareBranches = (operation: fc.Arbitrary<Operation>): readonly Part[] => [
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('detached' as const), of: operation }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('patched' as const),
      id: fc.constantFrom('one', 'two'),
      of: operation,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('continue as new' as const), of: operation }),
  },
];
