/** Sinks and logs of workflow code: what the worker gets of them, and when. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  log,
  metricMeter,
  proxySinks,
  setHandler,
  sleep,
  defineQuery,
  defineSignal,
} from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import { runningWorkflow } from '../../src/host/realm.ts';
import type { WorkflowHostOptions } from '../../src/host/workflow-host.ts';
import type { WorkflowLogEntry } from '../../src/host/workflow-sinks.ts';
import { activate, fired, hostOf, initialize, query, turn, types } from './driven-workflows.ts';

const { mail } = proxySinks<{ mail: { send(to: string, content: object): void } }>();

let host: WorkflowHost;
afterEach(() => host.close());

/** A host whose log entries are collected. */
function logging(
  workflows: WorkflowHostOptions['workflows'],
  options: Partial<WorkflowHostOptions> = {},
): WorkflowLogEntry[] {
  const entries: WorkflowLogEntry[] = [];
  host = hostOf(workflows, { onLog: (entry) => entries.push(entry), ...options });
  return entries;
}

describe('what workflow code logs', () => {
  test('is heard with level, message and attributes of the workflow, and so is what the SDK logs', async () => {
    const entries = logging({
      main: async () => {
        log.info('charging', { amount: 12 });
      },
    });
    await activate(host, [initialize('main')]);
    expect(entries.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'debug: Workflow started',
      'info: charging',
      'debug: Workflow completed',
    ]);
    expect(entries[1]?.attributes).toMatchObject({
      amount: 12,
      workflowId: 'order-1',
      workflowType: 'main',
      namespace: 'default',
      sdkComponent: 'workflow',
    });
  });

  test('goes to the logger too', async () => {
    const lines: string[] = [];
    const to =
      (level: string) =>
      (message: string): void =>
        void lines.push(`${level} ${message}`);
    const logger = {
      trace: to('T'),
      debug: to('D'),
      info: to('I'),
      warn: to('W'),
      error: to('E'),
    };
    logging({ main: async () => log.warn('beware') }, { logger });
    await activate(host, [initialize('main')]);
    expect(lines).toEqual(['D Workflow started', 'W beware', 'D Workflow completed']);
  });

  test('is not heard in a replay, but is in a query of a replayed workflow', async () => {
    const entries = logging({
      main: async () => {
        log.info('replayed');
        setHandler(defineQuery<number>('peek'), () => {
          log.info('asked');
          return 1;
        });
        await sleep(1000);
        log.info('live');
      },
    });
    await activate(host, [initialize('main')], { isReplaying: true });
    await activate(host, [query('peek')], { isReplaying: true });
    await activate(host, [fired(1)]);
    const infos = entries.filter(({ level }) => level === 'info');
    expect(infos.map(({ message }) => message)).toEqual(['asked', 'live']);
  });

  test('warns of handlers that were not finished', async () => {
    const entries = logging({
      main: async () => {
        setHandler(defineSignal('approve'), () => sleep(1000));
        await sleep(1);
      },
    });
    await activate(host, [initialize('main')]);
    const approve = {
      type: 'signalWorkflow',
      signalName: 'approve',
      input: [],
      identity: '',
      headers: {},
    } as const;
    await activate(host, [approve, fired(1)]);
    const [warning] = entries.filter(({ level }) => level === 'warn');
    expect(warning?.message).toContain('[TMPRL1102]');
  });
});

describe('a sink', () => {
  test('is called after the activation, outside of the workflow, with what was true at the call', async () => {
    const calls: unknown[] = [];
    host = hostOf(
      {
        main: async () => {
          const content = { lines: 1 };
          mail.send('ada', content);
          content.lines = 2;
          calls.push('workflow goes on');
        },
      },
      {
        sinks: {
          mail: {
            send: {
              fn: (info, to: string, content: object) => {
                calls.push([info.workflowId, to, content, runningWorkflow()]);
              },
            },
          },
        },
      },
    );
    await activate(host, [initialize('main')]);
    expect(calls).toEqual(['workflow goes on', ['order-1', 'ada', { lines: 1 }, undefined]]);
  });

  test('that takes time holds the completion back', async () => {
    const order: string[] = [];
    host = hostOf(
      { main: async () => mail.send('ada', {}) },
      {
        sinks: {
          mail: {
            send: {
              fn: async () => {
                await turn();
                await turn();
                order.push('sent');
              },
            },
          },
        },
      },
    );
    await activate(host, [initialize('main')]);
    order.push('completed');
    expect(order).toEqual(['sent', 'completed']);
  });

  test.each([
    ['throws', () => Promise.reject(new Error('no post'))],
    [
      'throws at once',
      () => {
        throw new Error('no post');
      },
    ],
  ])('that %s is logged, and the workflow goes on', async (_name, fn) => {
    const entries = logging(
      { main: async () => mail.send('ada', {}) },
      { sinks: { mail: { send: { fn } } } },
    );
    expect(await types(host, [initialize('main')])).toEqual(['completeWorkflowExecution']);
    expect(entries.find(({ level }) => level === 'error')).toMatchObject({
      level: 'error',
      message: 'External sink function threw an error',
      attributes: { ifaceName: 'mail', fnName: 'send', error: new Error('no post') },
    });
  });

  test('that is not there is logged', async () => {
    const entries = logging({ main: async () => mail.send('ada', {}) });
    await activate(host, [initialize('main')]);
    expect(entries.find(({ level }) => level === 'error')).toMatchObject({
      message: 'Workflow referenced an unregistered external sink',
      attributes: { ifaceName: 'mail', fnName: 'send' },
    });
  });

  test('is called in a replay only where it says so', async () => {
    const calls: string[] = [];
    const sink = (name: string, callDuringReplay: boolean | undefined) => ({
      send: { fn: () => void calls.push(name), callDuringReplay },
    });
    const other = proxySinks<{ always: { send(): void } }>().always;
    host = hostOf(
      {
        main: async () => {
          mail.send('ada', {});
          other.send();
        },
      },
      { sinks: { mail: sink('mail', undefined), always: sink('always', true) } },
    );
    await activate(host, [initialize('main')], { isReplaying: true });
    expect(calls).toEqual(['always']);
  });

  test('gets what was called before an activation failed', async () => {
    const calls: string[] = [];
    host = hostOf(
      {
        main: async () => {
          mail.send('ada', {});
          throw new Error('broken');
        },
      },
      { sinks: { mail: { send: { fn: (_info, to: string) => void calls.push(to) } } } },
    );
    expect((await activate(host, [initialize('main')])).status).toBe('failed');
    expect(calls).toEqual(['ada']);
  });
});

test('metrics of workflow code go nowhere, and are no error', async () => {
  const entries = logging({
    main: async () => metricMeter.createCounter('charges').add(1),
  });
  await activate(host, [initialize('main')]);
  expect(entries.filter(({ level }) => level === 'error')).toEqual([]);
});
