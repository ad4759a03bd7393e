/** How runs end, whatever their program does and whenever they are interrupted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interrupts } from '../src/fast-check/interrupts.ts';
import { workflowProgram } from '../src/fast-check/workflow-program.ts';
import { closingStatus } from '../src/protocol/event.ts';
import { ending, play } from './played-program.ts';
import { runs, Sometimes } from './runs.ts';

const everything = { localActivities: true, children: true, rarities: true };

test('a terminated workflow never schedules another task, and none of its code runs again', async () => {
  const terminated = new Sometimes();
  const inVain = new Sometimes();
  await fc.assert(
    fc.asyncProperty(
      workflowProgram(everything),
      interrupts(['terminate', 'cancel', 'terminate'], 3),
      async (program, placed) => {
        const { history, premises } = await play(program, placed);
        const at = history.findIndex(({ type }) => type === 'WorkflowExecutionTerminated');
        if (at < 0) return;
        expect(history.slice(at + 1)).toEqual([]);
        terminated.note(true);
        inVain.note((premises.get('only-current-attempt-is-heard') ?? 0) > 0);
      },
    ),
    runs(150),
  );
  expect(terminated.count).toBeGreaterThan(0);
  expect(inVain.count, 'an activity of a terminated run was refused').toBeGreaterThan(0);
});

test('a run that was neither interrupted nor made to fail completes, or waits for a signal', async () => {
  const completed = new Sometimes();
  await fc.assert(
    fc.asyncProperty(workflowProgram(everything), async (program) => {
      const { history } = await play(program, []);
      const end = ending(history);
      expect(['WorkflowExecutionCanceled', 'WorkflowExecutionTerminated']).not.toContain(end);
      completed.note(end === 'WorkflowExecutionCompleted');
    }),
    runs(100),
  );
  expect(completed.count).toBeGreaterThan(0);
});

test('every run closes once, in one of the ways that its interrupts allow', async () => {
  const ways = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(workflowProgram(everything), interrupts(), async (program, placed) => {
      const { run } = await play(program, placed);
      for (const { events, status } of run.executions) {
        const closes = events.filter(({ type }) => closingStatus(type) !== undefined);
        expect(closes.length).toBe(status === 'RUNNING' ? 0 : 1);
        for (const { type } of closes) {
          expect(closingStatus(type)).toBe(status);
          ways.set(type, (ways.get(type) ?? 0) + 1);
        }
      }
    }),
    runs(150),
  );
  expect([...ways.keys()].toSorted()).toEqual([
    'WorkflowExecutionCanceled',
    'WorkflowExecutionCompleted',
    'WorkflowExecutionContinuedAsNew',
    'WorkflowExecutionFailed',
    'WorkflowExecutionTerminated',
    'WorkflowExecutionTimedOut',
  ]);
});
