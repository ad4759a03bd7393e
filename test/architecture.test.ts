/** ARCHITECTURE.md says what is true: its picture is that of the real imports, and the files that it names are there. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { folderImports, reduced, relativeImports, withLayers } from '../tools/layers.ts';
import { absolute, textOf } from '../tools/source.ts';

const page = textOf('ARCHITECTURE.md');

/** Every layer, with all that it may import; `doors` may import everything. */
const below: Readonly<Record<string, readonly string[]>> = {
  common: [],
  protocol: ['common'],
  service: ['common', 'protocol'],
  core: ['common', 'protocol'],
  host: ['common', 'protocol'],
  client: ['common', 'protocol'],
  simulation: ['common', 'protocol', 'service', 'core', 'host', 'client'],
};

describe('the layers', () => {
  test('import only downwards', () => {
    const upwards = [...folderImports()].flatMap(([from, targets]) =>
      [...targets]
        .filter((to) => below[from] && !below[from].includes(to))
        .map((to) => `${from} imports ${to}`),
    );
    expect(upwards).toEqual([]);
  });

  test('are drawn in ARCHITECTURE.md as the imports make them', () => {
    expect(withLayers(page), 'run npm run docs:layers').toBe(page);
  });

  test('are each explained in ARCHITECTURE.md', () => {
    const folders = [...folderImports().keys()].filter((folder) => folder !== 'doors');
    expect(folders.filter((folder) => !page.includes(`\`${folder}/\``))).toEqual([]);
  });
});

test('the files that ARCHITECTURE.md and README.md name exist', () => {
  const named = [
    ...`${page}\n${textOf('README.md')}`.matchAll(
      /`((?:src|test|properties|conformance|bench|examples|tools)\/[\w./-]+)`/g,
    ),
  ].map(([, path]) => path ?? '');
  expect(named.filter((path) => !existsSync(absolute(path)))).toEqual([]);
});

describe('the drawing', () => {
  test('sees every form of import', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type {\n  B,\n} from '../b.ts';",
      "import './c.ts';",
      "export { d } from './d.ts';",
      "const e = await import('./e.ts');",
      "import { x } from 'fast-check';",
    ];
    expect(relativeImports(text.join('\n'))).toEqual([
      './a.ts',
      '../b.ts',
      './c.ts',
      './d.ts',
      './e.ts',
    ]);
  });

  test('leaves out what follows from the rest', () => {
    const imports = new Map([
      ['c', new Set(['b', 'a'])],
      ['b', new Set(['a'])],
      ['a', new Set<string>()],
    ]);
    expect(reduced(imports)).toEqual(
      new Map([
        ['c', new Set(['b'])],
        ['b', new Set(['a'])],
        ['a', new Set()],
      ]),
    );
  });
});
