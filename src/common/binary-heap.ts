/** A binary heap: the smallest item first, by an order that must be total so that ties never depend on history. */

/** Items in the order of `before`; adding and removing cost the logarithm of the size. */
export class BinaryHeap<Item> {
  readonly #before: (a: Item, b: Item) => boolean;
  #items: Item[] = [];

  constructor(before: (a: Item, b: Item) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The smallest item, which stays where it is. */
  peek(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as Item;
      if (!this.#before(item, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  /** Removes the smallest item. */
  pop(): Item | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length > 0) this.#sink(last as Item, 0);
    return top;
  }

  /** Keeps the items that pass; costs the size. */
  keep(passes: (item: Item) => boolean): void {
    const kept = this.#items.filter(passes);
    this.#items = kept;
    for (let at = (kept.length >> 1) - 1; at >= 0; at--) this.#sink(kept[at] as Item, at);
  }

  #sink(item: Item, from: number): void {
    const items = this.#items;
    const half = items.length >> 1;
    let at = from;
    while (at < half) {
      let child = 2 * at + 1;
      const right = child + 1;
      if (right < items.length && this.#before(items[right] as Item, items[child] as Item))
        child = right;
      const below = items[child] as Item;
      if (!this.#before(below, item)) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }
}
