/** Every scenario recorded on a real Temporal Service leaves the same behind on lastcall. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { difference, type Outcome, readRecordings } from '../conformance/outcome.ts';
import { play } from '../conformance/stage.ts';
import scenarios from '../conformance/scenarios.ts';
import * as workflows from '../conformance/workflows.ts';
import * as activities from '../conformance/activities.ts';

const recordings = readRecordings(
  fileURLToPath(new URL('../conformance/recorded', import.meta.url)),
);

describe('as on a real Temporal Service', () => {
  for (const recording of recordings) {
    test(`${recording.name}: ${recording.about}`, async () => {
      const scenario = scenarios.find(({ name }) => name === recording.name);
      expect(scenario, 'every recording has its scenario').toBeDefined();
      if (!scenario) return;
      const outcome = await play(scenario, { workflows, activities });
      expect(difference(recording, outcome)).toBeUndefined();
    });
  }
});

describe('comparing an outcome with a recording', () => {
  const outcome = (type: string, at = 0, labels = ['a', 'b']): Outcome => ({
    calls: labels.map((label) => ({ label })),
    results: [],
    executions: [{ workflowId: 'w', events: [{ id: 1, type, at, attributes: {} }] }],
  });
  const recording = {
    name: 'w',
    about: '',
    outcomes: [outcome('TimerFired'), outcome('TimerCanceled')],
  };

  test('any one of the recorded outcomes will do', () => {
    expect(difference(recording, outcome('TimerFired'))).toBeUndefined();
    expect(difference(recording, outcome('TimerCanceled'))).toBeUndefined();
  });

  test('times and the order of calls do not count', () => {
    expect(difference(recording, outcome('TimerFired', 7, ['b', 'a']))).toBeUndefined();
  });

  test('the first difference is named', () => {
    expect(difference(recording, outcome('TimerStarted'))).toBe(
      'executions[0].events[0].type: "TimerFired" was recorded, not "TimerStarted" (2 outcomes)',
    );
  });

  test('an event too many is a difference', () => {
    const [execution] = outcome('TimerFired').executions as [{ events: unknown[] }];
    execution.events.push({ id: 2, type: 'WorkflowTaskScheduled', at: 0, attributes: {} });
    expect(difference(recording, { ...outcome('TimerFired'), executions: [execution] })).toContain(
      'executions[0].events[1]: nothing was recorded',
    );
  });
});
