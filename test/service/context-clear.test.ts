/** What a refused request costs a run: what the service keeps of it only in memory. */
import { describe, expect, test } from 'vitest';
import {
  acceptUpdate,
  answerUpdate,
  awaitAnswer,
  begin,
  complete,
  completeWorkflow,
  describe as describeWorkflow,
  poll,
  reset,
  signal,
  sleep,
  start,
  terminate,
  timer,
  turn,
  update,
} from '../../conformance/service/steps.ts';
import type { Step } from '../../conformance/service/script.ts';
import { PlayedService, startTimer } from './played-service.ts';
import { trace } from './trace.ts';

const ELSEWHERE = '11111111-2222-4333-8444-555555555555';
/** Refused while the service holds the run. */
const refused: Step = terminate({ firstExecutionRunId: ELSEWHERE });
const reject = (updateId: string): Step[] => [
  complete(updateId, [], {
    messages: [{ id: 'reject', updateId, body: 'Rejection', failure: { message: 'no' } }],
    capabilities: { discardSpeculativeWorkflowTaskWithEvents: true },
  }),
];
const accept = (task: string, updateId: string): Step => {
  const { commands, messages } = acceptUpdate(updateId);
  return complete(task, commands, { messages });
};
const message = (answer: unknown): unknown =>
  (answer as { error?: { message: string } }).error?.message ?? answer;

describe('a refused request', () => {
  test('takes a speculative task away, and the update gets another', () => {
    const { answers, runs } = trace([
      begin([timer()]),
      update('u'),
      poll('lost'),
      refused,
      accept('lost', 'u'),
      describeWorkflow(),
      poll('found'),
      accept('lost', 'u'),
      accept('found', 'u'),
    ]);
    const lost = 'Workflow task not found.';
    expect(message(answers.at(-5))).toBe(lost);
    expect(answers.at(-4)).toMatchObject({
      ok: { pendingWorkflowTask: { state: 'SCHEDULED', attempt: 1 } },
    });
    expect(answers.at(-3)).toMatchObject({ ok: { startedEventId: 7, messages: ['u'] } });
    expect(message(answers.at(-2))).toBe(lost);
    expect(runs).toEqual({ w: ['P tS wS wB wC uA'] });
  });

  test('lets an update go that nobody waits for any more', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()]);
    const workflowExecution = { workflowId: 'w' };
    const lifecycleStage = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED';
    const call = service.pend('UpdateWorkflowExecution', {
      namespace: 'default',
      workflowExecution,
      waitPolicy: { lifecycleStage },
      request: { meta: { updateId: 'u' }, input: { name: 'change' } },
    });
    const refuse = (): void => {
      const elsewhere = { workflowExecution, firstExecutionRunId: ELSEWHERE };
      service.reply('TerminateWorkflowExecution', { namespace: 'default', ...elsewhere });
    };
    refuse();
    expect(service.view('w').workflowTask).toMatchObject({ speculative: true });
    service.withdraw(call);
    refuse();
    expect(service.view('w').workflowTask).toBeUndefined();
    expect(service.poll('w')).toBeUndefined();
  });

  test('tells who waits for the end of an accepted update how far it is', () => {
    const { answers } = trace([
      begin([timer()]),
      update('u'),
      poll('t'),
      accept('t', 'u'),
      refused,
      awaitAnswer('u', 100),
    ]);
    const stage = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED';
    expect(answers.at(-1)).toMatchObject({ ok: { stage } });
  });

  test('makes the service forget that the run has tried to close', () => {
    const closing = [
      start(),
      poll('t'),
      signal('s'),
      complete('t', [completeWorkflow()]),
      poll('u'),
    ];
    expect(trace([...closing, signal('late')]).refusal?.code).toBe('RESOURCE_EXHAUSTED');
    expect(trace([...closing, refused, signal('late')]).answers.at(-1)).toMatchObject({ ok: {} });
  });

  test('of a point to reset to takes a speculative task away', () => {
    const { answers } = trace([
      begin([timer()]),
      update('u'),
      poll('t'),
      reset(2),
      accept('t', 'u'),
    ]);
    expect(message(answers.at(-1))).toBe('Workflow task not found.');
  });

  test('leaves a normal task alone', () => {
    const { runs } = trace([start(), poll('t'), refused, complete('t', [completeWorkflow()])]);
    expect(runs).toEqual({ w: ['P DONE'] });
  });
});

describe('a completion that cannot be', () => {
  test('tells who waits for the end of an accepted update how far it is', () => {
    const { answers } = trace([
      begin([timer()]),
      update('u'),
      poll('t'),
      accept('t', 'u'),
      signal('s'),
      turn('v', [timer()]),
      awaitAnswer('u', 100),
    ]);
    const stage = 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED';
    expect(answers.at(-1)).toMatchObject({ ok: { stage } });
  });
});

describe('an update that a reset has admitted anew', () => {
  test('is still there after its task failed, though its caller is refused', () => {
    const { answers, runs } = trace([
      begin([timer()]),
      update('u', { waitStage: 'ACCEPTED' }),
      poll('t'),
      accept('t', 'u'),
      reset({ of: 'WorkflowTaskCompleted', nth: 1 }),
      poll('v'),
      update('u', { as: 'again' }),
      // No message came with the task that could be answered.
      accept('v', 'u'),
      awaitAnswer('again', 100),
      update('u', { as: 'once more' }),
      awaitAnswer('once more', 100),
    ]);
    expect(message(answers.at(-3))).toBe(
      'Unable to perform workflow execution update due to unexpected workflow task failure.',
    );
    expect(answers.at(-1)).toMatchObject({ ok: { pending: true } });
    expect(runs['w']?.[1]).toBe(
      'S wS wB wF{RESET_WORKFLOW} uM wS wB wF{BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE}',
    );
  });
});

describe('an update that was given up with its workflow', () => {
  const given = [begin([timer()]), update('u'), terminate(), awaitAnswer('u', 100)];
  const ABORTED = 'workflow update was aborted by closing workflow';

  test('is answered so to whoever asks again', () => {
    const { answers } = trace([...given, update('u', { as: 'v' }), awaitAnswer('v', 100)]);
    expect(answers.map(message).filter((said) => said === ABORTED)).toHaveLength(2);
  });

  test('is forgotten with the next refusal', () => {
    const { refusal } = trace([
      ...given,
      terminate(),
      update('u', { as: 'v' }),
      awaitAnswer('v', 100),
    ]);
    expect(refusal?.message).toBe('workflow execution already completed');
  });
});

describe('an update during a start delay', () => {
  test('that is rejected leaves the first task to the end of the delay', () => {
    const { runs } = trace([
      start({ workflowStartDelay: '20s' }),
      update('u'),
      poll('u'),
      reject('u'),
      sleep(20_000),
      turn('t', [completeWorkflow()]),
    ]);
    expect(runs).toEqual({ w: ['P DONE'] });
  });

  test('that is answered begins the workflow', () => {
    const { commands, messages } = acceptUpdate('u');
    const answer = answerUpdate('u');
    const { runs } = trace([
      start({ workflowStartDelay: '20s' }),
      update('u'),
      poll('t'),
      complete('t', [...commands, ...answer.commands, timer('t', '5s')], {
        messages: [...messages, ...answer.messages],
      }),
      sleep(21_000),
    ]);
    expect(runs).toEqual({ w: ['P uA uC tS tF wS'] });
  });
});
