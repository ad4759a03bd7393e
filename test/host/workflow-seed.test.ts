/** The seed of a run's random numbers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomnessSeed } from '../../src/host/workflow-seed.ts';

const MASK = (1n << 64n) - 1n;

/** SipHash-1-3 with a key of zeros as its authors write it down, in big integers. */
function referenceSeed(text: string): number[] {
  const bytes = [...Buffer.from(text, 'utf8'), 0xff];
  const blocks: bigint[] = [];
  for (let at = 0; at <= bytes.length; at += 8) {
    let block = 0n;
    for (let n = 7; n >= 0; n--) block = (block << 8n) | BigInt(bytes[at + n] ?? 0);
    blocks.push(block);
  }
  const last = blocks.length - 1;
  blocks[last] = (blocks[last] ?? 0n) | (BigInt(bytes.length & 0xff) << 56n);

  let [a, b, c, d] = [
    0x736f6d6570736575n,
    0x646f72616e646f6dn,
    0x6c7967656e657261n,
    0x7465646279746573n,
  ];
  const left = (word: bigint, bits: bigint): bigint =>
    ((word << bits) | (word >> (64n - bits))) & MASK;
  const round = (): void => {
    a = (a + b) & MASK;
    b = left(b, 13n) ^ a;
    a = left(a, 32n);
    c = (c + d) & MASK;
    d = left(d, 16n) ^ c;
    a = (a + d) & MASK;
    d = left(d, 21n) ^ a;
    c = (c + b) & MASK;
    b = left(b, 17n) ^ c;
    c = left(c, 32n);
  };
  for (const block of blocks) {
    d ^= block;
    round();
    a ^= block;
  }
  c ^= 0xffn;
  round();
  round();
  round();
  const seed = a ^ b ^ c ^ d;
  return [56n, 48n, 40n, 32n, 24n, 16n, 8n, 0n].map((shift) => Number((seed >> shift) & 0xffn));
}

test('is SipHash-1-3 of the run id, for every length of it', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom('a', '7', '-', 'é', '漢', '🏦'), { maxLength: 40 })
        .map((of) => of.join('')),
      (text) => {
        expect(randomnessSeed(text)).toEqual(referenceSeed(text));
      },
    ),
  );
});

test('has eight bytes with the highest first', () => {
  const seed = randomnessSeed('0b3c2a44-1f2e-4f3e-8a55-0123456789ab');
  expect(seed).toHaveLength(8);
  expect(seed).toEqual(referenceSeed('0b3c2a44-1f2e-4f3e-8a55-0123456789ab'));
});
