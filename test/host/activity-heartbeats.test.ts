/** Heartbeats on their way from activity code to Core. */
import { activityInfo, Context, heartbeat, sleep } from '@temporalio/activity';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installAmbientGlobals, type Uninstall } from '../../src/host/ambient-globals.ts';
import { real } from '../../src/host/real-globals.ts';
import { Attempts, payload } from './attempts.ts';

let uninstall: Uninstall;
beforeEach(() => {
  uninstall = installAmbientGlobals();
});
afterEach(() => uninstall());

describe('heartbeats', () => {
  test('go to Core in the order of events', async () => {
    const attempts = new Attempts({
      async work() {
        for (let page = 1; page <= 3; page++) {
          heartbeat({ page });
          await sleep(100);
        }
      },
    });
    await attempts.start('work');
    await attempts.advance(300);
    expect(attempts.heartbeats).toEqual([{ page: 1 }, { page: 2 }, { page: 3 }]);
    expect(attempts.reports.map(({ type }) => type)).toEqual([
      'heartbeat',
      'heartbeat',
      'heartbeat',
      'ended',
    ]);
  });

  test('of one stretch of code run into one another: the first and the last go', async () => {
    const attempts = new Attempts({
      async work() {
        for (let i = 1; i <= 5; i++) heartbeat(i);
        await sleep(1);
      },
    });
    await attempts.start('work');
    expect(attempts.heartbeats).toEqual([1, 5]);
  });

  test('without details say so', async () => {
    const attempts = new Attempts({ work: () => heartbeat() });
    await attempts.start('work');
    expect(attempts.heartbeats).toEqual([undefined]);
  });

  test('come before the failure that follows them', async () => {
    const attempts = new Attempts({
      work() {
        heartbeat(1);
        heartbeat(2);
        throw new Error('broken');
      },
    });
    await attempts.start('work');
    expect(attempts.reports.map(({ type }) => type)).toEqual(['heartbeat', 'heartbeat', 'ended']);
  });

  test('after the end are ignored', async () => {
    let context: Context | undefined;
    const attempts = new Attempts({
      work() {
        context = Context.current();
      },
    });
    await attempts.start('work');
    context?.heartbeat('too late');
    await attempts.drain();
    expect(attempts.heartbeats).toEqual([]);
  });

  test('of a local activity go nowhere', async () => {
    const attempts = new Attempts({
      work() {
        heartbeat(1);
        return activityInfo().isLocal;
      },
    });
    await attempts.start('work', { isLocal: true });
    expect(attempts.heartbeats).toEqual([]);
    expect(attempts.result).toBe(true);
  });

  test('whose details cannot be converted cancel the attempt, which then has failed', async () => {
    const attempts = new Attempts({
      async work() {
        heartbeat(10n);
        await sleep(1000);
      },
    });
    await attempts.start('work');
    expect(attempts.reports).toEqual([
      {
        type: 'heartbeatFailed',
        taskToken: 'token-of-work',
        message: 'Unable to convert 10 to payload',
      },
      expect.objectContaining({ type: 'ended' }),
    ]);
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: {
        message: 'HEARTBEAT_DETAILS_CONVERSION_FAILED',
        applicationFailureInfo: { type: 'CancelledFailure', nonRetryable: false },
      },
    });
  });

  test('are what the next attempt starts from', async () => {
    const attempts = new Attempts({ work: () => activityInfo().heartbeatDetails });
    await attempts.start('work', { heartbeatDetails: [payload({ page: 4 }), payload('more')] });
    expect(attempts.result).toEqual({ page: 4 });
  });
});

/** Writes data backwards, taking a turn of the event loop, or until it is released. */
class SlowCodec implements PayloadCodec {
  encoded = 0;
  held: (() => void)[] | undefined;

  async encode(payloads: Payload[]): Promise<Payload[]> {
    this.encoded++;
    if (this.held === undefined) await real.promises.setImmediate();
    else await new Promise<void>((resolve) => this.held?.push(resolve));
    return payloads.map(({ metadata, data }) => ({
      metadata: { ...metadata, backwards: new Uint8Array() },
      data: data?.toReversed() ?? null,
    }));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    await real.promises.setImmediate();
    return payloads.map(({ metadata, data }) => {
      if (metadata?.['backwards'] === undefined) throw new SyntaxError('not backwards');
      return { metadata, data: data?.toReversed() ?? null };
    });
  }

  release(): void {
    const { held = [] } = this;
    this.held = undefined;
    for (const go of held) go();
  }
}

describe('with codecs', () => {
  const withCodec = (codec: SlowCodec): { dataConverter: DataConverter } => ({
    dataConverter: { payloadCodecs: [codec] },
  });

  async function settled(attempts: Attempts): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await attempts.drain();
  }

  test('arguments are decoded, results and details of failures encoded', async () => {
    const codec = new SlowCodec();
    const attempts = new Attempts({ echo: (of: unknown) => of }, withCodec(codec));
    const input = await codec.encode([payload({ a: 1 }) as Payload]);
    await attempts.start('echo', { input: input as never });
    expect(attempts.host.running).toBe(1);
    await settled(attempts);
    const { outcome } = attempts;
    const result = outcome?.status === 'completed' ? outcome.result : undefined;
    expect(Buffer.from(result?.data ?? []).toString()).toBe('}1:"a"{');
  });

  test('only the latest heartbeat waits while one is being encoded', async () => {
    const codec = new SlowCodec();
    const attempts = new Attempts(
      {
        async work() {
          codec.held = [];
          for (let i = 1; i <= 4; i++) {
            heartbeat(i);
            await sleep(10);
          }
          await sleep(1000);
        },
      },
      withCodec(codec),
    );
    await attempts.start('work');
    await settled(attempts);
    await attempts.advance(40);
    expect(attempts.reports).toEqual([]);
    codec.release();
    await settled(attempts);
    expect(codec.encoded).toBe(2);
    expect(attempts.reports).toHaveLength(2);
  });

  test('a heartbeat that is still being encoded goes before a failure, but not before a completion', async () => {
    for (const [fails, reports] of [
      [true, ['heartbeat', 'heartbeat', 'ended']],
      [false, ['ended']],
    ] as const) {
      const codec = new SlowCodec();
      const attempts = new Attempts(
        {
          work() {
            codec.held = [];
            heartbeat(1);
            heartbeat(2);
            const [encoded] = codec.held;
            codec.held = undefined;
            setTimeout(() => encoded?.(), 10);
            if (fails) throw new Error('broken');
          },
        },
        withCodec(codec),
      );
      await attempts.start('work');
      await settled(attempts);
      if (fails) expect(attempts.outcome).toBeUndefined();
      await attempts.advance(10);
      await settled(attempts);
      expect(attempts.reports.map(({ type }) => type)).toEqual(reports);
    }
  });

  test('an argument that cannot be decoded fails the attempt', async () => {
    const attempts = new Attempts({ work: () => 1 }, withCodec(new SlowCodec()));
    await attempts.start('work', { input: [{ data: Buffer.from('not ours') }] });
    await settled(attempts);
    expect(attempts.outcome).toMatchObject({
      status: 'failed',
      failure: {
        message: expect.stringContaining(
          'Failed to parse activity args for activity work: ',
        ) as string,
        applicationFailureInfo: { type: 'SyntaxError', nonRetryable: false },
      },
    });
  });
});
