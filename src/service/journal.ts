/** Maps whose changes can be taken back until they are committed. */
import { LazyMap } from '../common/lazy-map.ts';

interface Change {
  readonly map: LazyMap<unknown, unknown>;
  readonly key: unknown;
  readonly had: boolean;
  readonly value: unknown;
}

/** Remembers what a transaction changed. */
export class Journal {
  #changes: Change[] = [];

  record(map: LazyMap<unknown, unknown>, key: unknown): void {
    this.#changes.push({ map, key, had: map.has(key), value: map.get(key) });
  }

  commit(): void {
    if (this.#changes.length > 0) this.#changes = [];
  }

  rollback(): void {
    for (const { map, key, had, value } of this.#changes.reverse())
      if (had) map.set(key, value);
      else map.delete(key);
    this.#changes = [];
  }
}

/** A map that tells a journal of its changes. */
export class JournaledMap<Key, Value> {
  readonly #journal: Journal;
  readonly #entries = new LazyMap<Key, Value>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  set(key: Key, value: Value): void {
    this.#journal.record(this.#entries as LazyMap<unknown, unknown>, key);
    this.#entries.set(key, value);
  }

  delete(key: Key): void {
    if (!this.#entries.has(key)) return;
    this.#journal.record(this.#entries as LazyMap<unknown, unknown>, key);
    this.#entries.delete(key);
  }

  keys(): IterableIterator<Key> {
    return this.#entries.keys();
  }

  values(): IterableIterator<Value> {
    return this.#entries.values();
  }
}
