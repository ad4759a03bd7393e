/** Collects the `@divergence` paragraphs of the source into README's "Where lastcall differs": `npm run docs:divergences`. */
import { writeFileSync } from 'node:fs';
import { absolute, filesBelow, textOf, withSection } from './source.ts';

/** From the tag to the next one, or to the end of the comment. */
const PARAGRAPH =
  /@divergence\b.*?(?=\s@(?:see|throws|param|returns|default|example|divergence)\b|$)/gs;

/** Where lastcall knowingly differs from the real thing, as the source says it. */
export interface Divergence {
  readonly file: string;
  readonly text: string;
}

/** All of them, in order of file and place. */
export function divergences(): readonly Divergence[] {
  return filesBelow('src')
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => divergencesIn(textOf(file)).map((text) => ({ file, text })));
}

/** The `@divergence` paragraphs of one source text: each ends at the next tag, or with its comment. */
export function divergencesIn(source: string): readonly string[] {
  const comments = source.match(/\/\*\*.*?\*\//gs) ?? [];
  return comments.flatMap((comment) => {
    const prose = comment
      .slice(3, -2)
      .split('\n')
      .map((line) => line.replace(/^\s*\*? ?/, ''))
      .join('\n');
    const paragraphs = prose.match(PARAGRAPH) ?? [];
    return paragraphs.map((text) => text.replace('@divergence', '').replaceAll(/\s+/g, ' ').trim());
  });
}

/** README with that section as the source has it now. */
export function withDivergences(readme: string): string {
  const lines = divergences().map(({ file, text }) => `- ${text} (\`${file}\`)`);
  return withSection(readme, 'divergences', lines.join('\n') || 'Nowhere that we know of.');
}

if (process.argv[1] === absolute('tools/divergences.ts')) {
  writeFileSync(absolute('README.md'), withDivergences(textOf('README.md')));
}
