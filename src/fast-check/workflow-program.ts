/** Small workflow programs, as plain data: scopes, activities, timers, conditions, clean-up, and if asked for children. */
import type { ActivityOptions, LocalActivityOptions } from '@temporalio/common';
import type { ChildWorkflowOptions } from '@temporalio/workflow';
import fc from 'fast-check';
import { activityScript, type ActivityScript } from './activity-script.ts';
import { impatient, localActivityOptions, rareBranches, rareLeaves } from './rare-operations.ts';

/** One thing that a program does; it ends when that is done, or throws. */
export type Operation =
  | { readonly do: 'sleep'; readonly ms: number }
  | {
      readonly do: 'activity';
      readonly script: ActivityScript;
      readonly options: ActivityOptions;
    }
  | {
      readonly do: 'local activity';
      readonly script: ActivityScript;
      readonly maximumAttempts: number;
      readonly options?:
        Pick<LocalActivityOptions, 'cancellationType' | 'localRetryThreshold'> | undefined;
    }
  | {
      readonly do: 'child';
      readonly of: Operation;
      readonly options: Pick<
        ChildWorkflowOptions,
        'parentClosePolicy' | 'cancellationType' | 'workflowRunTimeout'
      >;
    }
  | { readonly do: 'sequence' | 'parallel' | 'race'; readonly of: readonly Operation[] }
  | { readonly do: 'cancellable' | 'nonCancellable'; readonly of: Operation }
  | { readonly do: 'withTimeout'; readonly ms: number; readonly of: Operation }
  /** In a scope that the program itself cancels after a while. */
  | { readonly do: 'cancel after'; readonly ms: number; readonly of: Operation }
  | {
      readonly do: 'try';
      readonly of: Operation;
      readonly onError: 'rethrow' | 'swallow' | 'swallow if cancelled';
      /** Done in any case, in a scope of its own that no cancellation reaches if `shielded`. */
      readonly cleanUp: Operation | undefined;
      readonly shielded: boolean;
    }
  /** Until that many signals have come; with a timeout, at most so long. */
  | { readonly do: 'condition'; readonly signals: number; readonly timeout: number | undefined }
  /** Begun, and not waited for. */
  | { readonly do: 'detached'; readonly of: Operation }
  | { readonly do: 'patched'; readonly id: string; readonly of: Operation }
  | { readonly do: 'upsert'; readonly what: 'memo' | 'search attributes' }
  /** A message to another workflow, which may not be there. */
  | { readonly do: 'external'; readonly what: 'signal' | 'cancel'; readonly workflowId: string }
  /** The run that follows does the rest. */
  | { readonly do: 'continue as new'; readonly of: Operation }
  | { readonly do: 'fail' };

/** Which kinds of operations programs are made of, beyond the usual ones. */
export interface ProgramParts {
  readonly localActivities?: boolean | undefined;
  readonly children?: boolean | undefined;
  /** Whatever else is written to histories: continuing as new, patches, upserts, messages to others, detached branches. */
  readonly rarities?: boolean | undefined;
  /** Spans of time are such that hardly any two things happen at one instant. By default many do. */
  readonly apart?: boolean | undefined;
}

const spans = ({ apart = false }: ProgramParts): fc.Arbitrary<number> =>
  apart
    ? fc.integer({ min: 1, max: 50_000 })
    : fc.constantFrom(1, 10, 100, 500, 1000, 1000, 2000, 5000);
const cancellationTypes = [
  'TRY_CANCEL',
  'WAIT_CANCELLATION_COMPLETED',
  'WAIT_CANCELLATION_COMPLETED',
  'ABANDON',
] as const;

