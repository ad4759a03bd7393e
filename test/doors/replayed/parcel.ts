/** A workflow whose histories are replayed: by the code that made them, and by other code. */
import {
  condition,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { defineSignal } from '@temporalio/workflow';

/** What parcels need done. */
export interface ParcelActivities {
  pack(parcel: string): Promise<string>;
  weigh(parcel: string): Promise<number>;
}

const { pack } = proxyActivities<ParcelActivities>({ startToCloseTimeout: '1 minute' });
const { weigh } = proxyLocalActivities<ParcelActivities>({ startToCloseTimeout: '1 minute' });

/** Lets a parcel go. */
export const release = defineSignal('release');

/** Packs, weighs, waits, and packs once more. */
export async function parcel(id: string): Promise<string> {
  let isReleased = false;
  setHandler(release, () => void (isReleased = true));
  await pack(id);
  await weigh(id);
  await sleep('1 hour');
  await condition(() => isReleased);
  return await pack(id);
}
