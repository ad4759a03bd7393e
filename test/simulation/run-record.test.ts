/** The record of a run says where two runs part. */
import { expect, test } from 'vitest';
import { firstDifference, RunRecord, type RecordedStep } from '../../src/simulation/run-record.ts';
import type { Occurrence } from '../../src/simulation/occurrence.ts';
import type { HistoryEvent } from '../../src/protocol/event.ts';

const signaled = (eventId: number, data: string): HistoryEvent => ({
  type: 'WorkflowExecutionSignaled',
  eventId,
  eventTime: 0,
  attributes: { signalName: 's', input: { payloads: [{ data: Buffer.from(data) }] } },
});

const written = (...events: readonly HistoryEvent[]): Occurrence => ({
  type: 'EventsWritten',
  execution: { workflowId: 'w', runId: 'r', events },
});

function record(...steps: readonly (readonly Occurrence[])[]): readonly RecordedStep[] {
  const observer = new RunRecord();
  for (const [index, occurrences] of steps.entries()) {
    for (const occurrence of occurrences) observer.occurred(occurrence);
    const name = `step ${index}`;
    observer.afterStep({ index, at: 0, name, type: 'Transfer', actor: 'service' });
  }
  return observer.steps;
}

test('equal runs do not differ', () => {
  const steps = [[written(signaled(1, 'a'))], []];
  expect(firstDifference(record(...steps), record(...steps))).toBeUndefined();
});

test('runs differ in the step in which an event has other bytes', () => {
  const first = record([written(signaled(1, 'a'))], [written(signaled(1, 'a'), signaled(2, 'b'))]);
  const second = record([written(signaled(1, 'a'))], [written(signaled(1, 'a'), signaled(2, 'c'))]);
  expect(firstDifference(first, second)).toMatchObject({
    step: 1,
    first: expect.stringContaining('"data":"b"'),
    second: expect.stringContaining(
      'step 1 at 1970-01-01T00:00:00.000Z: r WorkflowExecutionSignaled',
    ),
  });
});

test('runs differ where one has ended', () => {
  expect(firstDifference(record([]), record([], []))).toEqual({
    step: 1,
    first: undefined,
    second: 'step 1 at 1970-01-01T00:00:00.000Z',
  });
});
