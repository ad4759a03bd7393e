/** What a command prints: text for people or JSON for programs, and progress where somebody watches. */
import { inspect } from 'node:util';

/** Where the command line writes. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether somebody watches what goes to `err`, and a line can be drawn over. */
  readonly watched: boolean;
  /** How wide it is, where that is known. */
  readonly columns: number | undefined;
}

/** Where a command writes. */
export interface Output {
  /** JSON is wanted, instead of text. */
  readonly json: boolean;
  readonly columns: number | undefined;
  /** Writes a text and a line end. */
  print(text: string): void;
  /** Writes a value as one line of JSON. */
  printJson(value: unknown): void;
  /** Tells people of something that is wrong. */
  complain(text: string): void;
  /** Shows how far it has come, over what was shown before; nothing where nobody watches. */
  progress(text: string): void;
  /** Takes the progress line away. */
  progressDone(): void;
}

/** How often the progress line is drawn anew, in milliseconds. */
const EVERY = 100;

const CLEAR_LINE = '\r\u001b[K';

/** Values that JSON does not have, as text. */
function asJson(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'function') return String(value);
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Map) return Object.fromEntries(value as Map<string, unknown>);
  return value;
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value, asJson);
  } catch {
    return JSON.stringify(inspect(value));
  }
}

/** The output of one command. */
export function outputOn(terminal: Terminal, json = false): Output {
  const watched = terminal.watched && !json;
  let shownAt = 0;
  let shown = false;
  return {
    json,
    columns: terminal.columns,
    print: (text) => terminal.out(`${text}\n`),
    printJson: (value) => terminal.out(`${toJson(value)}\n`),
    complain: (text) => terminal.err(`${text}\n`),
    progress(text) {
      const now = performance.now();
      if (!watched || now - shownAt < EVERY) return;
      shownAt = now;
      shown = true;
      terminal.err(`${CLEAR_LINE}${text}`);
    },
    progressDone() {
      if (shown) terminal.err(CLEAR_LINE);
      shown = false;
    },
  };
}

/** The standard streams of this process. */
export function standardStreams(): Terminal {
  const { stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    watched: stderr.isTTY ?? false,
    columns: stdout.columns,
  };
}
