/** The real Core as judge: it replays the histories of random programs, refuses wrong ones, and cannot hang its judge. */
import { afterAll, describe, expect, test } from 'vitest';
import { CoreJudge } from '../judge/core-judge.ts';
import { type Case, modelledRefusal, playCase } from '../judge/programs.ts';
import { judgeRandomHistories, PROGRAMMED, reasonOf } from '../judge/random-histories.ts';
import { RECORDED_CODE, recordedHistories, wrongHistories } from '../judge/wrong-histories.ts';
import type { Operation } from '../src/fast-check/workflow-program.ts';
import { historyToJson } from '../src/protocol/history-json.ts';

/** Long enough to bundle workflow code on a busy machine. */
const TIMEOUT_MS = 120_000;

const local = (takes: number): Operation => ({
  do: 'local activity',
  script: [{ takes, beatsEvery: 0, ends: 'returns', whenTold: 'heeds' }],
  maximumAttempts: 1,
});

/**
 * Of two local activities under way, the one that ends first is followed by a timer, the other by a memo. The scopes around
 * the first make its result some microtasks longer to arrive: that matters only if both results are told at once.
 */
const localActivitiesSideBySide: Case = {
  program: {
    do: 'parallel',
    of: [
      {
        do: 'sequence',
        of: [
          { do: 'cancellable', of: { do: 'cancellable', of: local(10) } },
          { do: 'sleep', ms: 1000 },
        ],
      },
      { do: 'sequence', of: [local(300), { do: 'upsert', what: 'memo' }] },
    ],
  },
  mishaps: [],
  options: {},
  start: {},
  taken: false,
  disorder: 0,
};

describe('the real Core', () => {
  const judge = new CoreJudge({ workflows: PROGRAMMED });
  afterAll(() => judge.close());

  test(
    'replays the histories of random programs',
    async () => {
      const lines: string[] = [];
      const tell = (line: string): number => lines.push(line);
      const tally = await judgeRandomHistories(judge, { seed: 20_260_101, count: 40, tell });
      expect(lines.filter((line) => line.startsWith('refused'))).toEqual([]);
      expect(tally.passed).toBeGreaterThanOrEqual(40);
      expect(tally.events.size).toBeGreaterThan(25);
    },
    TIMEOUT_MS,
  );

  test(
    'tells at once, on replay, what local activities gave one by one, and refuses its own history: so does the modelled Core',
    async () => {
      const [execution] = await playCase(localActivitiesSideBySide);
      expect(execution?.status).toBe('COMPLETED');
      const refusal = await judge.judge(historyToJson(execution?.events ?? []));
      const foretold = await modelledRefusal(localActivitiesSideBySide, execution?.runId ?? '');
      const timer = execution?.events.find(({ type }) => type === 'TimerStarted')?.eventId;
      expect(reasonOf(refusal ?? '')).toBe(`Nondeterminism error at event ${timer}`);
      expect(reasonOf(foretold ?? '')).toBe(reasonOf(refusal ?? ''));
    },
    TIMEOUT_MS,
  );
});

describe('a judge', () => {
  const judge = new CoreJudge({ workflows: RECORDED_CODE, patience: 3000 });
  afterAll(() => judge.close());

  test(
    'accepts what a real service has written, and refuses what workflow code cannot have led to',
    async () => {
      const [recorded] = recordedHistories().filter(({ name }) => name === 'cancel-cleanup');
      const events = recorded?.events ?? [];
      const { events: json } = historyToJson(events);
      expect(await judge.judge({ events: json })).toBeUndefined();
      const withoutTimer = wrongHistories(1).find(({ name }) => name.includes(': misended '));
      const wrong = historyToJson(withoutTimer?.events ?? []);
      expect(await judge.judge(wrong)).toMatch(/^(DeterminismViolationError|ReplayError): /);
      expect(judge.restarts).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'outlives a history on which Core hangs or dies, and goes on with the next',
    async () => {
      const [recorded] = recordedHistories();
      const { events } = historyToJson(recorded?.events ?? []);
      const [started, ...others] = events;
      const attributes = { workflowType: { name: 'sleeps' } };
      const broken = { ...started, workflowExecutionStartedEventAttributes: attributes };
      const refusal = await judge.judge({ events: [broken as (typeof events)[number], ...others] });
      expect(refusal).toMatch(/stuck|panicked/);
      expect(judge.restarts).toBe(1);
      expect(await judge.judge({ events })).toBeUndefined();
    },
    TIMEOUT_MS,
  );
});
