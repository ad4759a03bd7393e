/** Writes down which edges of the state machines a file of tests takes, for `npm run edges`. */
import { writeFileSync } from 'node:fs';
import { afterAll, inject } from 'vitest';
import { listenToEdges } from '../src/common/machine.ts';
import { edgeInWords, tables } from './machines.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder for what the files of tests have taken. */
    readonly edges: string;
  }
}

const names = new Map<object, string>();
for (const [name, table] of await tables()) names.set(table, name);

const taken = new Set<string>();
listenToEdges((machine, from, input, to) => {
  const name = names.get(machine);
  if (name !== undefined) taken.add(`${name}\t${edgeInWords(from, input, to)}`);
});

afterAll(() => {
  writeFileSync(`${inject('edges')}/${crypto.randomUUID()}`, [...taken].join('\n'));
});
