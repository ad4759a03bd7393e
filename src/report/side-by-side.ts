/** Stories side by side on one virtual clock, as text: a column each, a row for what happened at the same instant. */
import type { EpochMs } from '../common/time.ts';
import { sinceStart } from './since-start.ts';
import type { Line, LineKind } from './story.ts';

/** Dresses a text of a kind: in colour, or as it is. */
export type Dress = (kind: LineKind | 'clock' | 'title', text: string) => string;

/** One column: a title, and a story. */
export interface Column {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Cuts a text to a width; what is cut off shows as an ellipsis. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;

/**
 * Draws columns beside each other. Lines of one instant share rows from the top.
 * @param width of the whole in characters
 */
export function sideBySide(
  columns: readonly Column[],
  start: EpochMs,
  width: number,
  dress: Dress,
): string {
  const clockWidth = 9;
  const cell = Math.floor((width - clockWidth) / columns.length) - 1;
  const pad = (text: string): string => cut(text, cell).padEnd(cell);
  const rows: string[] = [];
  const row = (clock: string, cells: readonly string[]): void => {
    rows.push(`${dress('clock', clock.padEnd(clockWidth))}${cells.join(' ')}`.trimEnd());
  };
  row(
    '',
    columns.map(({ title }) => dress('title', pad(title))),
  );
  const instants = [...new Set(columns.flatMap(({ lines }) => lines.map(({ at }) => at)))];
  for (const at of instants.sort((a, b) => a - b)) {
    const stacks = columns.map(({ lines }) => lines.filter((line) => line.at === at));
    const height = Math.max(...stacks.map(({ length }) => length));
    for (let index = 0; index < height; index++) {
      const cells = stacks.map((stack) => {
        const line = stack[index];
        return line === undefined ? ' '.repeat(cell) : dress(line.kind, pad(line.text));
      });
      row(index === 0 ? sinceStart(at, start) : '', cells);
    }
  }
  return rows.join('\n');
}
