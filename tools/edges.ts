/** `npm run edges`: runs the tests of the service and of Core, and prints which edges of their state machines these take. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import type { Reporter, TestCase } from 'vitest/node';
import { edgesOf, tables } from './machines.ts';
import { absolute } from './source.ts';

/** Says only what failed. */
class Failures implements Reporter {
  count = 0;

  onTestCaseResult(test: TestCase): void {
    if (test.result().state !== 'failed') return;
    this.count++;
    console.log(`${test.module.moduleId}: ${test.fullName} failed`);
  }
}

/** The edges that the tests take, by the name of the table. */
async function takenEdges(failures: Failures): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const folder = mkdtempSync(join(tmpdir(), 'edges-'));
  const vitest = await startVitest('test', [], {
    config: false,
    root: absolute(''),
    watch: false,
    include: ['test/{service,core}/**/*.test.ts'],
    setupFiles: ['tools/edge-listener.ts'],
    provide: { edges: folder },
    reporters: [failures],
  });
  await vitest.close();
  const taken = new Map<string, Set<string>>();
  for (const file of readdirSync(folder))
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      const [name = '', edge = ''] = line.split('\t');
      taken.set(name, (taken.get(name) ?? new Set()).add(edge));
    }
  rmSync(folder, { recursive: true });
  return taken;
}

const failures = new Failures();
const taken = await takenEdges(failures);
let passed = 0;
let failed = 0;
for (const [name, table] of await tables()) {
  const edges = edgesOf(table);
  const missing = edges.filter((edge) => taken.get(name)?.has(edge) !== true);
  passed += edges.length - missing.length;
  failed += missing.length;
  console.log(`${name}: ${edges.length} edges, ${edges.length - missing.length} taken`);
  for (const edge of missing) console.log(`  not taken: ${edge}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed + failures.count > 0 ? 1 : 0;
