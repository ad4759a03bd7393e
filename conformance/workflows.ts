/**
 * Workflows used by the conformance scenarios. They only use `@temporalio/workflow`, so the same source
 * runs on the real Temporal worker and on the simulator.
 */
import {
  type ActivityCancellationType,
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowCancellationType,
  type ChildWorkflowOptions,
  ParentClosePolicy,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
  allHandlersFinished,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

type CancelType = keyof typeof ActivityCancellationType;
type ChildCancelType = keyof typeof ChildWorkflowCancellationType;
type ClosePolicy = 'TERMINATE' | 'ABANDON' | 'REQUEST_CANCEL';

/** Short timeouts and one attempt, unless a scenario says otherwise. */
const acts = (options: Partial<Parameters<typeof proxyActivities>[0]> = {}) =>
  proxyActivities<typeof activities>({
    startToCloseTimeout: '20s',
    heartbeatTimeout: '5s',
    retry: { maximumAttempts: 1 },
    ...options,
  });

const localActs = (options: Partial<Parameters<typeof proxyLocalActivities>[0]> = {}) =>
  proxyLocalActivities<typeof activities>({
    startToCloseTimeout: '20s',
    retry: { maximumAttempts: 1 },
    ...options,
  });

export const goSignal = defineSignal<[string?]>('go');
export const stateQuery = defineQuery<string>('state');
export const addUpdate = defineUpdate<string, [string]>('add');

// ---------------------------------------------------------------- timers and plain cancellation

export async function sleeps(ms: number): Promise<string> {
  await sleep(ms);
  return 'slept';
}

export async function returnsAtOnce(value = 'done'): Promise<string> {
  return value;
}

export async function fails(): Promise<void> {
  throw ApplicationFailure.nonRetryable('workflow failed', 'WorkflowFailed');
}

export async function sleepsThenCleansUp(ms: number): Promise<void> {
  try {
    await sleep(ms);
  } catch (err) {
    if (isCancellation(err)) await CancellationScope.nonCancellable(() => acts().echo('cleanup'));
    throw err;
  }
}

/** The classic mistake: cleanup in the cancelled root scope is itself cancelled. */
export async function cleansUpInCancelledScope(ms: number): Promise<void> {
  try {
    await sleep(ms);
  } catch (err) {
    if (isCancellation(err)) await acts().echo('cleanup');
    throw err;
  }
}

export async function swallowsCancel(ms: number): Promise<string> {
  try {
    await sleep(ms);
    return 'slept';
  } catch (err) {
    if (isCancellation(err)) return 'swallowed';
    throw err;
  }
}

export async function turnsCancelIntoFailure(ms: number): Promise<void> {
  try {
    await sleep(ms);
  } catch (err) {
    if (isCancellation(err))
      throw ApplicationFailure.nonRetryable('cancelled, and cleanup failed', 'CleanupFailed');
    throw err;
  }
}

export async function ignoresCancel(ms: number): Promise<string> {
  return await CancellationScope.nonCancellable(async () => {
    await sleep(ms);
    return 'impervious';
  });
}

export async function longCleanup(ms: number, cleanupMs: number): Promise<void> {
  try {
    await sleep(ms);
  } catch (err) {
    await CancellationScope.nonCancellable(() => sleep(cleanupMs));
    throw err;
  }
}

export async function timerCancelledInSameTask(): Promise<string> {
  try {
    await CancellationScope.cancellable(async () => {
      const timer = sleep(60_000);
      CancellationScope.current().cancel();
      await timer;
    });
    return 'not cancelled';
  } catch (err) {
    if (isCancellation(err)) return 'cancelled';
    throw err;
  }
}

export async function timerCancelledLater(): Promise<string> {
  const scope = new CancellationScope();
  const timer = scope.run(() => sleep(60_000));
  await sleep(300);
  scope.cancel();
  try {
    await timer;
    return 'not cancelled';
  } catch (err) {
    if (isCancellation(err)) return 'cancelled';
    throw err;
  }
}

export async function scopeWithTimeout(ms: number, workMs: number): Promise<string> {
  try {
    return await CancellationScope.withTimeout(ms, () =>
      acts({ cancellationType: 'WAIT_CANCELLATION_COMPLETED' }).heartbeatingWork(workMs),
    );
  } catch (err) {
    if (isCancellation(err)) return 'timed out';
    throw err;
  }
}

export async function waitsOnCondition(timeoutMs?: number): Promise<string> {
  let gone = false;
  setHandler(goSignal, () => {
    gone = true;
  });
  if (timeoutMs === undefined) {
    await condition(() => gone);
    return 'signalled';
  }
  return (await condition(() => gone, timeoutMs)) ? 'signalled' : 'timed out';
}

export async function throwsPlainErrorOnce(): Promise<void> {
  // not an ApplicationFailure: fails the workflow task, which the server retries
  throw new TypeError('a bug in the workflow code');
}

// ---------------------------------------------------------------- activities

type ActivityName = Exclude<keyof typeof activities, 'echo' | 'alwaysFails'>;

/** Runs one activity; a workflow cancellation reaches it through the root scope. */
export async function runsActivity(
  name: ActivityName,
  args: unknown[],
  options: Partial<Parameters<typeof proxyActivities>[0]> = {},
): Promise<unknown> {
  return await (acts(options)[name] as (...a: unknown[]) => Promise<unknown>)(...args);
}

/** Runs one activity in its own scope, cancels the scope after `cancelAfterMs`, and reports what came back. */
export async function cancelsActivityScope(
  name: ActivityName | 'echo' | 'alwaysFails',
  args: unknown[],
  cancelAfterMs: number,
  cancellationType: CancelType,
  options: Partial<Parameters<typeof proxyActivities>[0]> = {},
): Promise<string> {
  const scope = new CancellationScope();
  const pending = scope.run(() =>
    (acts({ ...options, cancellationType })[name] as (...a: unknown[]) => Promise<unknown>)(
      ...args,
    ),
  );
  pending.catch(() => undefined);
  if (cancelAfterMs > 0) await sleep(cancelAfterMs);
  scope.cancel();
  let outcome: string;
  try {
    outcome = `returned ${String(await pending)}`;
  } catch (err) {
    outcome = isCancellation(err)
      ? 'cancelled'
      : `failed ${(err as Error).name}/${(err as Error).cause}`;
  }
  // stay open long enough to see what the server still records of the activity
  await sleep(1500);
  return outcome;
}

export async function runsActivitiesInParallel(ms: number, count: number): Promise<string> {
  await Promise.all(
    Array.from({ length: count }, () =>
      acts({ cancellationType: 'WAIT_CANCELLATION_COMPLETED' }).heartbeatingWork(ms),
    ),
  );
  return 'all';
}

/** Saga: two steps with compensations, undone in reverse on cancellation. */
export async function saga(stepMs: number): Promise<void> {
  const compensations: string[] = [];
  try {
    for (const step of ['reserve', 'charge', 'ship']) {
      compensations.unshift(`undo ${step}`);
      await acts({ cancellationType: 'WAIT_CANCELLATION_COMPLETED' }).heartbeatingWork(stepMs);
    }
  } catch (err) {
    await CancellationScope.nonCancellable(async () => {
      for (const undo of compensations) await acts().echo(undo);
    });
    throw err;
  }
}

// ---------------------------------------------------------------- local activities

export async function runsLocalActivity(
  name: ActivityName | 'echo' | 'alwaysFails',
  args: unknown[],
  options: Partial<Parameters<typeof proxyLocalActivities>[0]> = {},
): Promise<unknown> {
  return await (localActs(options)[name] as (...a: unknown[]) => Promise<unknown>)(...args);
}

export async function cancelsLocalActivityScope(
  name: ActivityName,
  args: unknown[],
  cancelAfterMs: number,
  cancellationType: CancelType,
): Promise<string> {
  const scope = new CancellationScope();
  const pending = scope.run(() =>
    (localActs({ cancellationType })[name] as (...a: unknown[]) => Promise<unknown>)(...args),
  );
  pending.catch(() => undefined);
  if (cancelAfterMs > 0) await sleep(cancelAfterMs);
  scope.cancel();
  try {
    return `returned ${String(await pending)}`;
  } catch (err) {
    return isCancellation(err)
      ? 'cancelled'
      : `failed ${(err as Error).name}/${(err as Error).cause}`;
  }
}

// ---------------------------------------------------------------- children and external workflows

export async function runsChild(
  childType: string,
  args: unknown[],
  options: {
    cancellationType?: ChildCancelType;
    parentClosePolicy?: ClosePolicy;
    workflowId?: string;
  } = {},
): Promise<unknown> {
  const { cancellationType, parentClosePolicy, workflowId } = options;
  return await executeChild(childType, {
    args,
    workflowId: workflowId ?? `${workflowInfo().workflowId}-child`,
    cancellationType: cancellationType && ChildWorkflowCancellationType[cancellationType],
    parentClosePolicy: parentClosePolicy && ParentClosePolicy[parentClosePolicy],
  } as ChildWorkflowOptions);
}

/** Starts a child and closes in the given way while the child is still running. */
export async function closesOverChild(
  how: 'complete' | 'fail' | 'continueAsNew' | 'sleep',
  parentClosePolicy: ClosePolicy,
  childMs: number,
): Promise<string> {
  if (workflowInfo().continuedFromExecutionRunId) return 'second run';
  await startChild(sleeps, {
    args: [childMs],
    workflowId: `${workflowInfo().workflowId}-child`,
    parentClosePolicy: ParentClosePolicy[parentClosePolicy],
  });
  if (how === 'fail') throw ApplicationFailure.nonRetryable('parent failed');
  if (how === 'continueAsNew')
    await continueAsNew<typeof closesOverChild>(how, parentClosePolicy, childMs);
  if (how === 'sleep') await sleep(60_000);
  return 'closed';
}

/** Cancels the child through its scope, and reports what the parent saw. */
export async function cancelsChildScope(
  childType: string,
  args: unknown[],
  cancelAfterMs: number,
  cancellationType: ChildCancelType,
): Promise<string> {
  const scope = new CancellationScope();
  const pending = scope.run(() =>
    executeChild(childType, {
      args,
      workflowId: `${workflowInfo().workflowId}-child`,
      cancellationType: ChildWorkflowCancellationType[cancellationType],
    }),
  );
  pending.catch(() => undefined);
  if (cancelAfterMs > 0) await sleep(cancelAfterMs);
  scope.cancel();
  let outcome: string;
  try {
    outcome = `returned ${String(await pending)}`;
  } catch (err) {
    outcome = isCancellation(err)
      ? 'cancelled'
      : `failed ${(err as Error).name}/${(err as Error).cause}`;
  }
  await sleep(1500);
  return outcome;
}

export async function cancelsExternal(workflowId: string): Promise<string> {
  try {
    await getExternalWorkflowHandle(workflowId).cancel();
    return 'requested';
  } catch (err) {
    return `failed ${(err as Error).name}`;
  }
}

export async function signalsExternal(workflowId: string): Promise<string> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(goSignal, 'from outside');
    return 'signalled';
  } catch (err) {
    return `failed ${(err as Error).name}`;
  }
}

