/** The files of this project, as its own checks read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SKIPPED = /^(node_modules|\.git|dist|dist-.*|coverage)$/;

/** Paths of all files below a folder of the project, relative to its root, sorted. */
export function filesBelow(folder: string): readonly string[] {
  const prefix = folder === '.' ? '' : `${folder}/`;
  return readdirSync(root + folder, { withFileTypes: true })
    .filter((entry) => !SKIPPED.test(entry.name))
    .flatMap((entry) => {
      const path = prefix + entry.name;
      return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
    })
    .sort();
}

/** The text of a file of the project. */
export const textOf = (path: string): string => readFileSync(root + path, 'utf8');

/** The absolute path of a file of the project. */
export const absolute = (path: string): string => root + path;

/** A text with the part between two marker comments replaced. @throws Error if the markers are not there */
export function withSection(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}: start -->`, `<!-- ${name}: end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The markers of the section ${name} are missing.`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}
