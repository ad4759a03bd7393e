/** The retry policy that a worker applies to local activities. */
import { expect, test } from 'vitest';
import { completeRetryPolicy, retryBackoff } from '../../src/core/local-retry.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { RetryPolicy } from '../../src/protocol/payload.ts';

const backoff = (policy: RetryPolicy, attempt: number, failure: Failure = {}): number | undefined =>
  retryBackoff(completeRetryPolicy(policy), attempt, failure);

test('a policy without fields waits 1 s, then twice as long each time, up to 100 s, without limit', () => {
  const waits = [1, 2, 3, 7, 8, 9, 1000].map((attempt) => backoff({}, attempt));
  expect(waits).toEqual([1000, 2000, 4000, 64_000, 100_000, 100_000, 100_000]);
});

test('what makes no sense is replaced', () => {
  expect(completeRetryPolicy({ initialInterval: -1, backoffCoefficient: 0.5 })).toMatchObject({
    initialInterval: 1000,
    backoffCoefficient: 2,
  });
  expect(
    completeRetryPolicy({ initialInterval: 500, maximumInterval: 100, maximumAttempts: -5 }),
  ).toMatchObject({ maximumInterval: 500, maximumAttempts: 0 });
  expect(completeRetryPolicy(undefined).maximumInterval).toBe(100_000);
});

test('the first wait is the initial interval, whatever the maximum', () => {
  expect(backoff({ initialInterval: 500, maximumInterval: 500, backoffCoefficient: 10 }, 1)).toBe(
    500,
  );
});

test('the last attempt is the one that the maximum allows', () => {
  expect(backoff({ maximumAttempts: 3 }, 2)).toBe(2000);
  expect(backoff({ maximumAttempts: 3 }, 3)).toBeUndefined();
});

test('failures that say so are not retried', () => {
  expect(backoff({}, 1, { applicationFailureInfo: { nonRetryable: true } })).toBeUndefined();
});

test('types that the policy names are not retried, in whatever case they are written', () => {
  const policy = { nonRetryableErrorTypes: ['CardDeclined'] };
  expect(backoff(policy, 1, { applicationFailureInfo: { type: 'CARDDECLINED' } })).toBeUndefined();
  expect(backoff(policy, 1, { applicationFailureInfo: { type: 'Other' } })).toBe(1000);
});

test('a failure may say how long to wait', () => {
  const failure = { applicationFailureInfo: { nextRetryDelay: 7 } };
  expect(backoff({}, 3, failure)).toBe(7);
  expect(backoff({ maximumAttempts: 3 }, 3, failure)).toBeUndefined();
});

test('very late attempts wait the maximum', () => {
  expect(backoff({ backoffCoefficient: 1e10 }, 1_000_000)).toBe(100_000);
});