// ---------------------------------------------------------------- signals, queries, updates

/** Handles updates that take `handlerMs`, until it is told to go or is cancelled. */
export async function updatable(handlerMs: number, waitForHandlers: boolean): Promise<string> {
  const items: string[] = [];
  let gone = false;
  setHandler(goSignal, () => {
    gone = true;
  });
  setHandler(stateQuery, () => items.join(','));
  setHandler(
    addUpdate,
    async (item) => {
      if (handlerMs > 0) await sleep(handlerMs);
      items.push(item);
      return `added ${item}`;
    },
    {
      validator: (item) => {
        if (item === 'bad') throw new Error('rejected by the validator');
      },
    },
  );
  try {
    await condition(() => gone);
  } finally {
    if (waitForHandlers)
      await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
  return items.join(',');
}

/** A signal handler that is still running when the workflow is cancelled. */
export async function slowSignalHandler(handlerMs: number): Promise<string> {
  let handled = 0;
  setHandler(goSignal, async () => {
    await sleep(handlerMs);
    handled += 1;
  });
  await condition(() => handled > 0);
  return 'handled';
}

/** Completes on the first signal: a second signal that lands meanwhile makes the completion an unhandled command. */
export async function completesAfterLocalWork(localMs: number): Promise<string> {
  let signals = 0;
  setHandler(goSignal, () => {
    signals += 1;
  });
  await localActs().silentWork(localMs);
  return `signals seen: ${signals}`;
}

// ---------------------------------------------------------------- continue-as-new

export async function continuesAsNew(rounds: number, ms: number): Promise<string> {
  await sleep(ms);
  if (rounds > 0) await continueAsNew<typeof continuesAsNew>(rounds - 1, ms);
  return 'last run';
}

/** Does local work, then continues as new: a cancel request lands meanwhile. */
export async function continuesAsNewAfterLocalWork(
  localMs: number,
  rounds: number,
): Promise<string> {
  if (rounds === 0) {
    await sleep(2000);
    return 'last run';
  }
  await CancellationScope.nonCancellable(() => localActs().silentWork(localMs));
  await continueAsNew<typeof continuesAsNewAfterLocalWork>(localMs, rounds - 1);
  return 'unreachable';
}
