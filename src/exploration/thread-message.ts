/** What passes between an exploration and the threads that make its runs. All data. */
import type { Horizon } from './horizon.ts';
import type { ProbeOutcome } from './probe.ts';
import type { ProbeRequest, ProbeResult } from './probe-request.ts';
import { StepOrder, type StepOrderRecord } from './step-order.ts';

/** To a thread: runs that are to be made. */
export interface ThreadRequest {
  readonly id: number;
  readonly request: ProbeRequest;
  readonly horizon: Horizon | undefined;
}

/** A result without what cannot travel. */
export interface TravellingResult extends Omit<ProbeResult, 'learned'> {
  readonly learned: Omit<ProbeResult['learned'], 'order'> & {
    readonly order?: StepOrderRecord | undefined;
  };
}

/** An error as it is told to another thread. */
export interface ThrownElsewhere {
  readonly name: string;
  readonly message: string;
}

/** From a thread. */
export type ThreadAnswer =
  /** It has loaded the scenario, and run it once. */
  | { readonly type: 'ready'; readonly boring: ProbeOutcome }
  | { readonly type: 'unusable'; readonly thrown: ThrownElsewhere }
  | { readonly type: 'ran'; readonly id: number; readonly result: TravellingResult }
  | { readonly type: 'threw'; readonly id: number; readonly thrown: ThrownElsewhere };

/** Leaves behind what stays in the thread of a run: what it left, and the error of what it broke. */
export function packedOutcome(outcome: ProbeOutcome): ProbeOutcome {
  const { schedule, broken, opportunities, unapplied, fingerprint, steps } = outcome;
  const { witnesses, expectations } = outcome;
  return {
    schedule,
    broken,
    opportunities,
    unapplied,
    fingerprint,
    steps,
    witnesses,
    expectations,
  };
}

/** Makes a result ready to travel. */
export function packed({
  outcomes,
  learned: { order, ...learned },
}: ProbeResult): TravellingResult {
  return {
    outcomes: outcomes.map(packedOutcome),
    learned: order === undefined ? learned : { ...learned, order: order.record() },
  };
}

/** A result that has arrived. */
export function unpacked({
  outcomes,
  learned: { order, ...learned },
}: TravellingResult): ProbeResult {
  return {
    outcomes,
    learned: order === undefined ? learned : { ...learned, order: StepOrder.of(order) },
  };
}
