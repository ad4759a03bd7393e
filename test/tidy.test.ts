/** The style of this project, as far as a test can see it: names, headers, lengths, spelling, and what must not be in a file. */
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { divergencesIn, withDivergences } from '../tools/divergences.ts';
import { lawPages, LAWS_WITH_PAGES, pageOf } from '../tools/laws.ts';
import { filesBelow, textOf } from '../tools/source.ts';

const files = filesBelow('.');
const code = files.filter((file) => /\.(ts|cts|mts)$/.test(file));
const source = code.filter((file) => file.startsWith('src/'));
const pure = source.filter((file) => /^src\/(common|protocol|service|core)\//.test(file));
const thisFile = 'test/tidy.test.ts';

/** `file:line text` of every line that a pattern is found in. */
function findings(paths: readonly string[], pattern: RegExp, text = textOf): readonly string[] {
  return paths.flatMap((path) =>
    text(path)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [],
      ),
  );
}

/** The text of a file with comments made blank, line by line. */
const codeOf = (path: string): string => withoutComments(textOf(path));

function withoutComments(text: string): string {
  return text.replaceAll(
    /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\*.*?\*\/|\/\/[^\n]*/gs,
    (comment: string, quoted: string | undefined) => quoted ?? comment.replaceAll(/[^\n]/g, ' '),
  );
}

