/** The TypeScript blocks of a Markdown file, as modules that vitest can import: `blocks:README.md/2` is the second block. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';

/** One fenced `ts` block. */
export interface MarkdownBlock {
  /** Path from the root of the project. */
  readonly file: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  readonly code: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const PREFIX = 'blocks:';

/** The `ts` blocks of a file of the project, in order; a block fenced as `ts no-run` is left out. */
export function markdownBlocksOf(file: string): readonly MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let open: { readonly line: number; readonly code: string[] } | undefined;
  for (const [index, text] of readFileSync(root + file, 'utf8')
    .split('\n')
    .entries()) {
    if (open === undefined) {
      if (/^```ts\s*$/.test(text)) open = { line: index + 1, code: [] };
    } else if (text.startsWith('```')) {
      blocks.push({ file, line: open.line, code: open.code.join('\n') });
      open = undefined;
    } else {
      open.code.push(text);
    }
  }
  return blocks;
}

/** Lets vitest import blocks. The id is that of a file beside the page, so that a block imports what a user's file would. */
export function markdownBlocks(): Plugin {
  return {
    name: 'markdown-blocks',
    enforce: 'pre',
    resolveId: (id) =>
      id.startsWith(PREFIX)
        ? `${root}${id.slice(PREFIX.length).replace(/\/(?=\d+$)/, '#')}.block.ts`
        : null,
    load(id) {
      const [, file, number] = /^(.*)#(\d+)\.block\.ts$/.exec(id.slice(root.length)) ?? [];
      if (file === undefined) return null;
      return markdownBlocksOf(file)[Number(number) - 1]?.code;
    },
  };
}
