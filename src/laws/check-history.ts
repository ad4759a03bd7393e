/** Judges a history that stands for itself: one that was exported from a service, or made up to see which laws it breaks. */
import type { HistoryEvent } from '../protocol/event.ts';
import type { WorkflowExecution } from '../protocol/payload.ts';
import { LawBrokenError } from './law-broken-error.ts';
import { LawTable } from './law-set.ts';
import type { Law, Witness } from './law.ts';
import { RunLedger } from './run-ledger.ts';
import { SERVICE_LAWS } from './service-laws.ts';

/** How a history is to be judged. */
export interface CheckOptions {
  /** Default: those that are known from its first event. */
  readonly execution?: WorkflowExecution | undefined;
  /** Whether the worker was driven by an SDK. Default true. */
  readonly sdk?: boolean | undefined;
  /** Whether its times are those of a virtual clock, on which nothing is a little late. Default false. */
  readonly exact?: boolean | undefined;
}

/** What laws say of a history. */
export interface HistoryVerdict {
  /** Every breach, in order of events. */
  readonly broken: readonly LawBrokenError[];
  readonly witnesses: readonly Witness[];
}

const everyWorker = new LawTable(SERVICE_LAWS.filter(({ among }) => among === 'every worker'));
const sdkWorkers = new LawTable(SERVICE_LAWS);

/** Asks every law about every event of a history. */
export function checkHistory(
  events: readonly HistoryEvent[],
  options: CheckOptions = {},
): HistoryVerdict {
  const table = options.sdk === false ? everyWorker : sdkWorkers;
  const { workflowId, runId } = options.execution ?? executionOf(events);
  const run = new RunLedger(workflowId, runId, { exact: options.exact ?? false });
  const broken: LawBrokenError[] = [];
  const premises = new Map<Law, number>();
  for (const event of events) {
    for (const { law: index, ask } of table.aboutEvents(event.type)) {
      const law = table.laws[index] as Law;
      const verdict = ask(event, run, undefined);
      if (verdict === true) premises.set(law, (premises.get(law) ?? 0) + 1);
      else if (verdict !== undefined)
        broken.push(new LawBrokenError(law, verdict, { event, execution: { workflowId, runId } }));
    }
    run.enter(event);
  }
  const witnesses = table.laws
    .filter((law) => law.everyEvent !== undefined || law.events !== undefined)
    .map((law) => ({ law: law.name, premises: premises.get(law) ?? 0 }));
  return { broken, witnesses };
}

function executionOf([first]: readonly HistoryEvent[]): WorkflowExecution {
  if (first?.type !== 'WorkflowExecutionStarted') return { workflowId: '?', runId: '?' };
  const { workflowId, originalExecutionRunId } = first.attributes;
  return { workflowId, runId: originalExecutionRunId };
}
