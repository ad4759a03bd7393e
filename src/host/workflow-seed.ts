/** The seed of a run's random numbers, as Core derives it from a run id. */

/** The words of SipHash's four variables for a key of zeros: high and low half of each. */
const INITIAL = new Int32Array([
  0x736f6d65, 0x70736575, 0x646f7261, 0x6e646f6d, 0x6c796765, 0x6e657261, 0x74656462, 0x79746573,
]);

const state = new Int32Array(8);
const encoder = new TextEncoder();

/** UTF-8 of one UTF-16 code unit. */
const MOST_BYTES_PER_UNIT = 3;

/** Where texts are encoded; made anew where one is too long for it. */
let bytes = new Uint8Array(256);
let words = new DataView(bytes.buffer);

function allocate(units: number): void {
  bytes = new Uint8Array(units * MOST_BYTES_PER_UNIT + 16);
  words = new DataView(bytes.buffer);
}

/** Adds the 64-bit variable at `from` to the one at `to`. */
function add(to: number, from: number): void {
  const low = ((state[to + 1] ?? 0) >>> 0) + ((state[from + 1] ?? 0) >>> 0);
  state[to] = (state[to] ?? 0) + (state[from] ?? 0) + (low > 0xffff_ffff ? 1 : 0);
  state[to + 1] = low;
}

/** Rotates the variable at `at` to the left, by less than 32 bits, then combines it with the one at `by`. */
function rotate(at: number, bits: number, by: number): void {
  const high = state[at] ?? 0;
  const low = state[at + 1] ?? 0;
  state[at] = ((high << bits) | (low >>> (32 - bits))) ^ (state[by] ?? 0);
  state[at + 1] = ((low << bits) | (high >>> (32 - bits))) ^ (state[by + 1] ?? 0);
}

function swapHalves(at: number): void {
  const high = state[at] ?? 0;
  state[at] = state[at + 1] ?? 0;
  state[at + 1] = high;
}

function round(): void {
  add(0, 2);
  rotate(2, 13, 0);
  swapHalves(0);
  add(4, 6);
  rotate(6, 16, 4);
  add(0, 6);
  rotate(6, 21, 0);
  add(4, 2);
  rotate(2, 17, 4);
  swapHalves(4);
}

/**
 * The seed of the run's random source: SipHash-1-3 with a key of zeros over the text, a byte of ones after it, in eight bytes with the
 * highest first.
 *
 * @see randomness_seed of coresdk.workflow_activation.InitializeWorkflow
 */
export function randomnessSeed(runId: string): number[] {
  if (runId.length * MOST_BYTES_PER_UNIT + 16 > bytes.length) allocate(runId.length);
  const end = encoder.encodeInto(runId, bytes).written;
  const length = end + 1;
  const padded = (length >> 3) * 8 + 8;
  bytes[end] = 0xff;
  bytes.fill(0, length, padded);
  bytes[padded - 1] = length;

  state.set(INITIAL);
  for (let at = 0; at < padded; at += 8) {
    const low = words.getInt32(at, true);
    const high = words.getInt32(at + 4, true);
    state[6] = (state[6] ?? 0) ^ high;
    state[7] = (state[7] ?? 0) ^ low;
    round();
    state[0] = (state[0] ?? 0) ^ high;
    state[1] = (state[1] ?? 0) ^ low;
  }
  state[5] = (state[5] ?? 0) ^ 0xff;
  round();
  round();
  round();
  const half = (part: number): number =>
    (state[part] ?? 0) ^ (state[part + 2] ?? 0) ^ (state[part + 4] ?? 0) ^ (state[part + 6] ?? 0);
  const [high, low] = [half(0), half(1)];
  return [24, 16, 8, 0, 24, 16, 8, 0].map((shift, n) => ((n < 4 ? high : low) >>> shift) & 0xff);
}
