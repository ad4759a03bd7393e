/** Who owns the realm, and how worlds take turns in it. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  acquireRealm,
  enterWorkflow,
  leaveWorkflow,
  runningWorkflow,
} from '../../src/host/realm.ts';
import type { Release, WorkflowGlobals } from '../../src/host/realm.ts';

const globals: WorkflowGlobals = {
  runId: 'run-34',
  now: () => 0,
  random: () => 0.5,
  setTimeout: () => 1,
  clearTimeout: () => undefined,
};

describe('the realm', () => {
  afterEach(() => leaveWorkflow());

  test('has an owner between enterWorkflow and leaveWorkflow', () => {
    expect(runningWorkflow()).toBeUndefined();
    enterWorkflow(globals);
    expect(runningWorkflow()).toBe(globals);
    leaveWorkflow();
    leaveWorkflow();
    expect(runningWorkflow()).toBeUndefined();
  });

  test('has one owner at a time', () => {
    enterWorkflow(globals);
    expect(() => enterWorkflow(globals)).toThrow('one activation at a time owns the realm');
  });
});

describe('the lock of the realm', () => {
  /** The release of a lock that is free. */
  function free(): Release {
    const release = acquireRealm();
    if (typeof release !== 'function') throw new Error('the lock is taken');
    return release;
  }

  test('is free at once where nobody holds it, again and again', () => {
    free()();
    free()();
  });

  test('goes to those who wait in the order in which they came', async () => {
    const order: string[] = [];
    const release = free();
    const worlds = ['a', 'b', 'c'].map(async (name) => {
      const given = await acquireRealm();
      order.push(`${name} in`);
      await Promise.resolve();
      order.push(`${name} out`);
      given();
    });
    await Promise.resolve();
    expect(order).toEqual([]);
    release();
    await Promise.all(worlds);
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
    free()();
  });
});
