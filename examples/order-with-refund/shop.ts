/** The world outside: a shop with stock and a till, here in memory. */

/** What the activities of an order write to. */
export class Shop {
  readonly reserved: Set<string> = new Set<string>();
  /** What each order has paid and not got back. */
  readonly paid: Map<string, number> = new Map();

  reset(): void {
    this.reserved.clear();
    this.paid.clear();
  }
}
