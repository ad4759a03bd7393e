/** The workflows of the demo, after the Greeting example of Temporal's guide "Interrupt a Workflow Execution". */
import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  sleep,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

const plain = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});
const watched = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '2 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});
const local = proxyLocalActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

type Greeting = 'greet' | 'greetSilently' | 'greetRegardless';

/** Starts a greeting, cancels it after three seconds through its scope, and goes on. */
export async function changesItsMind(name: string): Promise<string> {
  const scope = new CancellationScope();
  const greeting = scope.run(() => watched.greet(name));
  greeting.catch(() => undefined);
  await sleep('3 seconds');
  scope.cancel();
  try {
    return await greeting;
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return 'no greeting, but the workflow went on';
  }
}

/** Greets, and puts the card away if that is interrupted. */
export async function greeting(name: string, by: Greeting, isWatched: boolean): Promise<string> {
  try {
    return await (isWatched ? watched : plain)[by](name);
  } catch (error) {
    await CancellationScope.nonCancellable(() => plain.putCardAway(name));
    throw error;
  }
}

/** Greets in its own worker: a local activity. */
export async function localGreeting(name: string): Promise<string> {
  return await local.greetSilently(name);
}

/** Starts a local greeting, cancels it through its scope when another one has timed three seconds, and goes on. */
export async function localChangesItsMind(name: string): Promise<string> {
  const scope = new CancellationScope();
  const greeting = scope.run(() => local.greetSilently(name));
  greeting.catch(() => undefined);
  await local.countToThree();
  scope.cancel();
  return greeting.catch(() => 'no greeting, but the workflow went on');
}