describe('files', () => {
  test('open with a sentence that says what they are', () => {
    expect(code.filter((file) => !/^(#!.*\n)?\/\*\*/.test(textOf(file)))).toEqual([]);
  });

  test('have names that say what is in them', () => {
    const empty = /^(utils?|helpers?|manager|impl|data|info|misc|types|constants|index)\.ts$/;
    const named = source.filter((file) => file !== 'src/index.ts');
    expect(named.filter((file) => empty.test(basename(file)))).toEqual([]);
  });

  test('are named in small letters with dashes', () => {
    const plain = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|test-d|laws|bench|case))?\.(ts|mts|cts)$/;
    const ours = code.filter((file) => !file.includes('.config.'));
    expect(ours.filter((file) => !plain.test(basename(file)))).toEqual([]);
  });

  test('are short enough to be read at one sitting', () => {
    const limit = (file: string): number => (/^(test|properties)\//.test(file) ? 500 : 400);
    const long = code.filter((file) => textOf(file).trimEnd().split('\n').length > limit(file));
    // the scenarios were recorded as they stand
    const kept = /^conformance\/(scenarios\.ts|workflows\.ts|service\/scripts\/)/;
    expect(long.filter((file) => !kept.test(file))).toEqual([]);
  });

  test('hold nothing of the machine on which they were written', () => {
    const places = ['work', 'tmp', 'home', 'root', 'Users', 'private', 'mnt'];
    const pattern = new RegExp(
      `(^|[\\s"'\`(=:])/(${places.join('|')})/|registry\\.[a-z]+js|\\bnpmjs\\.(org|com)\\b|"resolved":`,
    );
    const texts = files.filter((file) => !/\.(png|jpg|gif|ico|woff2?)$/.test(file));
    expect(findings(texts, pattern).filter((found) => !found.startsWith(thisFile))).toEqual([]);
  });
});

describe('words', () => {
  const ours = code.filter((file) => file !== thisFile);

  test('that say nothing are not used', () => {
    const declared =
      /\b(class|function|const|let|interface|type)\s+\w*([Mm]anager|[Hh]elper|[Uu]til|Impl)(s|ementation)?\b/;
    expect(findings(code, declared, codeOf)).toEqual([]);
  });

  test('that put things off are not used', () => {
    expect(findings(ours, /\b(TODO|FIXME|XXX|HACK)\b|\b[Nn]ot (yet )?implemented\b/)).toEqual([]);
    expect(findings(ours, /\b(test|it|describe)\.(skip|only|todo)\(/)).toEqual([]);
  });

  test('of the API are spelled as the API spells them: Canceled', () => {
    const misspelled =
      /\b(WorkflowExecution|ActivityTask|Timer|ChildWorkflowExecution|RespondActivityTask)Cancelled|\b(WORKFLOW_EXECUTION_STATUS|EVENT_TYPE|RETRY_STATE)\w*_CANCELLED/;
    expect(findings(source, misspelled)).toEqual([]);
  });

  test('of the service are those of the API, whatever its comments say', () => {
    const service = source.filter((file) => file.startsWith('src/service/'));
    expect(findings(service, /cancelled/i, codeOf)).toEqual([]);
  });

  test('of the SDK are spelled as the SDK spells them: Cancelled', () => {
    const misspelled = /\bCanceledFailure(?!Info)|\b(consideredCanceled|isCanceled|onCanceled)\b/;
    expect(findings(source, misspelled)).toEqual([]);
  });
});

describe('code', () => {
  test('of the pure layers is synchronous', () => {
    expect(findings(pure, /\b(async|await)\b/, codeOf)).toEqual([]);
  });

  test('says what every exported name means', () => {
    const bare = source.flatMap((file) => {
      const lines = textOf(file).split('\n');
      return lines.flatMap((line, index) => {
        const [, name] =
          /^export (?:declare |abstract )*(?:async )?(?:function\*?|class|const|interface|type) (\w+)/.exec(
            line,
          ) ?? [];
        const before = lines[index - 1]?.trim() ?? '';
        const declared = new RegExp(`^export .*function ${name}\\b`);
        const overload =
          before.endsWith(';') && lines.slice(0, index).some((other) => declared.test(other));
        return name === undefined || before.endsWith('*/') || overload ? [] : [`${file}: ${name}`];
      });
    });
    expect(bare).toEqual([]);
  });

  test('imports files by their names, and there are no barrels', () => {
    expect(findings(code, /from '\.[^']*(?<!\.ts|\.cts|\.mts|\.json)'/)).toEqual([]);
    const inside = source.filter((file) => file.split('/').length > 2);
    expect(findings(inside, /^export (\*|\{[^}]*\}) from '\./)).toEqual([]);
  });

  test('is not commented out, and comments are no ornaments', () => {
    expect(findings(source, /^\s*\/\/.*;\s*$|^\s*\/\/\s*([-=*#])\1{3,}/)).toEqual([]);
  });

  test('casts no doubt away: no any, no ignored errors', () => {
    const silenced = /@ts-(ignore|nocheck|expect-error)|(ox|es)lint-disable/;
    expect(findings(source, silenced)).toEqual([]);
    expect(findings(source, /: any\b|\bas any\b|<any\b/, codeOf)).toEqual([]);
  });
});

describe('divergences', () => {
  test('are what the source says of them, in README', () => {
    expect(withDivergences(textOf('README.md')), 'run npm run docs:divergences').toBe(
      textOf('README.md'),
    );
  });

  test('are found in doc comments, up to the next tag', () => {
    const text = [
      '/**',
      ' * Closes it.',
      ' * @divergence The real one',
      ' * waits. @see Other',
      ' */',
    ];
    expect(divergencesIn(text.join('\n'))).toEqual(['The real one waits.']);
    expect(divergencesIn('/** @divergence One. @divergence Two: `@temporalio/client`. */')).toEqual(
      ['One.', 'Two: `@temporalio/client`.'],
    );
  });
});

describe('the pages of laws', () => {
  test.each([...lawPages()])('%s says what the source says', (page, wanted) => {
    expect(textOf(page), 'run npm run docs:laws').toBe(wanted);
  });

  test('are named for their laws, and there are no others', () => {
    expect(LAWS_WITH_PAGES.map(pageOf).toSorted()).toEqual(
      filesBelow('docs/laws').filter((page) => !page.endsWith('README.md')),
    );
    for (const law of LAWS_WITH_PAGES)
      expect(pageOf(law)).toBe(`docs/laws/${law.name.split(' ')[0]}.md`);
  });
});
