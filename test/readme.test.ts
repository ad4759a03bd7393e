/** The TypeScript blocks of README and of the pages under `docs` compile, and run: as tests, or as programs that end well. */
import { posix } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { markdownBlocksOf } from '../tools/markdown-blocks.ts';
import { filesBelow, textOf } from '../tools/source.ts';
import { typeErrors } from '../tools/type-check.ts';

// blocks explore, and all of them are loaded by this one file
vi.setConfig({ testTimeout: 30_000 });

const pages = filesBelow('.').filter((file) => /^(README\.md|docs\/.*\.md)$/.test(file));

for (const page of pages) {
  describe(page, () => {
    for (const [index, { line, code }] of markdownBlocksOf(page).entries()) {
      const run = (): Promise<unknown> => import(`blocks:${page}/${index + 1}`);
      if (/from '(lastcall\/)?vitest'/.test(code))
        describe(`line ${line}`, async () => void (await run()));
      else test(`the block of line ${line} runs`, () => expect(run()).resolves.toBeDefined());
    }
  });
}

test('all blocks compile under the options of this project', { timeout: 120_000 }, () => {
  const blocks = pages.flatMap((page) =>
    markdownBlocksOf(page).map(({ line, code }) => [`${page}-line-${line}.ts`, code] as const),
  );
  expect(typeErrors(new Map(blocks))).toEqual([]);
});

test('what pages link to is there', () => {
  const files = new Set(filesBelow('.'));
  const missing = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map(([, link = '']) => posix.join(posix.dirname(page), link))
      .filter((file) => !files.has(file))
      .map((file) => `${page}: ${file}`),
  );
  expect(missing).toEqual([]);
});

test('README shows a first test', () => {
  expect(markdownBlocksOf('README.md').length).toBeGreaterThan(0);
});
