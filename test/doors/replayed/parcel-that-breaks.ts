/** The same workflow, in whose code something is wrong. */

/** Fails its workflow task. */
export async function parcel(): Promise<void> {
  throw new TypeError('no such parcel');
}
