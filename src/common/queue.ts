/** A queue: first in, first out, with a door at the front and a way to take from the middle. */
import { invariant } from './invariant.ts';

/** Items in the order in which they came. Taking the first costs nothing to speak of; taking another costs the size. */
export class Queue<Item> {
  #items: (Item | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** The first item, which stays where it is. */
  peek(): Item | undefined {
    return this.#items[this.#head];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** Puts an item before all others. */
  pushFirst(item: Item): void {
    if (this.#head > 0) this.#items[--this.#head] = item;
    else this.#items.unshift(item);
  }

  /** Removes the item at a place, 0 being the first. */
  take(place: number): Item {
    invariant(place >= 0 && place < this.size, 'an item that is taken is in the queue');
    if (place > 0) return this.#items.splice(this.#head + place, 1)[0] as Item;
    const item = this.#items[this.#head] as Item;
    this.#items[this.#head++] = undefined;
    if (this.#head >= 32 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Keeps the items that pass. */
  keep(passes: (item: Item) => boolean): void {
    const items = this.#items;
    let at = this.#head;
    while (at < items.length && passes(items[at] as Item)) at++;
    if (at === items.length) return;
    const kept = items.slice(this.#head, at);
    for (at++; at < items.length; at++) if (passes(items[at] as Item)) kept.push(items[at]);
    this.#items = kept;
    this.#head = 0;
  }

  *[Symbol.iterator](): IterableIterator<Item> {
    for (let at = this.#head; at < this.#items.length; at++) yield this.#items[at] as Item;
  }
}
