/**
 * References to steps that come again and again: not by their number, which shifts with whatever else is done before, but by
 * something that happens only once: `'workflow:order-42 task completed (after activity:charge#1 completed)'`.
 */

const NUMBERED = /^(.*) \(\d+\)$/s;
const ANCHORED = /^(.*) \(after (.+)\)$/s;

/** A reference taken apart: the words of the step, and the step after which it is the first of these words. */
export interface AnchoredStep {
  readonly words: string;
  readonly anchor: string;
}

/** The parts of a reference; undefined for one that is the name of a step. */
export function anchoredStep(reference: string): AnchoredStep | undefined {
  const [, words, anchor] = ANCHORED.exec(reference) ?? [];
  return words === undefined || anchor === undefined ? undefined : { words, anchor };
}

/** The words of a step, without the number that tells it from those before it. */
export const wordsOf = (name: string): string => NUMBERED.exec(name)?.[1] ?? name;

/** Follows one run, step by step, and refers to its steps. */
export class StepReferences {
  /** When each step, and the last step of each words, was taken. */
  readonly #taken = new Map<string, number>();
  readonly #lastOfWords = new Map<string, number>();
  /** The last step that has no number. */
  #landmark: string | undefined;
  #last: { readonly name: string; readonly reference: string; readonly before: number } | undefined;

  /** A step was taken; harmless when it is told again. */
  stepTaken(name: string | undefined): void {
    if (name === undefined || name === this.#last?.name) return;
    const words = wordsOf(name);
    const at = this.#taken.size;
    this.#last = { name, reference: this.to(name), before: this.#lastOfWords.get(words) ?? -1 };
    this.#taken.set(name, at);
    this.#lastOfWords.set(words, at);
    if (words === name) this.#landmark = name;
  }

  /** How to refer to the step that was taken last. */
  get toLast(): string | undefined {
    return this.#last?.reference;
  }

  /** Whether a reference is to the step that was taken last. */
  isToLast(reference: string): boolean {
    if (this.#last === undefined) return false;
    const { name, before } = this.#last;
    if (name === reference) return true;
    const anchored = anchoredStep(reference);
    if (anchored === undefined || wordsOf(name) !== anchored.words) return false;
    const at = this.#taken.get(anchored.anchor);
    return at !== undefined && before < at && anchored.anchor !== name;
  }

  /** How to refer to a step that is about to be taken. */
  to(name: string): string {
    const words = wordsOf(name);
    if (words === name || this.#landmark === undefined) return name;
    return this.#isFirstSince(words, this.#landmark) ? `${words} (after ${this.#landmark})` : name;
  }

  /** Whether a reference is to a step that is about to be taken. */
  isTo(reference: string, name: string): boolean {
    if (reference === name) return true;
    const anchored = anchoredStep(reference);
    if (anchored === undefined || wordsOf(name) !== anchored.words) return false;
    return this.#isFirstSince(anchored.words, anchored.anchor);
  }

  #isFirstSince(words: string, anchor: string): boolean {
    const at = this.#taken.get(anchor);
    return at !== undefined && (this.#lastOfWords.get(words) ?? -1) < at;
  }
}
