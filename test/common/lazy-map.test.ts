/** A map that takes no room until something is in it is a map all the same. */
import { expect, test } from 'vitest';
import { LazyMap } from '../../src/common/lazy-map.ts';

test('an empty one has nothing', () => {
  const map = new LazyMap<string, number>();
  expect(map.size).toBe(0);
  expect(map.get('a')).toBeUndefined();
  expect(map.has('a')).toBe(false);
  expect(map.delete('a')).toBe(false);
  expect([...map, ...map.keys(), ...map.values()]).toEqual([]);
});

test('what is put in is there in the order in which it came, until it is taken out', () => {
  const map = new LazyMap<string, number>().set('a', 1).set('b', 2).set('a', 3);
  expect(map.size).toBe(2);
  expect([...map]).toEqual([
    ['a', 3],
    ['b', 2],
  ]);
  expect([...map.keys()]).toEqual(['a', 'b']);
  expect([...map.values()]).toEqual([3, 2]);
  expect(map.has('b')).toBe(true);
  expect(map.delete('a')).toBe(true);
  expect(map.get('a')).toBeUndefined();
  expect(map.size).toBe(1);
});
