/** Who has heard of a cancellation: follows from promise to promise which code of a run or an attempt goes on because it was interrupted. */
import { promiseHooks } from 'node:v8';
import { watchCombinators } from './promise-combinators.ts';
import { callSite } from './workflow-call-site.ts';
import type { Activator } from './sdk.ts';

/** A cancellation scope of the SDK, as far as it matters here. */
export interface Scope {
  readonly parent?: Scope | undefined;
  readonly consideredCancelled: boolean;
  readonly cancelRequested: Promise<never>;
}

/** The cancellations that code has heard of: a list. */
interface News {
  /** The `cancelRequested` of the scope that was cancelled first; those within it follow. */
  readonly origin: object;
  /** It was a cancel request for the workflow, not the workflow's own code. */
  readonly fromOutside: boolean;
  readonly rest: News | undefined;
}

/** The promise whose settling lets code go on. */
const AWAITED = Symbol('lastcall.awaited');
/** What the code had heard that made or settled a promise: who goes on because of it has heard it too. */
const NEWS = Symbol('lastcall.news');
/** Of the `cancelRequested` of scopes. */
const OF_SCOPE = Symbol('lastcall.ofScope');
/** What a promise is put together from: who goes on because of it has heard what the code of each part had. */
const PARTS = Symbol('lastcall.parts');

/** Where a promise was made, where that is wanted. */
const SITE = Symbol('lastcall.site');

interface FollowedPromise {
  [AWAITED]?: FollowedPromise;
  [NEWS]?: News | undefined;
  [OF_SCOPE]?: true;
  [PARTS]?: readonly unknown[] | undefined;
  [SITE]?: string;
}

/** The run whose activation is under way, if it is a watched one. */
let followed: Activator | undefined;
/** What the code that is running has heard. */
let heard: News | undefined;

const asFollowed = (promise: unknown): FollowedPromise => promise as FollowedPromise;

function includes(news: News | undefined, origin: object): boolean {
  for (let at = news; at !== undefined; at = at.rest) if (at.origin === origin) return true;
  return false;
}

function both(some: News | undefined, others: News | undefined): News | undefined {
  if (others === undefined || some === others) return some;
  if (some === undefined) return others;
  let all = some;
  for (let at: News | undefined = others; at !== undefined; at = at.rest)
    if (!includes(all, at.origin))
      all = { origin: at.origin, fromOutside: at.fromOutside, rest: all };
  return all;
}

/** The news that a scope is cancelled, from the code that has cancelled it. */
function newsOf(promise: FollowedPromise): News {
  const { rootScope, cancelled } = (followed ?? {}) as Partial<Activator> & {
    readonly cancelled?: boolean;
  };
  const fromOutside = cancelled === true && promise === asFollowed(rootScope?.cancelRequested);
  return { origin: promise, fromOutside, rest: undefined };
}

const hooks = {
  init(promise: unknown, awaited: unknown): void {
    if (awaited !== undefined) asFollowed(promise)[AWAITED] = asFollowed(awaited);
    if (heard !== undefined) asFollowed(promise)[NEWS] = heard;
    if (siteFollowers > 0 && followed !== undefined) asFollowed(promise)[SITE] = callSite();
  },
  before(promise: unknown): void {
    const { [AWAITED]: awaited, [NEWS]: born } = asFollowed(promise);
    heard = both(born, awaited?.[NEWS]);
  },
  after(): void {
    heard = undefined;
  },
  settled(promise: unknown): void {
    const settled = asFollowed(promise);
    if (settled[PARTS] !== undefined) hearParts(settled, settled[PARTS]);
    if (heard !== undefined) settled[NEWS] = both(settled[NEWS], heard);
    else if (settled[OF_SCOPE] === true) settled[NEWS] ??= newsOf(settled);
  },
};

/** What the parts that are settled have heard. */
function hearParts(whole: FollowedPromise, parts: readonly unknown[]): void {
  whole[PARTS] = undefined;
  for (const part of parts)
    if (part instanceof Promise) whole[NEWS] = both(whole[NEWS], asFollowed(part)[NEWS]);
}

let followers = 0;
/** Of these, those that want to know where promises of workflow code are made, which is dear. */
let siteFollowers = 0;
let unhook: (() => void) | undefined;

function follow(): () => void {
  const unwatch = watchCombinators((whole, parts) => (asFollowed(whole)[PARTS] = parts));
  const stop = promiseHooks.createHook(
    hooks as Parameters<typeof promiseHooks.createHook>[0],
  ) as () => void;
  return () => {
    stop();
    unwatch();
  };
}

/**
 * Begins to follow the promises of the process, until the function that is returned is called.
 * Who goes on because the `cancelRequested` of a scope is rejected has heard of that cancellation, and so has who goes on because of
 * a promise that was settled by such code, or made by it, or put together from such promises.
 */
export function followPromises(withSites = false): () => void {
  const wanted = withSites ? 1 : 0;
  followers += 1;
  siteFollowers += wanted;
  unhook ??= follow();
  let following = true;
  return () => {
    if (!following) return;
    following = false;
    followers -= 1;
    siteFollowers -= wanted;
    if (followers > 0) return;
    unhook?.();
    unhook = undefined;
    heard = undefined;
  };
}

/** Says whose code runs from now on. */
export function followRun(activator: Activator | undefined): void {
  followed = activator;
  heard = undefined;
  if (activator !== undefined) followScope(activator.rootScope as Scope);
}

/** From now on what hears of the cancellation of this scope, or of one around it, is followed. */
export function followScope(scope: Scope): void {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (asFollowed(at.cancelRequested)[OF_SCOPE] === true) return;
    followPromise(at.cancelRequested);
  }
}

/** From now on what hears of the rejection of this promise, which says that something is cancelled, is followed. */
export function followPromise(cancelled: Promise<never>): void {
  asFollowed(cancelled)[OF_SCOPE] = true;
}

/** The place in the user's workflow code where a promise was made, if that was noted. */
export const madeAt = (promise: unknown): string | undefined => asFollowed(promise)[SITE];

/** Whether the code that is running has heard of the cancellation of its workflow. */
export function hasHeard(): boolean {
  for (let at = heard; at !== undefined; at = at.rest) if (at.fromOutside) return true;
  return false;
}

/** Whether the code that is running has heard of a cancellation by which this scope is cancelled. */
export function hasHeardOf(scope: Scope): boolean {
  return hasHeardFrom(scope.cancelRequested);
}

/** Whether the code that is running has heard of the cancellation that this promise says. */
export function hasHeardFrom(cancelled: Promise<never>): boolean {
  for (let at = asFollowed(cancelled)[NEWS]; at !== undefined; at = at.rest)
    if (includes(heard, at.origin)) return true;
  return false;
}

/** Whether a scope was cancelled because its workflow was, and not by the workflow's own code. */
export function cancelledFromOutside(scope: Scope): boolean {
  if (!scope.consideredCancelled) return false;
  for (let at = asFollowed(scope.cancelRequested)[NEWS]; at !== undefined; at = at.rest)
    if (at.fromOutside) return true;
  return false;
}

/** Settles a promise because a scope is cancelled: who awaits it has heard of that. */
export function tellOf(scope: Scope, settle: () => void): void {
  const before = heard;
  if (scope.consideredCancelled) heard = both(heard, asFollowed(scope.cancelRequested)[NEWS]);
  try {
    settle();
  } finally {
    heard = before;
  }
}
