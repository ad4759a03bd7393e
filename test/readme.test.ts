/** The TypeScript blocks of README and of the pages under `docs` compile, and run: as tests, or as programs that end well. */
import { describe, expect, test } from 'vitest';
import { markdownBlocksOf } from '../tools/markdown-blocks.ts';
import { filesBelow } from '../tools/source.ts';
import { typeErrors } from '../tools/type-check.ts';

const pages = filesBelow('.').filter((file) => /^(README\.md|docs\/.*\.md)$/.test(file));

for (const page of pages) {
  describe(page, () => {
    for (const [index, { line, code }] of markdownBlocksOf(page).entries()) {
      const run = (): Promise<unknown> => import(`blocks:${page}/${index + 1}`);
      if (/from 'vitest'/.test(code)) describe(`line ${line}`, async () => void (await run()));
      else test(`the block of line ${line} runs`, () => expect(run()).resolves.toBeDefined());

      test(`the block of line ${line} compiles`, { timeout: 60_000 }, () => {
        expect(typeErrors(`${page}-${index + 1}.block.ts`, code)).toEqual([]);
      });
    }
  });
}

test('README shows a first test', () => {
  expect(markdownBlocksOf('README.md').length).toBeGreaterThan(0);
});
