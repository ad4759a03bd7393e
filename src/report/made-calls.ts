/** The calls of workflow code in a run, with their places, and what became of each. */
import type { WorkflowCallKind } from '../host/workflow-watch.ts';
import type { OccurrenceOf } from '../simulation/occurrence.ts';

/** What became of a call; `'dead'`: it was made by code that knew its scope to be cancelled, `'thrown'`: by code that heard of it so. */
export type CallFate = 'cutOff' | 'dead' | 'thrown' | 'rejected' | 'resolved';

/** A call of workflow code, and where it was made. */
export interface MadeCall {
  readonly runId: string;
  readonly name: string;
  readonly kind: WorkflowCallKind;
  readonly seq: number;
  readonly step: number;
  readonly site: string | undefined;
  /** The step in which it was resolved or rejected. */
  endedIn: number | undefined;
  fate: CallFate | undefined;
}

/** Keeps the calls of one run. */
export class MadeCalls {
  readonly list: MadeCall[] = [];

  made(notice: OccurrenceOf<'WorkflowCall'>, step: number): MadeCall {
    const { runId, name, kind, seq, inDeadScope, heard, site } = notice;
    const fate = inDeadScope ? (heard ? 'dead' : 'thrown') : undefined;
    const endedIn = fate === undefined ? undefined : step;
    const call: MadeCall = { runId, name, kind, seq, step, site, endedIn, fate };
    this.list.push(call);
    return call;
  }

  /** The runtime is told how a call ended: if that is a cancellation, it is rejected in the same step. */
  resolved(runId: string, kinds: readonly WorkflowCallKind[], seq: number, step: number): void {
    const call = this.#find(runId, kinds, seq);
    if (call !== undefined && call.fate === undefined) end(call, 'resolved', step);
  }

  /** @returns the call, where that is news */
  rejected(
    { runId, kind, seq }: OccurrenceOf<'WorkflowCallRejected'>,
    step: number,
  ): MadeCall | undefined {
    const call = this.#find(runId, [kind], seq);
    if (call === undefined) return undefined;
    const isOpen = call.fate === undefined || (call.fate === 'resolved' && call.endedIn === step);
    return isOpen ? end(call, 'rejected', step) : undefined;
  }

  cutOff(runId: string, kind: WorkflowCallKind, name: string, step: number): void {
    const call = this.list.findLast(
      (made) => made.runId === runId && made.kind === kind && made.name === name,
    );
    if (call !== undefined) end(call, 'cutOff', step);
  }

  #find(runId: string, kinds: readonly WorkflowCallKind[], seq: number): MadeCall | undefined {
    return this.list.findLast(
      (made) => made.runId === runId && made.seq === seq && kinds.includes(made.kind),
    );
  }
}

function end(call: MadeCall, fate: CallFate, step: number): MadeCall {
  call.fate = fate;
  call.endedIn = step;
  return call;
}
