/** Writes what the source says of its laws into `docs/laws`, the tables of the index and the head of each page: `npm run docs:laws`. */
import { writeFileSync } from 'node:fs';
import { SERVICE_LAWS } from '../src/laws/service-laws.ts';
import { atMostOnce } from '../src/laws/workflow/at-most-once.ts';
import { balanced } from '../src/laws/workflow/balanced.ts';
import { WORKFLOW_LAWS } from '../src/laws/workflow/laws-in-force.ts';
import { settlesWithin } from '../src/laws/workflow/settles-within.ts';
import type { WorkflowLaw } from '../src/laws/workflow/workflow-law.ts';
import { absolute, textOf, withSection } from './source.ts';

/** The laws with parameters, as they are called, with an example of each. */
const WITH_PARAMETERS: readonly (readonly [call: string, law: WorkflowLaw])[] = [
  ["laws.settlesWithin('30 seconds')", settlesWithin('30 seconds')],
  ["laws.atMostOnce('charge')", atMostOnce('charge')],
  ["laws.balanced('reserve', 'release')", balanced('reserve', 'release')],
];

/** Every law that has a page of its own. */
export const LAWS_WITH_PAGES: readonly WorkflowLaw[] = [
  ...WORKFLOW_LAWS,
  ...WITH_PARAMETERS.map(([, law]) => law),
];

const INDEX = 'docs/laws/README.md';

/** Where the page of a law is. @throws Error if it has none */
export function pageOf({ name, docs }: WorkflowLaw): string {
  if (docs === undefined) throw new Error(`The law ${name} says of no page that it is its own.`);
  return docs;
}

type Row = readonly string[];

/** A table that the formatter leaves as narrow as it is. */
function table(head: Row, rows: readonly Row[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return ['<!-- prettier-ignore-start -->', ...lines, '<!-- prettier-ignore-end -->'].join('\n');
}

const link = (text: string, law: WorkflowLaw): string =>
  `[${text}](${pageOf(law).replace('docs/laws/', '')})`;

/** The index with its tables as the source has them now. */
function withTables(index: string): string {
  const tables = {
    'workflow laws': table(
      ['law', 'what it says'],
      WORKFLOW_LAWS.map((law) => [link(law.name, law), law.statement]),
    ),
    'laws with parameters': table(
      ['for example', 'what it says'],
      WITH_PARAMETERS.map(([call, law]) => [link(`\`${call}\``, law), law.statement]),
    ),
    'service laws': table(
      ['law', 'what it says', 'why it is so'],
      SERVICE_LAWS.map(({ name, statement, reason }) => [name, statement, reason]),
    ),
  };
  return Object.entries(tables).reduce(
    (text, [name, rows]) => withSection(text, name, rows),
    index,
  );
}

/** A page whose head, down to its first section, says what the law says and why one should keep it. */
function withLaw(page: string, { name, statement, reason }: WorkflowLaw): string {
  const [title] = name.split(' ');
  const section = page.indexOf('\n## ');
  return `# ${title}\n\n> ${statement}\n\n${reason}\n${page.slice(section)}`;
}

/** Every file that says something of the laws, as it should be. */
export function lawPages(): ReadonlyMap<string, string> {
  return new Map([
    [INDEX, withTables(textOf(INDEX))],
    ...LAWS_WITH_PAGES.map((law) => {
      const page = pageOf(law);
      return [page, withLaw(textOf(page), law)] as const;
    }),
  ]);
}

if (process.argv[1] === absolute('tools/laws.ts')) {
  for (const [path, text] of lawPages()) writeFileSync(absolute(path), text);
}
