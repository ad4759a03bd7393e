/** The heap gives items back in order, whatever the order in which they came. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BinaryHeap } from '../../src/common/binary-heap.ts';

const drain = (heap: BinaryHeap<number>): number[] => {
  const drained: number[] = [];
  for (let item = heap.pop(); item !== undefined; item = heap.pop()) drained.push(item);
  return drained;
};
const heapOf = (items: readonly number[]): BinaryHeap<number> => {
  const heap = new BinaryHeap<number>((a, b) => a < b);
  for (const item of items) heap.push(item);
  return heap;
};
const sorted = (items: readonly number[]): number[] => [...items].sort((a, b) => a - b);

test('items come out in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      expect(drain(heapOf(items))).toEqual(sorted(items));
    }),
  );
});

test('after a sweep the items that are left come out in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      const heap = heapOf(items);
      heap.keep((item) => item % 2 === 0);
      expect(drain(heap)).toEqual(sorted(items.filter((item) => item % 2 === 0)));
    }),
  );
});

test('an empty heap has nothing to give', () => {
  const heap = heapOf([]);
  expect(heap.peek()).toBeUndefined();
  expect(heap.pop()).toBeUndefined();
});
