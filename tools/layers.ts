/** Draws the layers of the source, as its imports make them, into ARCHITECTURE.md: `npm run docs:layers`. */
import { writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { absolute, filesBelow, textOf, withSection } from './source.ts';

/** Which folder of `src` imports which others; what belongs to no layer is called `doors`. */
export type FolderImports = ReadonlyMap<string, ReadonlySet<string>>;

/** The modules that a source text imports or re-exports by a relative path. */
export function relativeImports(source: string): readonly string[] {
  const statements = source.matchAll(
    /^(?:import|export)\b[^;'"]*?(?:from\s*)?['"](\.[^'"]*)['"]|\bimport\(\s*['"](\.[^'"]*)['"]\s*\)/gm,
  );
  return [...statements].flatMap(([, plain, dynamic]) => plain ?? dynamic ?? []);
}

const LAYERS = new Set([
  ...['common', 'protocol', 'service', 'core', 'host', 'client', 'simulation'],
  ...['laws', 'exploration', 'report'],
]);

/** The layer to which a file belongs; what is in none of them is a door. */
export function folderOf(file: string): string {
  const folder = file.split('/')[1] ?? '';
  return LAYERS.has(folder) ? folder : 'doors';
}

/** Who imports whom, by folder. */
export function folderImports(): FolderImports {
  const imports = new Map<string, Set<string>>();
  for (const file of filesBelow('src').filter((path) => path.endsWith('.ts'))) {
    const from = folderOf(file);
    const targets = imports.get(from) ?? new Set();
    imports.set(from, targets);
    for (const path of relativeImports(textOf(file))) {
      const to = folderOf(posix.join(posix.dirname(file), path));
      if (to !== from) targets.add(to);
    }
  }
  return imports;
}

/** Only those imports that do not follow from others: what is left is what a reader has to know. */
export function reduced(imports: FolderImports): FolderImports {
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    !seen.has(from) &&
    [...(imports.get(from) ?? [])].some((next) => next === to || reaches(next, to, seen.add(from)));
  const needed = (from: string, to: string): boolean =>
    ![...(imports.get(from) ?? [])].some((between) => between !== to && reaches(between, to));
  return new Map(
    [...imports].map(([from, targets]) => [
      from,
      new Set([...targets].filter((to) => needed(from, to))),
    ]),
  );
}

/** ARCHITECTURE.md with the picture as the imports are now. */
export function withLayers(text: string): string {
  const edges = [...reduced(folderImports())].flatMap(([from, targets]) =>
    [...targets].map((to) => `  ${from} --> ${to}`),
  );
  const picture = ['```mermaid', 'flowchart TB', ...edges.sort(), '```'].join('\n');
  return withSection(text, 'layers', picture);
}

if (process.argv[1] === absolute('tools/layers.ts')) {
  writeFileSync(absolute('ARCHITECTURE.md'), withLayers(textOf('ARCHITECTURE.md')));
}
