/** The order of the jobs of one activation. */
import { expect, test } from 'vitest';
import { inJobOrder } from '../../src/core/job-order.ts';
import type { ActivationJob } from '../../src/protocol/activation.ts';
import { jobShorthand } from './shorthand.ts';

const signal = (signalName: string): ActivationJob => ({
  type: 'signalWorkflow',
  signalName,
  input: [],
  identity: '',
  headers: {},
});
const activity = (seq: number, isLocal: boolean): ActivationJob => ({
  type: 'resolveActivity',
  seq,
  isLocal,
  result: { status: 'completed' },
});
const update: ActivationJob = {
  type: 'doUpdate',
  id: 'u',
  protocolInstanceId: 'u',
  name: 'change',
  input: [],
  headers: {},
  identity: '',
  runValidator: true,
};

test('jobs are sorted by kind, and within a kind stay in the order of the history', () => {
  const jobs: ActivationJob[] = [
    activity(1, true),
    { type: 'fireTimer', seq: 2 },
    signal('one'),
    { type: 'cancelWorkflow', reason: '' },
    update,
    activity(3, false),
    signal('two'),
    { type: 'fireTimer', seq: 1 },
    { type: 'updateRandomSeed', randomnessSeedRunId: 'other' },
    { type: 'notifyHasPatch', patchId: 'p' },
  ];
  expect(inJobOrder(jobs).map(jobShorthand)).toEqual([
    'patch p',
    'seed other',
    'signal one',
    'update u',
    'signal two',
    'timer 2',
    'cancel',
    'activity 3 completed',
    'timer 1',
    'local 1 completed',
  ]);
});
