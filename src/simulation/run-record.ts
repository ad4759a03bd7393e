/** The record of a run, step by step, to the byte: to find out whether two runs are the same, and if not, where they part. */
import type { HistoryEvent } from '../protocol/event.ts';
import type { StepObserver } from './observer.ts';
import type { Occurrence, RecordedExecution } from './occurrence.ts';
import type { TakenStep } from './step.ts';

/** One step as it was recorded. */
export interface RecordedStep {
  readonly taken: TakenStep;
  /** What reached the service, what it wrote, and which attempts were told to stop, in their order. */
  readonly lines: readonly string[];
}

/** Bytes as text; of a Buffer, JSON shows the replacer only what its `toJSON` has made of it. */
function asText(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const own = this[key];
  return own instanceof Uint8Array ? Buffer.from(own).toString('latin1') : value;
}

const line = (what: string, value: unknown): string => `${what} ${JSON.stringify(value, asText)}`;

/** Records one run. */
export class RunRecord implements StepObserver {
  readonly steps: RecordedStep[] = [];
  #lines: string[] = [];
  readonly #read = new Map<string, number>();

  occurred(occurrence: Occurrence): void {
    switch (occurrence.type) {
      case 'RequestArrived':
        this.#lines.push(line(occurrence.request.method, occurrence.request.request));
        return;
      case 'EventsWritten':
        return this.#written(occurrence.execution);
      case 'AttemptCancelled':
        this.#lines.push(`${occurrence.taskToken} told ${occurrence.reason}`);
        return;
      default:
    }
  }

  afterStep(taken: TakenStep): void {
    this.steps.push({ taken, lines: this.#lines });
    this.#lines = [];
  }

  #written({ runId, events }: RecordedExecution): void {
    for (let at = this.#read.get(runId) ?? 0; at < events.length; at++) {
      const event = events[at] as HistoryEvent;
      this.#lines.push(line(`${runId} ${event.type}`, event));
    }
    this.#read.set(runId, events.length);
  }
}

/** Where two runs part. */
export interface Difference {
  /** The index of the first step that differs. */
  readonly step: number;
  /** The step, and within it the line, of the one run and of the other; undefined where a run or a step has ended. */
  readonly first: string | undefined;
  readonly second: string | undefined;
}

/** A step and its time, in words. */
export const stepText = (recorded: RecordedStep | undefined): string =>
  recorded === undefined
    ? 'the end of the run'
    : `${recorded.taken.name} at ${new Date(recorded.taken.at).toISOString()}`;

/** The first step in which two runs differ, and the line within it; without a line, the steps themselves differ. */
export function firstParting(
  first: readonly RecordedStep[],
  second: readonly RecordedStep[],
): { readonly step: number; readonly line: number | undefined } | undefined {
  for (let step = 0; step < Math.max(first.length, second.length); step++) {
    if (stepText(first[step]) !== stepText(second[step])) return { step, line: undefined };
    const [mine, yours] = [first[step]?.lines ?? [], second[step]?.lines ?? []];
    for (let line = 0; line < Math.max(mine.length, yours.length); line++)
      if (mine[line] !== yours[line]) return { step, line };
  }
  return undefined;
}

/** The first step in which two runs differ, if there is one. */
export function firstDifference(
  first: readonly RecordedStep[],
  second: readonly RecordedStep[],
): Difference | undefined {
  const parted = firstParting(first, second);
  if (parted === undefined) return undefined;
  const { step, line } = parted;
  const told = (recorded: RecordedStep | undefined): string | undefined => {
    if (line === undefined) return recorded && stepText(recorded);
    return `${stepText(recorded)}: ${recorded?.lines[line]}`;
  };
  return { step, first: told(first[step]), second: told(second[step]) };
}
