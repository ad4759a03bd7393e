/** Request ids: the client makes random ones, which histories record; here they come from a seeded source. */
import type { NewId } from '../common/ids.ts';
import { isUuid } from '../common/ids.ts';

/** Gives every random id a seeded one in its place: the same for the same, so that a repeated request stays a repetition. */
export class RequestIds {
  readonly #newId: NewId;
  readonly #replaced = new Map<string, string>();

  constructor(newId: NewId) {
    this.#newId = newId;
  }

  /** Of an id as a request has it. One that is no UUID was given on purpose and stays; none stays none. */
  of(given: string | null | undefined): string | undefined {
    if (!given) return undefined;
    if (!isUuid(given)) return given;
    let id = this.#replaced.get(given);
    if (id === undefined) this.#replaced.set(given, (id = this.#newId()));
    return id;
  }
}
