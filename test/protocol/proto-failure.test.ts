/** Failures on their way through the SDK's own failure converter. */
import {
  ActivityFailure,
  ApplicationFailure,
  ApplicationFailureCategory,
  CancelledFailure,
  ChildWorkflowFailure,
  DefaultFailureConverter,
  RetryState,
  ServerFailure,
  TerminatedFailure,
  TimeoutFailure,
  TimeoutType,
  defaultPayloadConverter,
} from '@temporalio/common';
import type { ProtoFailure as SdkFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { Failure, RetryState as FullRetryState } from '../../src/protocol/failure.ts';
import { failureFromProto, failureToProto } from '../../src/protocol/proto-failure.ts';
import { retryPolicyFromProto, retryPolicyToProto } from '../../src/protocol/proto-retry.ts';
import { compileRetryPolicy, decompileRetryPolicy } from '@temporalio/common';

const converter = new DefaultFailureConverter();

const failureOf = (error: unknown): Failure =>
  failureFromProto(converter.errorToFailure(error, defaultPayloadConverter) as never);

const errorOf = (failure: Failure): Error =>
  converter.failureToError(failureToProto(failure) as SdkFailure, defaultPayloadConverter);

/** The error that a caller gets when this one has travelled. */
const travelled = (error: unknown): Error => errorOf(failureOf(error));

/** The short names of an enum of the SDK, which also holds its deprecated long names and "unspecified". */
const namesOf = <T extends string>(table: Record<string, T | undefined>): T[] => [
  ...new Set(Object.values(table).filter((name) => name !== undefined)),
];

test('an ApplicationFailure keeps its type, details, retry delay and category', () => {
  const failure = failureOf(
    ApplicationFailure.create({
      message: 'card declined',
      type: 'CardDeclined',
      nonRetryable: true,
      details: ['4242', { code: 7 }],
      nextRetryDelay: '3 seconds',
      category: ApplicationFailureCategory.BENIGN,
    }),
  );
  expect(failure.applicationFailureInfo).toMatchObject({
    type: 'CardDeclined',
    nonRetryable: true,
    nextRetryDelay: 3000,
    category: 'APPLICATION_ERROR_CATEGORY_BENIGN',
  });
  expect(errorOf(failure)).toMatchObject({
    message: 'card declined',
    type: 'CardDeclined',
    nonRetryable: true,
    details: ['4242', { code: 7 }],
    category: 'BENIGN',
  });
  expect(errorOf(failure)).toBeInstanceOf(ApplicationFailure);
});

test('a CancelledFailure without details has none afterwards', () => {
  const error = travelled(new CancelledFailure('CANCELLED'));
  expect(error).toBeInstanceOf(CancelledFailure);
  expect(error).toMatchObject({ message: 'CANCELLED', details: [] });
});

test.each(namesOf(TimeoutType))('a timeout of type %s is still one', (timeoutType) => {
  const error = travelled(new TimeoutFailure('late', 'half way', timeoutType));
  expect(error).toBeInstanceOf(TimeoutFailure);
  expect(error).toMatchObject({ timeoutType, lastHeartbeatDetails: 'half way' });
});

test.each(namesOf(RetryState))('the retry state %s is that of the API', (retryState) => {
  const failure = failureOf(new ActivityFailure('m', 'charge', '5', retryState, 'worker-1'));
  const full: FullRetryState = `RETRY_STATE_${retryState}`;
  expect(failure.activityFailureInfo).toMatchObject({
    retryState: full,
    activityId: '5',
    activityType: { name: 'charge' },
  });
  expect(errorOf(failure)).toMatchObject({
    retryState,
    activityId: '5',
    activityType: 'charge',
    identity: 'worker-1',
  });
});

test('causes travel with their kinds, to the last', () => {
  const root = new CancelledFailure('stop');
  const activity = new ActivityFailure('act', 'charge', '1', 'CANCEL_REQUESTED', '', root);
  const child = new ChildWorkflowFailure(
    'default',
    { workflowId: 'child', runId: 'run' },
    'childWorkflow',
    'NON_RETRYABLE_FAILURE',
    activity,
  );
  const error = travelled(child);
  expect(error).toBeInstanceOf(ChildWorkflowFailure);
  expect(error).toMatchObject({
    namespace: 'default',
    execution: { workflowId: 'child', runId: 'run' },
    workflowType: 'childWorkflow',
    retryState: 'NON_RETRYABLE_FAILURE',
  });
  expect(error.cause).toBeInstanceOf(ActivityFailure);
  expect((error.cause as Error).cause).toBeInstanceOf(CancelledFailure);
});

test('terminations, server failures and plain errors keep their kind', () => {
  expect(travelled(new TerminatedFailure('killed'))).toBeInstanceOf(TerminatedFailure);
  expect(travelled(new ServerFailure('broken', true))).toMatchObject({ nonRetryable: true });
  const plain = failureOf(new TypeError('oops'));
  expect(plain.message).toBe('oops');
  expect(plain.applicationFailureInfo).toBeUndefined();
});

test('encoded attributes are handed on untouched', () => {
  const encoding = new DefaultFailureConverter({ encodeCommonAttributes: true });
  const proto = encoding.errorToFailure(
    ApplicationFailure.create({ message: 'secret' }),
    defaultPayloadConverter,
  );
  const failure = failureFromProto(proto as never);
  expect(failure.message).toBe('Encoded failure');
  expect(failure.encodedAttributes).toBe(proto.encodedAttributes);
  expect(errorOf(failure).message).toBe('secret');
});

test('a timeout that does not say its type is of no type afterwards', () => {
  const error = travelled(new TimeoutFailure('late', undefined, undefined as never));
  expect((error as TimeoutFailure).timeoutType).toBeUndefined();
});

test('a retry policy of the SDK keeps what it says and what it leaves open', () => {
  const policy = retryPolicyFromProto(
    compileRetryPolicy({
      initialInterval: '2s',
      maximumAttempts: 3,
      nonRetryableErrorTypes: ['A'],
    }),
  );
  expect(policy).toEqual({
    initialInterval: 2000,
    backoffCoefficient: undefined,
    maximumInterval: undefined,
    maximumAttempts: 3,
    nonRetryableErrorTypes: ['A'],
  });
  expect(retryPolicyFromProto(undefined)).toBeUndefined();
});

test('the SDK reads our retry policy', () => {
  const proto = retryPolicyToProto({
    initialInterval: 1000,
    backoffCoefficient: 2,
    maximumInterval: 100_000,
    maximumAttempts: 0,
  });
  expect(decompileRetryPolicy(proto as never)).toEqual({
    initialInterval: 1000,
    backoffCoefficient: 2,
    maximumInterval: 100_000,
    maximumAttempts: 0,
    nonRetryableErrorTypes: [],
  });
});
