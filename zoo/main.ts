/**
 * `npm run -s zoo -- [DIR] [--laws-only] [--only REGEX] [--show]`
 *
 * Explores every case of a zoo: the faulty version must be found out, the mended one must hold in every schedule. A case is told
 * nothing of its faults but their kinds. `--laws-only` leaves the assertions of the cases out, `--show` prints the counterexamples.
 * Exits with 1 if any case failed; with `--laws-only` if fewer than 60 % are found, or a mended version is blamed.
 */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { casesIn, type BugCase } from './bug-case.ts';
import { exploreCase } from './explore-case.ts';
import { Modules } from './load-modules.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'laws-only': { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    show: { type: 'boolean', default: false },
  },
});
const lawsOnly = values['laws-only'];

/** What came of one case. */
interface Verdict {
  readonly found: boolean;
  readonly silent: boolean;
  readonly deviations: number | undefined;
  readonly ms: number;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

async function judge(bug: BugCase, modules: Modules): Promise<Verdict> {
  const budget = { schedules: 100_000, time: '5 minutes' } as const;
  const faulty = await exploreCase(bug, 'faulty', modules, { lawsOnly, budget });
  const fixed = await exploreCase(bug, 'fixed', modules, { lawsOnly, budget });
  const { counterexample } = faulty;
  const found = faulty.status === 'broken' && counterexample?.schedule.length !== 0;
  const silent = fixed.status === 'holds';
  const deviations = found ? counterexample?.schedule.length : undefined;
  const ms = faulty.elapsedMs + fixed.elapsedMs;
  const how = found
    ? `found by ${counterexample?.violation.law}, ${deviations} deviation${deviations === 1 ? '' : 's'}`
    : `missed (${faulty.verdict})`;
  const mended = silent ? 'mended version holds' : `mended version: ${fixed.verdict}`;
  console.log(
    `${found && silent ? 'ok    ' : 'failed'} ${bug.slug}: ${how} after ${faulty.schedules} schedules; ` +
      `${mended} (${fixed.schedules} schedules); ${seconds(ms)}`,
  );
  if (values.show) console.log(`${String(faulty)}\n${silent ? '' : `${String(fixed)}\n`}`);
  return { found, silent, deviations, ms };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

async function main(): Promise<number> {
  const folder = resolve(positionals[0] ?? dirname(fileURLToPath(import.meta.url)));
  const cases = casesIn(folder).filter(({ slug }) => new RegExp(values.only).test(slug));
  const modules = new Modules();
  const verdicts: Verdict[] = [];
  for (const bug of cases) verdicts.push(await judge(bug, modules));
  const found = verdicts.filter((verdict) => verdict.found);
  const blamed = verdicts.filter((verdict) => !verdict.silent).length;
  const deviations = found.map((verdict) => verdict.deviations ?? 0);
  const times = verdicts.map(({ ms }) => ms);
  const share = Math.round((found.length / verdicts.length) * 100);
  console.log(
    `${found.length} of ${verdicts.length} found (${share} %), ${blamed} mended versions blamed; ` +
      `counterexamples: median ${median(deviations)} deviations, at most ${Math.max(0, ...deviations)}; ` +
      `slowest case ${seconds(Math.max(0, ...times))}`,
  );
  const passed = verdicts.filter((verdict) => verdict.found && verdict.silent).length;
  console.log(`${passed} passed, ${verdicts.length - passed} failed`);
  if (lawsOnly) return blamed === 0 && share >= 60 ? 0 : 1;
  return passed === verdicts.length ? 0 : 1;
}

process.exitCode = await main();
