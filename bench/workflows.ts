/** The workflows of the bench. */
import {
  CancellationScope,
  condition,
  continueAsNew,
  executeChild,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const beating = proxyActivities<typeof activities>({
  startToCloseTimeout: '2 years',
  heartbeatTimeout: '3 seconds',
});
const plain = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
const yearly = proxyActivities<typeof activities>({
  startToCloseTimeout: '2 years',
  heartbeatTimeout: '1 minute',
});

/** S1. */
export async function order(): Promise<void> {
  try {
    await beating.beats(5, 1_000);
    await sleep('1 hour');
  } catch (error) {
    await CancellationScope.nonCancellable(() => plain.takes(2_000));
    throw error;
  }
}

/** S2. */
export async function fanOut(count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, () => plain.takes(10_000).catch(() => undefined)),
  );
}

/** S3. */
export async function rounds(count: number): Promise<void> {
  for (let round = 0; round < count; round++) {
    await plain.takes(1_000);
    await sleep(1_000);
  }
}

/** S4. */
export async function chain(runs: number): Promise<void> {
  await sleep(1_000);
  if (runs > 1) await continueAsNew<typeof chain>(runs - 1);
}

/** S5. */
export async function parent(children: number): Promise<void> {
  await Promise.all(Array.from({ length: children }, () => executeChild(child)));
}

/** A child of S5. */
export async function child(): Promise<void> {
  await sleep(1_000);
}

/** A year of heartbeats. */
export async function year(beats: number): Promise<void> {
  await yearly.beatsForLong(beats, 30_000);
}

/** Waits for ever. */
export async function open(): Promise<void> {
  await condition(() => false);
}

/** Three activities, and a clean-up if anything comes between. */
export async function threeSteps(): Promise<void> {
  try {
    for (let step = 0; step < 3; step++) await plain.takes(1_000);
  } catch (error) {
    await CancellationScope.nonCancellable(() => plain.takes(1_000));
    throw error;
  }
}
