/** A map that takes no room until something is in it: most runs of a workflow use few of the many that each of them has. */

const NOTHING: ReadonlyMap<never, never> = new Map<never, never>();

/** @see Map */
export class LazyMap<Key, Value> {
  #entries: Map<Key, Value> | undefined;

  get size(): number {
    return this.#entries === undefined ? 0 : this.#entries.size;
  }

  get(key: Key): Value | undefined {
    return this.#entries?.get(key);
  }

  has(key: Key): boolean {
    return this.#entries !== undefined && this.#entries.has(key);
  }

  set(key: Key, value: Value): this {
    this.#entries ??= new Map();
    this.#entries.set(key, value);
    return this;
  }

  delete(key: Key): boolean {
    return this.#entries !== undefined && this.#entries.delete(key);
  }

  keys(): IterableIterator<Key> {
    return (this.#entries ?? NOTHING).keys();
  }

  values(): IterableIterator<Value> {
    return (this.#entries ?? NOTHING).values();
  }

  [Symbol.iterator](): IterableIterator<[Key, Value]> {
    return (this.#entries ?? NOTHING)[Symbol.iterator]();
  }
}
