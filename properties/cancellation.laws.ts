/** What a cancel request does and does not do, whatever the program and whenever it comes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryEvent } from '../src/protocol/event.ts';
import { interrupts, type Interrupt } from '../src/fast-check/interrupts.ts';
import { contains, workflowProgram, type Operation } from '../src/fast-check/workflow-program.ts';
import { ending, play } from './played-program.ts';
import { runs, Sometimes } from './runs.ts';

const moment = fc.oneof(fc.constantFrom(0, 1, 10, 500, 1000), fc.nat({ max: 4000 }));
const story = (history: readonly HistoryEvent[]): readonly string[] =>
  history.map(({ type, eventTime, attributes }) =>
    JSON.stringify([type, eventTime, attributes]).replace(/[0-9a-f]{8}(-[0-9a-f]{4,12}){4}/g, 'id'),
  );

test('cancelling twice equals cancelling once', async () => {
  const requested = new Sometimes();
  const later = fc.nat({ max: 3000 });
  await fc.assert(
    fc.asyncProperty(
      workflowProgram({ localActivities: true, children: true }),
      moment,
      later,
      async (program, at, again) => {
        const cancel: Interrupt = { kind: 'cancel', at };
        const once = await play(program, [cancel]);
        const twice = await play(program, [cancel, { kind: 'cancel', at: at + again }]);
        expect(story(twice.history)).toEqual(story(once.history));
        requested.note(
          once.history.some(({ type }) => type === 'WorkflowExecutionCancelRequested'),
        );
      },
    ),
    runs(100),
  );
  expect(requested.count).toBeGreaterThan(0);
});

test('a cancel request is never lost: it is in the history before the run closes', async () => {
  const buffered = new Sometimes();
  await fc.assert(
    fc.asyncProperty(
      workflowProgram({ localActivities: true }),
      interrupts(['cancel', 'signal'], 3),
      async (program, placed) => {
        const { history, premises } = await play(program, placed);
        const request = history.findIndex(
          ({ type }) => type === 'WorkflowExecutionCancelRequested',
        );
        if (request < 0) return;
        expect(premises.get('accepted-cancel-is-recorded')).toBeGreaterThan(0);
        buffered.note(history[request - 1]?.type === 'WorkflowTaskCompleted');
      },
    ),
    runs(150),
  );
  expect(buffered.count, 'a request arrived while a workflow task was started').toBeGreaterThan(0);
});

test('a program that is shielded as a whole does not hear of a cancel request', async () => {
  const cancelled = new Sometimes();
  await fc.assert(
    fc.asyncProperty(workflowProgram(), moment, async (inner, at) => {
      const program: Operation = { do: 'nonCancellable', of: inner };
      const alone = await play(program, []);
      const { history } = await play(program, [{ kind: 'cancel', at }]);
      const mine = (events: readonly HistoryEvent[]): readonly string[] =>
        events
          .map(({ type }) => type as string)
          .filter((type) =>
            /^(ActivityTask|Timer)(Scheduled|Started|Fired|CancelRequested|Canceled)$/.test(type),
          );
      expect(mine(history)).toEqual(mine(alone.history));
      cancelled.note(
        history.some(({ type }) => type === 'WorkflowExecutionCancelRequested') &&
          mine(history).length > 0,
      );
    }),
    runs(100),
  );
  expect(cancelled.count).toBeGreaterThan(0);
});

test('a plain wait that is cancelled closes its run as Canceled at once', async () => {
  const waits = fc.oneof(
    fc.record({ do: fc.constant('sleep' as const), ms: fc.constant(10_000) }),
    fc.record({
      do: fc.constant('condition' as const),
      signals: fc.constant(1),
      timeout: fc.constantFrom(undefined, 10_000),
    }),
  );
  await fc.assert(
    fc.asyncProperty(waits, moment, async (program, at) => {
      const { history } = await play(program, [{ kind: 'cancel', at }]);
      const request = history.find(({ type }) => type === 'WorkflowExecutionCancelRequested');
      expect(ending(history)).toBe('WorkflowExecutionCanceled');
      expect(history.at(-1)?.eventTime).toBe(request?.eventTime);
    }),
    runs(50),
  );
});

test('a run that nobody has cancelled does not end as Canceled, whatever scopes it cancels itself', async () => {
  const own = new Sometimes();
  await fc.assert(
    fc.asyncProperty(workflowProgram(), async (program) => {
      const { history } = await play(program, [{ kind: 'signal', at: 500 }]);
      expect(ending(history)).not.toBe('WorkflowExecutionCanceled');
      own.note(contains(program, 'cancel after') && ending(history) === 'WorkflowExecutionFailed');
    }),
    runs(100),
  );
  expect(own.count).toBeGreaterThan(0);
});
