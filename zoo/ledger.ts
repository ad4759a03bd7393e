/**
 * In-memory ledger of external effects, shared by the activities of the bug zoo.
 * Workflows must not import it. A simulator resets it before each run and may set
 * `clock` (virtual milliseconds) and `who` (an id of the current activity attempt).
 */
export interface Entry {
  op: string;
  key: string;
  /** time of the effect in milliseconds, by `clock` */
  at: number;
  /** activity attempt that made it, when `who` is set */
  by?: string | undefined;
  /** position in the ledger */
  n: number;
}

export class Ledger {
  entries: Entry[] = [];
  clock: () => number = () => Date.now();
  who: () => string | undefined = () => undefined;

  reset(): void {
    this.entries = [];
  }
  record(op: string, key = ''): void {
    this.entries.push({ op, key, at: this.clock(), by: this.who(), n: this.entries.length });
  }
  of(op: string, key?: string): Entry[] {
    return this.entries.filter((e) => e.op === op && (key === undefined || e.key === key));
  }
  count(op: string, key?: string): number {
    return this.of(op, key).length;
  }
  has(op: string, key?: string): boolean {
    return this.count(op, key) > 0;
  }
  last(op: string, key?: string): Entry | undefined {
    return this.of(op, key).at(-1);
  }
  /** how many `plus` minus how many `minus` */
  net(plus: string, minus: string, key?: string): number {
    return this.count(plus, key) - this.count(minus, key);
  }
  /** keys taken more often than given back */
  held(take: string, giveBack: string): string[] {
    return [...new Set(this.of(take).map((e) => e.key))].filter(
      (k) => this.net(take, giveBack, k) > 0,
    );
  }
  /** keys for which `op` happened more than once */
  dup(op: string): string[] {
    return [...new Set(this.of(op).map((e) => e.key))].filter((k) => this.count(op, k) > 1);
  }
  /** did any `op` happen after the first `mark`? */
  after(op: string, mark: string): boolean {
    const first = this.of(mark)[0];
    return first !== undefined && this.of(op).some((e) => e.n > first.n);
  }
}

export const ledger: Ledger = new Ledger();
