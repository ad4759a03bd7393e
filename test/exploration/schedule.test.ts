/** Schedules are text and data, and go from one to the other and back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  deviationText,
  parseDeviation,
  parseSchedule,
  scheduleText,
  type Deviation,
} from '../../src/exploration/schedule.ts';

const stepName = fc.constantFrom(
  'activity:charge#1 completed',
  'workflow:order-42 task completed (3)',
  'client:cancel order-42',
);
const deviation: fc.Arbitrary<Deviation> = fc.oneof(
  fc.record({
    type: fc.constantFrom('before' as const, 'after' as const),
    step: stepName,
    place: fc.constantFrom('cancel order-42', 'crash worker orders-1', 'signal go to order-42'),
  }),
  fc.record({ type: fc.constant('first' as const), step: stepName, take: stepName }),
  fc.record({ type: fc.constant('hold' as const), step: stepName, until: stepName }),
  fc.record({ type: fc.constant('draw' as const), name: stepName, value: fc.nat() }),
);

test('a schedule read from its own text is the same schedule', () => {
  fc.assert(
    fc.property(fc.array(deviation), (schedule) => {
      expect(parseSchedule(scheduleText(schedule))).toEqual(schedule);
    }),
  );
});

test('a deviation reads as what it does', () => {
  expect(
    deviationText({
      type: 'before',
      step: 'activity:charge#1 completed',
      place: 'cancel order-42',
    }),
  ).toBe('before activity:charge#1 completed -> cancel order-42');
});

test('a step that is late reads so', () => {
  expect(
    deviationText({
      type: 'hold',
      step: 'client:cancel order-42',
      until: 'activity:charge#1 completed',
    }),
  ).toBe('hold client:cancel order-42 until activity:charge#1 completed');
});

test.each(['', 'cancel order-42', 'hold x', 'before x', 'draw delay -> soon', 'during x -> y'])(
  'what is no deviation is refused with an example: %j',
  (line) => {
    expect(() => parseDeviation(line)).toThrow(/must read 'before STEP -> PLACEMENT'/);
  },
);
