/** The demo: what a newcomer sees first. */
import { describe, expect, test } from 'vitest';
import { demo } from '../../src/cli/demo/demo.ts';

const plain = (_kind: string, text: string): string => text;

/** The text of the demo, without what differs from run to run. */
async function shown(width: number, ...only: string[]): Promise<string> {
  const played = await demo(only);
  return played.text(width, plain).replace(/\d+ ms of real time/, 'no time');
}

describe('the demo', () => {
  test('fits into 100 columns', async () => {
    const lines = (await shown(100)).split('\n');
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  test('shows the same thing each time', async () => {
    expect(await shown(100)).toBe(await shown(100));
  });

  test('shows what each interrupt comes to', async () => {
    const text = await shown(100);
    for (const outcome of [
      'The client gets "no greeting, but the workflow went on".',
      'The client gets WorkflowFailedError, by CancelledFailure: Workflow canceled.',
      'The client gets WorkflowFailedError, by TerminatedFailure: enough.',
      'The client gets "Hello, Ada!".',
      'The client gets "Hel... Ada".',
    ]) {
      expect(text).toContain(outcome);
    }
  });

  test('shows one scene where one is asked for', async () => {
    const text = await shown(100, 'terminated');
    expect(text).toContain('2 terminated');
    expect(text).toContain('◀ greet is told to stop: NOT_FOUND');
    expect(text).not.toContain('3 cancelled');
  });

  test('has four stories beside each other where there is room', async () => {
    expect(await shown(180)).toMatch(/1 cancelled .* 2 terminated .* 3 cancelled.* 4 cancelled/);
  });
});
