/** The queue of deadlines gives the earliest one, whichever were moved or taken away meanwhile. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/common/random.ts';
import { DeadlineQueue } from '../../src/service/deadline-queue.ts';
import { Journal, JournaledMap } from '../../src/service/journal.ts';

test('the earliest deadline is next, as a search through all of them finds it', () => {
  const random = seededRandom(5);
  const deadlines = new Map<number, number>();
  const queue = new DeadlineQueue(
    (order) => deadlines.get(order),
    () => deadlines.keys(),
  );
  const earliest = (): { at: number; order: number } | undefined =>
    [...deadlines]
      .map(([order, at]) => ({ at, order }))
      .sort((a, b) => a.at - b.at || a.order - b.order)[0];
  for (let step = 0; step < 5000; step++) {
    const order = random.below(200);
    if (random.below(3) === 0) deadlines.delete(order);
    else {
      // A deadline that only moves away need not be announced.
      const before = deadlines.get(order);
      const at = random.below(1000);
      deadlines.set(order, at);
      if (before === undefined || at < before || random.below(2) === 0) queue.add(order);
    }
    expect(queue.next()).toEqual(earliest());
    const due = earliest();
    if (due !== undefined && random.below(4) === 0) {
      expect(queue.takeDue(due.at - 1)).toBeUndefined();
      expect(queue.takeDue(due.at)).toBe(due.order);
      deadlines.delete(due.order);
    }
  }
});

test('what was changed since the last commit can be taken back', () => {
  const journal = new Journal();
  const map = new JournaledMap<string, number>(journal);
  map.set('kept', 1);
  map.set('changed', 1);
  map.set('deleted', 1);
  journal.commit();
  map.set('changed', 2);
  map.set('changed', 3);
  map.delete('deleted');
  map.delete('never there');
  map.set('added', 1);
  expect([...map.keys()]).toEqual(['kept', 'changed', 'added']);
  journal.rollback();
  expect([...map.keys()].toSorted()).toEqual(['changed', 'deleted', 'kept']);
  expect(map.get('changed')).toBe(1);
  journal.rollback();
  expect(map.size).toBe(3);
});
