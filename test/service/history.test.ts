/** Reading histories: pages, waiting for news or for the end, and what is shown before it is written. */
import { describe, expect, test } from 'vitest';
import type { RequestOf, ResponseOf } from '../../src/protocol/request.ts';
import { complete, PlayedService, startTimer } from './played-service.ts';

const namespace = 'default';
const execution = { workflowId: 'w' };
type Page = ResponseOf<'GetWorkflowExecutionHistory'>;

const types = ({ events }: Page): readonly string[] => events.map(({ type }) => type);
const get = (
  service: PlayedService,
  extra: Partial<RequestOf<'GetWorkflowExecutionHistory'>> = {},
): Page => service.ask('GetWorkflowExecutionHistory', { namespace, execution, ...extra });

const FIRST_TASK = [
  'WorkflowExecutionStarted',
  'WorkflowTaskScheduled',
  'WorkflowTaskStarted',
  'WorkflowTaskCompleted',
];

describe('a history', () => {
  test('comes in pages', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()]);
    const first = get(service, { maximumPageSize: 3 });
    expect(types(first)).toEqual(FIRST_TASK.slice(0, 3));
    const second = get(service, { maximumPageSize: 3, nextPageToken: first.nextPageToken });
    expect(types(second)).toEqual(['WorkflowTaskCompleted', 'TimerStarted']);
    expect(second.nextPageToken).toBeUndefined();
  });

  test('whose reader waits is shown as it grows', () => {
    const service = new PlayedService();
    service.begin('w', [startTimer()]);
    const wait = { waitNewEvent: true } as const;
    const first = get(service, wait);
    expect(types(first)).toEqual([...FIRST_TASK, 'TimerStarted']);
    const { nextPageToken } = first;
    const call = service.pend('GetWorkflowExecutionHistory', {
      namespace,
      execution,
      ...wait,
      nextPageToken,
    });
    service.advance(1000);
    expect(service.replyTo(call)).toBeUndefined();
    service.signal('w');
    const reply = service.replyTo(call);
    expect(reply?.ok === true && types(reply.response as Page)).toEqual([
      'WorkflowExecutionSignaled',
      'WorkflowTaskScheduled',
    ]);
  });

  test('of a closed run has an end for those who wait, too', () => {
    const service = new PlayedService();
    service.begin('w', [complete]);
    const page = get(service, { waitNewEvent: true });
    expect(types(page)).toEqual([...FIRST_TASK, 'WorkflowExecutionCompleted']);
    expect(page.nextPageToken).toBeUndefined();
  });

  test('whose last event alone is asked for has none while the run is open', () => {
    const service = new PlayedService();
    service.begin('w');
    const filter = { historyEventFilterType: 'HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT' } as const;
    expect(get(service, filter).events).toEqual([]);
    const call = service.pend('GetWorkflowExecutionHistory', {
      namespace,
      execution,
      ...filter,
      waitNewEvent: true,
    });
    service.signal('w');
    expect(service.replyTo(call)).toBeUndefined();
    service.complete(service.take('w'), [complete]);
    const reply = service.replyTo(call);
    expect(reply?.ok === true && types(reply.response as Page)).toEqual([
      'WorkflowExecutionCompleted',
    ]);
    expect(types(get(service, filter))).toEqual(['WorkflowExecutionCompleted']);
  });

  test('of a run that is followed by another ends as one that continues as new, for those who ask for its end alone', () => {
    const service = new PlayedService();
    const failure = { message: 'no', applicationFailureInfo: { type: 'No' } };
    const { runId } = service.start('w', { retryPolicy: { maximumAttempts: 2 } });
    service.complete(service.take('w'), [
      { type: 'FailWorkflowExecution', attributes: { failure } },
    ]);
    const first = { execution: { workflowId: 'w', runId } };
    const [end] = get(service, {
      ...first,
      historyEventFilterType: 'HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT',
    }).events;
    const [written] = get(service, first).events.slice(-1);
    expect(written).toMatchObject({
      type: 'WorkflowExecutionFailed',
      attributes: { failure, newExecutionRunId: expect.any(String) },
    });
    if (written?.type !== 'WorkflowExecutionFailed') return;
    const { newExecutionRunId } = written.attributes;
    expect(end).toEqual({
      type: 'WorkflowExecutionContinuedAsNew',
      eventId: written.eventId,
      eventTime: written.eventTime,
      attributes: { newExecutionRunId, failure },
    });
  });

  test('whose reader gives up is not waited for any more', () => {
    const service = new PlayedService();
    service.begin('w');
    const call = service.pend('GetWorkflowExecutionHistory', {
      namespace,
      execution,
      waitNewEvent: true,
      nextPageToken: get(service, { waitNewEvent: true }).nextPageToken,
    });
    service.withdraw(call);
    service.signal('w');
    expect(service.replyTo(call)).toBeUndefined();
  });

  test('ends with the events of a task that is not written yet, unless only written ones are wanted', () => {
    const service = new PlayedService();
    service.start('w');
    const { taskToken } = service.take('w');
    service.ask('RespondWorkflowTaskFailed', {
      namespace,
      taskToken,
      cause: 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
    });
    const failed = [...FIRST_TASK.slice(0, 3), 'WorkflowTaskFailed'];
    expect(types(get(service))).toEqual([...failed, 'WorkflowTaskScheduled']);
    service.take('w');
    expect(types(get(service))).toEqual([
      ...failed,
      'WorkflowTaskScheduled',
      'WorkflowTaskStarted',
    ]);
    expect(types(get(service, { writtenOnly: true }))).toEqual(failed);
  });

  test('is of the run that the token names, whichever run is the current one', () => {
    const service = new PlayedService();
    const runId = service.begin('w', [complete]);
    const { nextPageToken } = get(service, { maximumPageSize: 4 });
    service.start('w');
    expect(types(get(service, { nextPageToken }))).toEqual(['WorkflowExecutionCompleted']);
    const mismatch = service.reply('GetWorkflowExecutionHistory', {
      namespace,
      execution: { workflowId: 'w', runId: service.view('w').runId },
      nextPageToken,
    });
    expect(mismatch).toMatchObject({ status: { code: 'INVALID_ARGUMENT' } });
    expect(get(service, { execution: { workflowId: 'w', runId } }).events).toHaveLength(5);
  });

  test('is refused under a token that is none', () => {
    const service = new PlayedService();
    service.start('w');
    const reply = service.reply('GetWorkflowExecutionHistory', {
      namespace,
      execution,
      nextPageToken: 'page two, please',
    });
    expect(reply).toMatchObject({
      status: { code: 'INVALID_ARGUMENT', message: 'Invalid NextPageToken.' },
    });
  });
});
