/** Which run timeouts of zero are written. */
import { expect, test } from 'vitest';
import { writtenRunTimeout } from '../../src/protocol/run-timeout.ts';

const parentWorkflowExecution = { workflowId: 'p', runId: 'r' };

test.each([
  ['of a client’s run', {}, undefined],
  ['of its retries', { initiator: 'CONTINUE_AS_NEW_INITIATOR_RETRY' }, undefined],
  ['of its cron runs', { initiator: 'CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE' }, undefined],
  ['of runs that continue as new', { initiator: 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW' }, 0],
  ['of children', { parentWorkflowExecution }, 0],
  [
    'of the retries of children',
    { parentWorkflowExecution, initiator: 'CONTINUE_AS_NEW_INITIATOR_RETRY' },
    0,
  ],
] as const)('a run timeout of zero %s', (_whose, attributes, written) => {
  expect(writtenRunTimeout({ workflowRunTimeout: 0, ...attributes })).toBe(written);
  expect(writtenRunTimeout({ workflowRunTimeout: 7, ...attributes })).toBe(7);
});
