/** Who has heard of a cancellation: follows from promise to promise which code of a run goes on because it was interrupted. */
import { promiseHooks } from 'node:v8';
import type { Activator } from './sdk.ts';

/** The promise whose settling lets code go on. */
const AWAITED = Symbol('lastcall.awaited');
/** Settled, or made, by code that has heard of the cancellation of its workflow. */
const HEARD = Symbol('lastcall.heard');

interface FollowedPromise {
  [AWAITED]?: FollowedPromise;
  [HEARD]?: true;
}

/** The run whose code is followed; none while no activation of a watched run is under way. */
let followed: Activator | undefined;
/** Whether the code that is running goes on because of the cancellation, or went on because of it before. */
let heard = false;

const asFollowed = (promise: unknown): FollowedPromise => promise as FollowedPromise;

function isRootOfCancellation(promise: FollowedPromise): boolean {
  if (followed === undefined) return false;
  const { rootScope, cancelled } = followed as Activator & { readonly cancelled: boolean };
  return cancelled && promise === asFollowed(rootScope.cancelRequested);
}

const hooks = {
  init(promise: unknown, awaited: unknown): void {
    if (followed === undefined) return;
    if (awaited !== undefined) asFollowed(promise)[AWAITED] = asFollowed(awaited);
    if (heard) asFollowed(promise)[HEARD] = true;
  },
  before(promise: unknown): void {
    const { [AWAITED]: awaited, [HEARD]: born } = asFollowed(promise);
    heard = born === true || awaited?.[HEARD] === true;
  },
  after(): void {
    heard = false;
  },
  settled(promise: unknown): void {
    if (heard || isRootOfCancellation(asFollowed(promise))) asFollowed(promise)[HEARD] = true;
  },
};

let followers = 0;
let unhook: (() => void) | undefined;

/**
 * Begins to follow the promises of the process, until the function that is returned is called for the last time.
 * What follows from the rejection of the root scope's `cancelRequested` by a cancel request has heard of it: a continuation
 * of a promise that was settled by such code, and every promise that such code makes.
 */
export function followPromises(): () => void {
  followers += 1;
  unhook ??= promiseHooks.createHook(
    hooks as Parameters<typeof promiseHooks.createHook>[0],
  ) as () => void;
  let following = true;
  return () => {
    if (!following) return;
    following = false;
    followers -= 1;
    if (followers > 0) return;
    unhook?.();
    unhook = undefined;
    heard = false;
  };
}

/** Says whose code runs from now on. */
export function followRun(activator: Activator | undefined): void {
  followed = activator;
  heard = false;
}

/** Whether the code that is running has heard of the cancellation of its workflow. */
export function hasHeard(): boolean {
  return heard;
}

/** Whether a scope was cancelled because its workflow was, and not by the workflow's own code. */
export function cancelledFromAbove(scope: {
  readonly consideredCancelled: boolean;
  readonly cancelRequested: Promise<never>;
}): boolean {
  return scope.consideredCancelled && asFollowed(scope.cancelRequested)[HEARD] === true;
}

/** Settles a promise as the cancellation would: who awaits it has heard. */
export function makeHeard(settle: () => void): void {
  const before = heard;
  heard = true;
  try {
    settle();
  } finally {
    heard = before;
  }
}
