/** Random bytes and UUIDs as everybody gets them while a world is open: seeded in activity code, none in workflow code, else real ones. */
import type * as nodeCrypto from 'node:crypto';
import { uuids } from '../common/ids.ts';
import { runningActivity, type ActivityGlobals } from './activity-globals.ts';
import type { Before } from './ambient-property.ts';
import { refuseInWorkflows } from './ambient-timers.ts';

type NodeCrypto = typeof nodeCrypto;
type WebCrypto = nodeCrypto.webcrypto.Crypto;

function fill<T extends ArrayBufferView>(
  activity: ActivityGlobals,
  view: T,
  from = 0,
  size?: number,
): T {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const to = size === undefined ? bytes.length : from + size;
  for (let i = from; i < to; i++) bytes[i] = Math.floor(activity.random() * 256);
  return view;
}

/** @see crypto.randomUUID, which `node:crypto` has as well */
export function ambientRandomUuid(
  before: Before<NodeCrypto['randomUUID']>,
): NodeCrypto['randomUUID'] {
  return function randomUUID(options) {
    const activity = runningActivity();
    if (activity === undefined) {
      refuseInWorkflows('crypto');
      return before.value(options);
    }
    const next = (): number => activity.random();
    const below = (bound: number): number => Math.floor(activity.random() * bound);
    return uuids({ next, below })() as ReturnType<NodeCrypto['randomUUID']>;
  };
}

/** @see crypto.getRandomValues */
export function ambientRandomValues(
  before: Before<WebCrypto['getRandomValues']>,
): WebCrypto['getRandomValues'] {
  return function getRandomValues(view) {
    const activity = runningActivity();
    if (activity !== undefined) return fill(activity, view as never);
    refuseInWorkflows('crypto');
    return before.value(view);
  };
}

/** @see randomFillSync of node:crypto */
export function ambientRandomFill(
  before: Before<NodeCrypto['randomFillSync']>,
): NodeCrypto['randomFillSync'] {
  const randomFillSync = (view: ArrayBufferView, offset?: number, size?: number): unknown => {
    const activity = runningActivity();
    if (activity !== undefined && ArrayBuffer.isView(view)) {
      return fill(activity, view, offset, size);
    }
    refuseInWorkflows('node:crypto');
    return before.value(view as NodeJS.ArrayBufferView, offset, size);
  };
  return randomFillSync as NodeCrypto['randomFillSync'];
}

/** @see randomBytes of node:crypto */
export function ambientRandomBytes(
  before: Before<NodeCrypto['randomBytes']>,
): NodeCrypto['randomBytes'] {
  const randomBytes = (size: number, callback?: never): unknown => {
    const activity = runningActivity();
    if (activity !== undefined && callback === undefined) return fill(activity, Buffer.alloc(size));
    refuseInWorkflows('node:crypto');
    return before.value(size, callback as never);
  };
  return randomBytes as NodeCrypto['randomBytes'];
}
