/** The bench: what lastcall costs, compiled as its users get it, as ratios to floors that are measured in the same run. */
import { floorS1, floorS2, floorS3, floorS4, floorS5 } from './floor.ts';
import { bytesInUse, exponent, interleaved } from './measure.ts';
import { heartbeats, openWorkflows, s1, s2, s3, s4, s5, schedules } from './stories.ts';
import { runtimeFloor } from './workflow-runtime-floor.ts';

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it must not exceed, or what it must reach. */
  readonly limit: { readonly most: number } | { readonly least: number };
}

const keeps = ({ value, limit }: Row): boolean =>
  'most' in limit ? value <= limit.most : value >= limit.least;

const rows: Row[] = [];
const json = process.argv.includes('--json');
const quick = process.argv.includes('--quick');

function row(what: string, value: number, unit: string, limit: Row['limit'] | number): void {
  const line: Row = {
    what,
    value: Number(value.toPrecision(4)),
    unit,
    limit: typeof limit === 'number' ? { most: limit } : limit,
  };
  rows.push(line);
  const verdict = keeps(line) ? 'ok' : 'missed';
  const [kind, bound] = Object.entries(line.limit)[0] ?? [];
  process.stdout.write(
    json
      ? `${JSON.stringify({ what, value: line.value, unit, ...line.limit, verdict })}\n`
      : `${verdict.padEnd(7)}${what.padEnd(58)}${String(line.value).padStart(10)} ${unit.padEnd(10)} at ${kind} ${bound}\n`,
  );
}

async function warm(): Promise<void> {
  const [floor, runtime, ours] = await interleaved([floorS1, runtimeFloor, s1], {
    warmUp: 2_000,
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
  for (const [name, floor, ours, few, many] of [
    ['S2 parallel activities, all cancelled', floorS2, s2, 100, large],
    ['S3 rounds of activity, then timer', floorS3, s3, 100, large],
    ['S4 runs continued as new', floorS4, s4, 1_000, 10_000],
    ['S5 parallel children', floorS5, s5, 100, 1_000],
  ] as const) {
    const low = await exponent(floor, few, many, tries);
    const high = await exponent(ours, few, many, tries);
    row(`${name}: exponent ${few}..${many}`, high.exponent, '', 1.2);
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

async function exploration(): Promise<void> {
  const count = quick ? 5_000 : 100_000;
  const used: number[] = [];
  await schedules(2_000, () => undefined);
  const began = performance.now();
  await schedules(count, () => used.push(bytesInUse()));
  const tookMs = performance.now() - began;
  const growthMb = ((used.at(-1) ?? 0) - (used[1] ?? 0)) / 1_048_576;
  row(`${count} schedules of three activities: in a second`, (count / tookMs) * 1_000, '', {
    least: 3_000,
  });
  row(`${count} schedules of three activities: memory grown by`, growthMb, 'MB', 8);
}

await warm();
await exploration();
await growth();
await longHeartbeats();
await openRuns();
process.exitCode = rows.every(keeps) ? 0 : 1;
