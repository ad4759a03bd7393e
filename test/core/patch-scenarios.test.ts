/** Patches, search attributes, memo and continue-as-new. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/protocol/command.ts';
import type { WorkflowCommand } from '../../src/protocol/activation.ts';
import {
  complete,
  continueAsNew,
  payload,
  setPatchMarker,
  startTimer,
  upsertMemo,
  upsertSearchAttributes,
} from './commands.ts';
import { ScriptedRun } from './scripted-run.ts';

const json = (data: Uint8Array | null | undefined): unknown =>
  JSON.parse(new TextDecoder().decode(data ?? new Uint8Array()));

const patchesOf = (command: Command | undefined): unknown =>
  command?.type === 'UpsertWorkflowSearchAttributes'
    ? json(command.attributes.searchAttributes.indexedFields['TemporalChangeVersion']?.data)
    : undefined;

/** Replays a history with workflow code that gives other commands; what the first activation is, and what came of it. */
function replayWith(history: ScriptedRun, ...commands: WorkflowCommand[]): ScriptedRun {
  const run = new ScriptedRun();
  run.history.events.push(...history.history.events.slice(1));
  run.history.previousStartedEventId = history.history.previousStartedEventId;
  run.legacyQuery({ history: history.history.events });
  run.activation(run.openActivation ?? '', ...commands);
  return run;
}

function patched(deprecated: boolean): ScriptedRun {
  const run = new ScriptedRun();
  run.task();
  run.activation('init', setPatchMarker('p', deprecated), startTimer(1));
  run.sent('PATCH UPSERT ST1');
  return run;
}

describe('a patch', () => {
  test('is recorded once, and listed with those before it', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation(
      'init',
      setPatchMarker('p2'),
      setPatchMarker('p2'),
      setPatchMarker('p1'),
      complete(),
    );
    const { commands } = run.sent('PATCH UPSERT PATCH UPSERT CMP');
    expect(patchesOf(commands[1])).toEqual(['p2']);
    expect(patchesOf(commands[3])).toEqual(['p1', 'p2']);
    const marker = commands[0]?.type === 'RecordMarker' ? commands[0].attributes : undefined;
    expect(marker?.markerName).toBe('core_patch');
    expect(json(marker?.details?.['patch-data']?.payloads[0]?.data)).toEqual({
      id: 'p2',
      deprecated: false,
    });
  });

  test('is known before anything else on replay', () => {
    const run = replayWith(patched(false), setPatchMarker('p'), startTimer(1));
    expect(run.openActivation).toBe('query legacy_query');
  });

  test('is told in the activation in which it was asked for', () => {
    const run = new ScriptedRun();
    const history = patched(false).history.events;
    run.history.events.push(...history.slice(1));
    run.history.previousStartedEventId = 3;
    run.legacyQuery({ history });
    expect(run.openActivation).toBe('init, patch p');
  });

  test('must not be missing from workflow code', () => {
    const run = replayWith(patched(false), startTimer(1));
    expect(run.open('RespondQueryTaskCompleted')).toMatchObject({
      result: {
        errorMessage:
          '[TMPRL1100] Nondeterminism error: Non-deprecated patch marker encountered for change p, but there is no corresponding change command!',
      },
    });
  });

  test('that is deprecated may be missing from workflow code, with its upsert', () => {
    const run = replayWith(patched(true), startTimer(1));
    expect(run.openActivation).toBe('query legacy_query');
  });

  test('that is deprecated may stand before another one', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', setPatchMarker('old', true), setPatchMarker('p'), startTimer(1));
    run.sent('PATCH UPSERT PATCH UPSERT ST1');
    expect(replayWith(run, setPatchMarker('p'), startTimer(1)).openActivation).toBe(
      'query legacy_query',
    );
  });

  test('may be missing from the history', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', startTimer(1));
    run.sent('ST1');
    expect(replayWith(run, setPatchMarker('p', true), startTimer(1)).openActivation).toBe(
      'query legacy_query',
    );
  });

  test('must be the one that the history has', () => {
    const run = replayWith(patched(false), setPatchMarker('q'), startTimer(1));
    expect(run.open('RespondQueryTaskCompleted')).toMatchObject({
      result: {
        errorMessage: '[TMPRL1100] Nondeterminism error: Change id p does not match expected id q',
      },
    });
  });
});

describe('search attributes', () => {
  test('are changed by a command', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', upsertSearchAttributes('Colour'), complete());
    expect(run.sent('UPSERT CMP').commands[0]).toMatchObject({
      attributes: { searchAttributes: { indexedFields: { Colour: payload('1') } } },
    });
    run.replays();
  });

  test('keep the list of patches from workflow code', () => {
    const run = new ScriptedRun();
    run.task();
    run.activation('init', upsertSearchAttributes('TemporalChangeVersion'), complete());
    expect(run.sent('UPSERT CMP').commands[0]).toMatchObject({
      attributes: { searchAttributes: { indexedFields: {} } },
    });
    run.replays();
  });
});

test('the memo is changed by a command', () => {
  const run = new ScriptedRun();
  run.task();
  run.activation('init', upsertMemo('note'), complete());
  expect(run.sent('MEMO CMP').commands[0]).toMatchObject({
    attributes: { upsertedMemo: { fields: { note: payload('1') } } },
  });
  run.replays();
});

describe('continue-as-new', () => {
  const started = {
    memo: { fields: { note: payload('1') } },
    retryPolicy: { maximumAttempts: 3 },
    searchAttributes: { indexedFields: { Colour: payload('red'), Size: payload('2') } },
  };

  test('keeps memo, retry policy and search attributes', () => {
    const run = new ScriptedRun({}, started);
    run.task();
    run.activation('init', upsertSearchAttributes('Colour'), continueAsNew());
    expect(run.sent('UPSERT CAN').commands[1]?.attributes).toEqual({
      workflowType: { name: 'workflowType' },
      taskQueue: { name: 'queue' },
      memo: started.memo,
      retryPolicy: started.retryPolicy,
      searchAttributes: { indexedFields: { Colour: payload('1'), Size: payload('2') } },
      inheritBuildId: true,
    });
    run.replays();
  });

  test('leaves them to workflow code that says otherwise', () => {
    const run = new ScriptedRun({}, started);
    run.task();
    const own = {
      memo: { fields: { other: payload('2') } },
      retryPolicy: { maximumAttempts: 1 },
      searchAttributes: { indexedFields: {} },
    };
    run.activation('init', continueAsNew(own));
    expect(run.sent('CAN').commands[0]?.attributes).toMatchObject(own);
  });
});
