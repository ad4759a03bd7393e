/** The form of histories, whatever happened: they are well formed, and survive being written down and read back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkHistory } from '../src/laws/check-history.ts';
import { historyFromJson, historyToJson } from '../src/protocol/history-json.ts';
import { interrupts } from '../src/fast-check/interrupts.ts';
import { workflowProgram } from '../src/fast-check/workflow-program.ts';
import { play } from './played-program.ts';
import { runs, Sometimes } from './runs.ts';

const everything = { localActivities: true, children: true, rarities: true };

test('a history that stands for itself breaks no law, also once it is written down and read back', async () => {
  const long = new Sometimes();
  await fc.assert(
    fc.asyncProperty(workflowProgram(everything), interrupts(), async (program, placed) => {
      const { run } = await play(program, placed);
      for (const { events } of run.executions) {
        const read = historyFromJson(JSON.parse(JSON.stringify(historyToJson(events))));
        expect(checkHistory(read, { exact: true }).broken).toEqual([]);
        long.note(events.length > 20);
      }
    }),
    runs(100),
  );
  expect(long.count).toBeGreaterThan(0);
});

test('whatever event is left out of the middle of a history, a law says so', async () => {
  await fc.assert(
    fc.asyncProperty(
      workflowProgram(everything),
      interrupts(),
      fc.nat(),
      async (program, placed, index) => {
        const { history } = await play(program, placed);
        const missing = index % (history.length - 1);
        const rest = history.filter((_event, at) => at !== missing);
        expect(checkHistory(rest).broken.length).toBeGreaterThan(0);
      },
    ),
    runs(50),
  );
});

test('no law of the service stays unexercised', async () => {
  const sum = new Map<string, number>();
  // Of the interrupts many end a run before much has happened; one cancel alone leaves time to react.
  const some = fc.oneof(
    interrupts(),
    interrupts(['cancel'], 1),
    interrupts(['cancel', 'update'], 2),
  );
  const programs = fc.oneof(workflowProgram(everything), workflowProgram());
  await fc.assert(
    fc.asyncProperty(programs, some, async (program, placed) => {
      const { premises } = await play(program, placed);
      for (const [law, count] of premises) sum.set(law, (sum.get(law) ?? 0) + count);
    }),
    runs(400),
  );
  // A worker tells an attempt by itself when it shuts down: see the laws about faults.
  const elsewhere = 'worker-tells-attempt-for-cause';
  expect([...sum].filter(([law, count]) => count === 0 && law !== elsewhere)).toEqual([]);
});