const activityOptions: fc.Arbitrary<ActivityOptions> = fc
  .record({
    cancellationType: fc.constantFrom(...cancellationTypes),
    heartbeatTimeout: fc.constantFrom(undefined, undefined, 200, 1000),
    startToCloseTimeout: fc.constantFrom(1000, 3000, 60_000),
    scheduleToCloseTimeout: fc.constantFrom(undefined, undefined, 4000),
    maximumAttempts: fc.constantFrom(1, 2, 3),
  })
  .map(({ maximumAttempts, heartbeatTimeout, scheduleToCloseTimeout, ...options }) => ({
    ...options,
    ...(heartbeatTimeout === undefined ? {} : { heartbeatTimeout }),
    ...(scheduleToCloseTimeout === undefined ? {} : { scheduleToCloseTimeout }),
    retry: { maximumAttempts, initialInterval: 500 },
  }));

const childOptions: fc.Arbitrary<(Operation & { do: 'child' })['options']> = fc.record({
  parentClosePolicy: fc.constantFrom('TERMINATE', 'TERMINATE', 'ABANDON', 'REQUEST_CANCEL'),
  cancellationType: fc.constantFrom(
    'ABANDON',
    'TRY_CANCEL',
    'WAIT_CANCELLATION_COMPLETED',
    'WAIT_CANCELLATION_REQUESTED',
  ),
});

/** A program: an operation made of at most a handful of others. */
export function workflowProgram(parts: ProgramParts = {}): fc.Arbitrary<Operation> {
  return fc.letrec<{ operation: Operation; leaf: Operation }>((tie) => ({
    leaf: leaves(parts),
    operation: fc.oneof(
      { depthSize: 'medium', maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: tie('leaf') },
      ...branches(tie('operation'), tie('leaf'), parts),
    ),
  })).operation;
}

function leaves(parts: ProgramParts): fc.Arbitrary<Operation> {
  const { localActivities = false, rarities = false, apart = false } = parts;
  const local = {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('local activity' as const),
      script: activityScript(apart),
      maximumAttempts: fc.constantFrom(1, 2),
      ...(rarities ? { options: localActivityOptions } : {}),
    }),
  };
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: spans(parts) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('activity' as const),
        script: activityScript(apart),
        options: activityOptions,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('condition' as const),
        signals: fc.constantFrom(1, 2),
        timeout: fc.option(spans(parts), { nil: undefined }),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Operation>({ do: 'fail' }) },
    ...(localActivities ? [local] : []),
    ...(rarities ? rareLeaves : []),
  );
}

function branches(
  operation: fc.Arbitrary<Operation>,
  leaf: fc.Arbitrary<Operation>,
  parts: ProgramParts,
): { weight: number; arbitrary: fc.Arbitrary<Operation> }[] {
  const { children = false, rarities = false } = parts;
  const several = fc.array(operation, { minLength: 2, maxLength: 3 });
  const child = {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('child' as const),
      of: operation,
      options: rarities ? impatient(childOptions) : childOptions,
    }),
  };
  return [
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'sequence' as const,
          'sequence' as const,
          'parallel' as const,
          'race' as const,
        ),
        of: several,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom('cancellable' as const, 'nonCancellable' as const),
        of: operation,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('withTimeout' as const, 'cancel after' as const),
        ms: spans(parts),
        of: operation,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('try' as const),
        of: operation,
        onError: fc.constantFrom('rethrow', 'rethrow', 'swallow', 'swallow if cancelled'),
        cleanUp: fc.option(leaf, { nil: undefined }),
        shielded: fc.boolean(),
      }),
    },
    ...(children ? [child] : []),
    ...(rarities ? rareBranches(operation) : []),
  ];
}

/** Whether an operation of a program is of that kind. */
export function contains(program: Operation, kind: Operation['do']): boolean {
  if (program.do === kind) return true;
  if (!('of' in program)) return false;
  const parts = Array.isArray(program.of) ? (program.of as readonly Operation[]) : [program.of];
  const cleanUp = program.do === 'try' && program.cleanUp !== undefined ? [program.cleanUp] : [];
  return [...(parts as readonly Operation[]), ...cleanUp].some((part) => contains(part, kind));
}
