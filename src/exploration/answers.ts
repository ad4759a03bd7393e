/** The answers to a row of requests, in their order, where several are asked for ahead of the one that is wanted next. */
import type { ProbeRequest, ProbeResult } from './probe-request.ts';

/** A request that is under way. */
export interface Asked {
  readonly request: ProbeRequest;
  readonly result: Promise<ProbeResult>;
  /** How many answers had been given before it was asked. */
  readonly after: number;
}

type IsWanted = (request: ProbeRequest) => boolean;

/** Asks ahead. */
export class Answers {
  readonly #requests: Iterator<ProbeRequest>;
  readonly #ask: (request: ProbeRequest) => Promise<ProbeResult>;
  readonly #isWanted: IsWanted;
  readonly #asked: Asked[] = [];
  #given = 0;

  constructor(
    requests: Iterable<ProbeRequest>,
    ask: (request: ProbeRequest) => Promise<ProbeResult>,
    isWanted: IsWanted,
  ) {
    this.#requests = requests[Symbol.iterator]();
    this.#ask = ask;
    this.#isWanted = isWanted;
  }

  /** The next one that is wanted, when so many have been asked for; undefined if there is none. */
  next(ahead: number): Asked | undefined {
    for (;;) {
      while (this.#asked.length < ahead) {
        const { done, value: request } = this.#requests.next();
        if (done === true) break;
        const result = this.#ask(request);
        // it may be that nobody wants it any more
        result.catch(() => undefined);
        this.#asked.push({ request, result, after: this.#given });
      }
      const asked = this.#asked.shift();
      if (asked !== undefined && !this.#isStillWanted(asked)) continue;
      this.#given++;
      return asked;
    }
  }

  /** Whether a request that is wanted has not been answered. */
  isAnythingLeft(): boolean {
    if (this.#asked.some((asked) => this.#isStillWanted(asked))) return true;
    return this.#requests.next().done !== true;
  }

  /** A request that is made is wanted: that can change only with answers. */
  #isStillWanted({ request, after }: Asked): boolean {
    return after === this.#given || this.#isWanted(request);
  }
}
