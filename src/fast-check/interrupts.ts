/** Interrupts of a run: its clients cancel, terminate, signal or update it, or its worker fails, at moments of virtual time. */
import fc from 'fast-check';

/** What a client does to a run. */
export type ClientInterrupt = 'cancel' | 'terminate' | 'signal' | 'update';

/** What befalls its worker: all but `evict` may show. */
export type Fault = 'evict' | 'crash' | 'crash with zombies' | 'shut down' | 'lose heartbeats';

/** What interrupts a run. */
export type InterruptKind = ClientInterrupt | Fault;

/** One interrupt. */
export interface Interrupt {
  readonly kind: InterruptKind;
  /** How long after the start of the run, in milliseconds. */
  readonly at: number;
}

/** Many of them fall together with what programs do then. */
const moments = fc.oneof(
  fc.constantFrom(0, 1, 10, 100, 500, 1000, 1500, 2000, 5000),
  fc.nat({ max: 6000 }),
);

/** A few interrupts, in the order of their moments. */
export const interrupts = (
  kinds: readonly InterruptKind[] = ['cancel', 'terminate', 'signal', 'update'],
  maxLength = 4,
): fc.Arbitrary<readonly Interrupt[]> =>
  fc
    .array(fc.record({ kind: fc.constantFrom(...kinds), at: moments }), { maxLength })
    .map((list) => list.toSorted((a, b) => a.at - b.at));
