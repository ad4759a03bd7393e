/** Plays the service scripts on the modelled service, and compares with what a real one answered. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { difference } from './compare.ts';
import { playScript } from './drive.ts';
import { loadRecordings, loadScripts } from './load.ts';
import type { Recording, Script } from './script.ts';

const here = dirname(fileURLToPath(import.meta.url));

const { values } = parseArgs({
  options: {
    scripts: { type: 'string', default: join(here, 'scripts') },
    recorded: { type: 'string', default: join(here, 'recorded') },
    only: { type: 'string', default: '' },
  },
});

type Verdict = 'ok' | 'differs' | 'skipped';

function judge(
  script: Script | undefined,
  recording: Recording | undefined,
): readonly [Verdict, string?] {
  if (script === undefined) return ['skipped', 'a recording without its script'];
  if (recording === undefined) return ['skipped', 'a script without a recording'];
  try {
    const found = difference(recording, playScript(script));
    return found === undefined ? ['ok'] : ['differs', found];
  } catch (error) {
    return ['differs', `the script could not be played: ${String(error)}`];
  }
}

const scripts = await loadScripts(values.scripts);
const recordings = loadRecordings(values.recorded);
const only = new RegExp(values.only);
const counts: Record<Verdict, number> = { ok: 0, differs: 0, skipped: 0 };
for (const name of [...new Set([...scripts.keys(), ...recordings.keys()])].sort()) {
  if (!only.test(name)) continue;
  const [verdict, reason] = judge(scripts.get(name), recordings.get(name));
  counts[verdict]++;
  console.log(reason === undefined ? `${verdict} ${name}` : `${verdict} ${name} ${reason}`);
}
console.log(`${counts.ok} passed, ${counts.differs} failed, ${counts.skipped} skipped`);
process.exitCode = counts.differs > 0 ? 1 : 0;
