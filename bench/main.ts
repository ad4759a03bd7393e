/** The bench: what lastcall costs, as ratios to floors that are measured in the same run. */
import { floorS1, floorS2, floorS3 } from './floor.ts';
import { bytesInUse, exponent, interleaved } from './measure.ts';
import { heartbeats, openWorkflows, s1, s2, s3 } from './stories.ts';
import { runtimeFloor } from './workflow-runtime-floor.ts';

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it must not exceed. */
  readonly most: number;
}

const rows: Row[] = [];
const json = process.argv.includes('--json');
const quick = process.argv.includes('--quick');

function row(what: string, value: number, unit: string, most: number): void {
  const line = { what, value: Number(value.toPrecision(4)), unit, most };
  rows.push(line);
  const verdict = value <= most ? 'ok' : 'over';
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...line, verdict })}\n`
      : `${verdict.padEnd(5)}${what.padEnd(58)}${String(line.value).padStart(10)} ${unit.padEnd(10)} at most ${most}\n`,
  );
}

async function warm(): Promise<void> {
  const [floor, runtime, ours] = await interleaved([floorS1, runtimeFloor, s1], {
    warmUp: 500,
    samples: quick ? 5 : 15,
    times: 60,
  });
  if (floor === undefined || runtime === undefined || ours === undefined) return;
  row('S1 floor, bare async code', floor.min, 'us', Number.POSITIVE_INFINITY);
  row('S1 published workflow runtime alone', runtime.min, 'us', Number.POSITIVE_INFINITY);
  row('S1 lastcall', ours.min, 'us', Number.POSITIVE_INFINITY);
  row('S1 lastcall / floor', ours.min / floor.min, 'times', 20);
  row('S1 lastcall / workflow runtime', ours.min / runtime.min, 'times', 2);
}

async function growth(): Promise<void> {
  const large = quick ? 2_000 : 10_000;
  const tries = quick ? 1 : 3;
  for (const [name, floor, ours] of [
    ['S2 parallel activities, all cancelled', floorS2, s2],
    ['S3 rounds of activity, then timer', floorS3, s3],
  ] as const) {
    const low = await exponent(floor, 100, large, tries);
    const high = await exponent(ours, 100, large, tries);
    row(`${name}: exponent 100..${large}`, high.exponent, '', 1.2);
    row(`${name}: each`, high.perItemUs, 'us', Number.POSITIVE_INFINITY);
    row(`${name}: each / floor`, high.perItemUs / low.perItemUs, 'times', Number.POSITIVE_INFINITY);
  }
}

async function longHeartbeats(): Promise<void> {
  const count = quick ? 100_000 : 1_000_000;
  const used: number[] = [];
  const began = performance.now();
  await heartbeats(count, () => used.push(bytesInUse()));
  const tookUs = (performance.now() - began) * 1_000;
  const growthMb = ((used.at(-1) ?? 0) - (used[1] ?? 0)) / 1_048_576;
  row(`${count} heartbeats: each`, tookUs / count, 'us', 25);
  row(`${count} heartbeats: memory grown by`, growthMb, 'MB', 8);
}

async function openRuns(): Promise<void> {
  const count = 1_000;
  await openWorkflows(50, () => undefined);
  const before = bytesInUse();
  let during = before;
  await openWorkflows(count, () => (during = bytesInUse()));
  row(`${count} open workflows: each`, (during - before) / count / 1_024, 'kB', 20);
}

await warm();
await growth();
await longHeartbeats();
await openRuns();
process.exitCode = rows.some(({ value, most }) => value > most) ? 1 : 0;
