/** What a run did, in the words of a reader: events of histories, what activities said, and who was told what, on one clock. */
import type { EpochMs } from '../common/time.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { SimulationRun } from '../simulation/simulation.ts';

/** What kind of thing a line tells of; it decides the colour. */
export type LineKind = 'event' | 'interrupt' | 'closing' | 'told' | 'said' | 'call';

/** One line of a story. */
export interface Line {
  readonly at: EpochMs;
  readonly kind: LineKind;
  readonly text: string;
}

const INTERRUPTS = /CancelRequested|Canceled|Terminated|TimedOut/;

const kindOf = ({ type }: HistoryEvent): LineKind =>
  /^WorkflowExecution(Completed|Failed|Canceled|Terminated|TimedOut|ContinuedAsNew)$/.test(type)
    ? 'closing'
    : INTERRUPTS.test(type)
      ? 'interrupt'
      : 'event';

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** A span of time in its largest whole unit: `'3 s'`, `'1 d'`, `'1500 ms'`. */
export function spanText(ms: number): string {
  const [size, unit] = UNITS.find(([of]) => ms >= of && ms % of === 0) ?? [1, 'ms'];
  return `${ms / size} ${unit}`;
}

/** What an event is about, where its type does not say: a name, a reason, a kind of timeout. */
export function detailOf(event: HistoryEvent): string {
  switch (event.type) {
    case 'WorkflowExecutionStarted':
      return event.attributes.workflowType.name;
    case 'ActivityTaskScheduled':
      return event.attributes.activityType.name;
    case 'ActivityTaskStarted':
      return event.attributes.attempt > 1 ? `attempt ${event.attributes.attempt}` : '';
    case 'ActivityTaskTimedOut':
      return (event.attributes.failure.timeoutFailureInfo?.timeoutType ?? '')
        .replace('TIMEOUT_TYPE_', '')
        .toLowerCase();
    case 'TimerStarted':
      return spanText(event.attributes.startToFireTimeout);
    case 'WorkflowExecutionSignaled':
      return event.attributes.signalName;
    case 'WorkflowExecutionTerminated':
      return event.attributes.reason ?? '';
    case 'WorkflowTaskFailed':
      return event.attributes.failure?.message ?? '';
    case 'MarkerRecorded':
      return event.attributes.markerName;
    default:
      return '';
  }
}

const SAID = /^activity:(\S+) (heartbeat|completed|failed|canceled)/;

/** The story of one workflow: its events, what its activities said, who was told what; in the order in which it happened. */
export function storyOf(run: SimulationRun, workflowId: string): readonly Line[] {
  const lines: (Line & { readonly order: number })[] = [];
  run.executions
    .filter((execution) => execution.workflowId === workflowId)
    .forEach(({ events }) => {
      for (const event of events) {
        const detail = detailOf(event);
        const text = `${event.eventId} ${event.type}${detail === '' ? '' : ` ${detail}`}`;
        lines.push({ at: event.eventTime, kind: kindOf(event), text, order: 1 });
      }
    });
  for (const { at, name, workflowId: of, type, actor } of run.trace) {
    if (of !== workflowId || type !== 'Request') continue;
    const [, activity, said] = SAID.exec(name) ?? [];
    if (activity !== undefined && said !== undefined) {
      lines.push({ at, kind: 'said', text: `${activity} says: ${said}`, order: 0 });
    } else if (actor === 'client') {
      lines.push({ at, kind: 'call', text: name.replace('client:', 'client: '), order: 0 });
    }
  }
  for (const { at, to, workflowId: of, what } of run.deliveries) {
    if (of !== workflowId) continue;
    lines.push({ at, kind: 'told', text: `${to.replace(/^\w+:/, '')} is ${what}`, order: 2 });
  }
  return lines.sort((a, b) => a.at - b.at || a.order - b.order);
}
