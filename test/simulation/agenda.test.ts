/** The agenda: enabled steps keep their order, alarms fall due by time, rank and insertion, and slots replace. */
import { expect, test } from 'vitest';
import { Agenda } from '../../src/simulation/agenda.ts';
import type { Step } from '../../src/simulation/step.ts';

const step = (name: string): Step => ({
  type: 'Wake',
  name,
  actor: 'scenario',
  wake: () => undefined,
});

/** Takes the boring choice until nothing is left, and notes when each step was taken. */
function run(agenda: Agenda): string[] {
  const taken: string[] = [];
  for (;;) {
    if (agenda.ready) taken.push(`${agenda.now} ${agenda.take(0).name}`);
    else if (!agenda.advance()) return taken;
  }
}

test('steps that are enabled at once are taken in the order in which they were added', () => {
  const agenda = new Agenda(0);
  for (const name of ['a', 'b', 'c']) agenda.add(step(name));
  expect(run(agenda)).toEqual(['0 a', '0 b', '0 c']);
});

test('alarms fall due by time, then rank, then the order in which they were set', () => {
  const agenda = new Agenda(0);
  agenda.set('late', 20, 0, step('late'));
  agenda.set('timeout', 10, 3, step('timeout'));
  agenda.set('second', 10, 1, step('second'));
  agenda.set('third', 10, 1, step('third'));
  expect(run(agenda)).toEqual(['10 second', '10 third', '10 timeout', '20 late']);
});

test('what an alarm brings about comes before the next alarm of the same instant', () => {
  const agenda = new Agenda(0);
  agenda.set('one', 5, 0, step('one'));
  agenda.set('two', 5, 0, step('two'));
  agenda.advance();
  expect(agenda.take(0).name).toBe('one');
  agenda.add(step('consequence of one'));
  expect(run(agenda)).toEqual(['5 consequence of one', '5 two']);
});

test('setting a slot anew replaces its alarm', () => {
  const agenda = new Agenda(0);
  agenda.set('heartbeat', 10, 0, step('first deadline'));
  agenda.set('heartbeat', 30, 0, step('second deadline'));
  expect(run(agenda)).toEqual(['30 second deadline']);
});

test('an alarm that fell due can still be taken away before it is taken', () => {
  const agenda = new Agenda(0);
  agenda.set('one', 5, 0, step('one'));
  agenda.set('two', 5, 0, step('two'));
  agenda.advance();
  agenda.clear('one');
  expect(run(agenda)).toEqual(['5 two']);
});

test('an instant in the past means now: the clock never goes back', () => {
  const agenda = new Agenda(100);
  agenda.set('overdue', 50, 0, step('overdue'));
  expect(run(agenda)).toEqual(['100 overdue']);
});

test('any of the enabled steps can be taken, and the others keep their order', () => {
  const agenda = new Agenda(0);
  for (const name of ['a', 'b', 'c', 'd']) agenda.add(step(name));
  expect(agenda.take(2).name).toBe('c');
  expect(run(agenda)).toEqual(['0 a', '0 b', '0 d']);
});

test('the steps of a worker that died are dropped, enabled or not', () => {
  const agenda = new Agenda(0);
  agenda.add(step('its activation'));
  agenda.add(step('a request of somebody else'));
  agenda.set('its timer', 10, 0, step('its timer'));
  agenda.drop(({ name }) => name.startsWith('its'));
  expect(run(agenda)).toEqual(['0 a request of somebody else']);
});

test('alarms that are set again and again do not pile up', () => {
  const agenda = new Agenda(0);
  for (let beat = 1; beat <= 10_000; beat++) agenda.set('heartbeat', beat, 0, step(`beat ${beat}`));
  expect(agenda.waiting).toBeLessThan(200);
  expect(run(agenda)).toEqual(['10000 beat 10000']);
});

test('the clock moves to any instant, but not past an alarm', () => {
  const agenda = new Agenda(0);
  agenda.set('alarm', 10, 0, step('alarm'));
  agenda.moveTo(5);
  expect([agenda.now, agenda.ready]).toEqual([5, false]);
  agenda.moveTo(30);
  expect([agenda.now, agenda.ready]).toEqual([10, true]);
  expect(run(agenda)).toEqual(['10 alarm']);
  agenda.moveTo(30);
  agenda.moveTo(20);
  expect(agenda.now).toBe(30);
});
