/** The command line: what it prints for people and for programs, and with which status it ends. */
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { simulate } from '../../src/index.ts';
import { historyToJson } from '../../src/protocol/history-json.ts';
import { activities, order, workflows } from './order.ts';

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line. */
async function lastcall(...args: readonly string[]): Promise<Ended> {
  let out = '';
  let err = '';
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    watched: false,
    columns: undefined,
  };
  const status = await runCommandLine(args, terminal);
  return { status, out, err };
}

const holding = 'test/doors/scenarios/order.ts';
const broken = 'test/doors/scenarios/careless-order.ts';
const cancelAtOnce = 'before workflow:order-7 task started -> cancel order-7';

/** Files with a history in which the laws hold, with one in which they do not, and with none. */
async function historyFiles(): Promise<readonly [string, string, string]> {
  const run = await simulate({ workflows, activities }, ({ client }) =>
    client.workflow.execute(order, { taskQueue: 'q', workflowId: 'order-7', args: ['7'] }),
  );
  const events = run.history('order-7');
  const folder = await mkdtemp(join(tmpdir(), 'lastcall-'));
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };
  const mixedUp = events.map((event) =>
    event.type === 'TimerFired'
      ? { ...event, attributes: { ...event.attributes, timerId: 'another' } }
      : event,
  );
  return [
    await write('good.json', JSON.stringify(historyToJson(events))),
    await write('bad.json', JSON.stringify(historyToJson(mixedUp))),
    await write('none.json', 'no history'),
  ];
}

describe('lastcall', () => {
  test('demo shows its scenes without colours in a pipe', async () => {
    const { status, out, err } = await lastcall('demo');
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^A greeting takes ten seconds/);
    expect(out).not.toContain('\u001b');
  });

  test('demo gives data to programs, and refuses a scene that there is not', async () => {
    const { status, out } = await lastcall('demo', 'terminated', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      scenes: [{ name: 'terminated', client: 'WorkflowFailedError, by TerminatedFailure: enough' }],
    });
    const refused = await lastcall('demo', 'nothing');
    expect(refused.status).toBe(2);
    expect(refused.err).toMatch(/^There is no scene nothing\. The scenes: scope, /);
  });

  test('explore ends with 0 where the laws hold', async () => {
    const { status, out, err } = await lastcall('explore', holding);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^holds: complete for up to 1 deviation \(\d+ schedules/);
  });

  test('explore ends with 1 and the smallest story where one is broken', async () => {
    const { status, out } = await lastcall('explore', broken);
    expect(status).toBe(1);
    expect(out).toMatch(/^broken: no-work-in-dead-scope, by /);
    expect(out).toMatch(/^ {2}\+0\.000 {3}3 WorkflowExecutionCancelRequested/m);
    expect(out).toContain('See docs/laws/no-work-in-dead-scope.md\n');
    expect(out).toContain(`lastcall replay ${broken} '${cancelAtOnce}'`);
  });

  test('explore gives data to programs', async () => {
    const { status, out } = await lastcall('explore', broken, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      status: 'broken',
      counterexample: {
        law: 'no-work-in-dead-scope',
        schedule: [cancelAtOnce],
        docs: 'docs/laws/no-work-in-dead-scope.md',
      },
    });
  });

  test(
    'explore makes its runs in several threads where it is told to',
    { timeout: 60_000 },
    async () => {
      const one = await lastcall('explore', broken, '--json');
      const two = await lastcall('explore', broken, '--json', '--workers', '2');
      expect(two.status).toBe(1);
      const { elapsedMs: _, ...data } = JSON.parse(two.out) as { elapsedMs: number };
      expect(JSON.parse(one.out)).toMatchObject(data);
      const none = await lastcall('explore', broken, '--workers', '0');
      expect(none.status).toBe(2);
      expect(none.err).toMatch(/^The option workers cannot be 0: /);
    },
  );

  test('replay shows the histories of one schedule', async () => {
    const { status, out } = await lastcall('replay', holding, cancelAtOnce);
    expect(status).toBe(0);
    expect(out).toMatch(/^order-7 \(order\) CANCELED$/m);
    expect((await lastcall('replay', broken, cancelAtOnce)).status).toBe(1);
  });

  test('replay ends with 2 where a schedule cannot be read, or does not fit', async () => {
    const unreadable = await lastcall('replay', holding, 'whenever');
    expect(unreadable.status).toBe(2);
    expect(unreadable.err).toMatch(/^'whenever' is no deviation\. It must read /);
    const unfitting = await lastcall('replay', holding, 'before lunch -> cancel order-7');
    expect(unfitting.status).toBe(2);
    expect(unfitting.out).toMatch(
      /'before lunch -> cancel order-7' never came about: no step 'lunch' was taken/,
    );
  });

  test('a file that holds no scenario cannot be used', async () => {
    const none = await lastcall('explore', 'test/doors/order.ts');
    expect(none.status).toBe(2);
    expect(none.err).toMatch(/must export 'options' .* and 'scenario'/);
    const missing = await lastcall('explore', 'missing.ts');
    expect(missing.status).toBe(2);
    expect(missing.err).toMatch(/^missing\.ts cannot be loaded: /);
  });

  test('check holds the laws of the service against histories', async () => {
    const [good, bad, none] = await historyFiles();
    const fine = await lastcall('check', good);
    expect(fine.status).toBe(0);
    expect(fine.out).toMatch(/^holds .*good\.json: 16 events, \d+ laws put to the test$/m);
    const { status, out } = await lastcall('check', good, bad, '--json');
    expect(status).toBe(1);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([
      { file: good, status: 'holds', broken: [] },
      { file: bad, status: 'broken' },
    ]);
    const unusable = await lastcall('check', none, good);
    expect(unusable.status).toBe(2);
    expect(unusable.err).toMatch(/none\.json: This history cannot be imported/);
    expect(unusable.out).toMatch(/^holds /m);
  });

  test('says how it is used, and ends with 2 where it is used otherwise', async () => {
    expect((await lastcall('--help')).status).toBe(0);
    expect((await lastcall('serve')).status).toBe(2);
    expect((await lastcall('explore', holding, '--shard', '3/2')).status).toBe(2);
  });

  test('is a program, whose output may be cut off by its reader', { timeout: 60_000 }, async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const command = `'${process.execPath}' --import tsx src/cli/main.ts demo | head -1`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd: root });
    expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
  });
});
