/** What an exploration or a replay found out, as text for one screen. */
import type { Probe, Violation } from './exploration/probe.ts';
import { deviationText, type Schedule } from './exploration/schedule.ts';
import type { ExplorationReport } from './index.ts';
import { historyText } from './report/history-text.ts';
import type { ExecutionView } from './service/service.ts';

/** How many events of a history a screen has room for. */
const LINES = 26;

/** Whether an exploration found nothing that its author must look at. */
export const isFine = ({ status }: ExplorationReport): boolean =>
  status === 'holds' || status === 'stopped';

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

/** How a schedule is run again: a call of `replay`. */
export function replayCall(schedule: Schedule): string {
  const lines = schedule.map((deviation) => `  ${quoted(deviationText(deviation))},`);
  const literal = lines.length === 0 ? '[]' : ['[', ...lines, ']'].join('\n');
  return `await replay(options, scenario, ${literal});`;
}

function violationText({ law, message }: Violation): string {
  return law === 'scenario' || message.includes(law) ? message : `${law}: ${message}`;
}

interface Scene {
  readonly execution?: { readonly runId: string } | undefined;
  readonly event?: { readonly eventId: number } | undefined;
}

/** The execution that broke it, or the first one. */
function concerned({ run, violation }: Probe, scene: Scene): ExecutionView | undefined {
  if (violation === undefined) return undefined;
  const runId = scene.execution?.runId;
  const executions = run?.executions ?? [];
  return executions.find((execution) => execution.runId === runId) ?? executions[0];
}

function historyOf(probe: Probe): readonly string[] {
  const { scene = {} } = (probe.violation?.error ?? {}) as { readonly scene?: Scene };
  const execution = concerned(probe, scene);
  if (execution === undefined) return [];
  const { workflowId, workflowType, status, events } = execution;
  const { event } = scene;
  const marked = event === undefined ? [] : [event.eventId];
  return [
    '',
    `${workflowId} (${workflowType}) ${status}`,
    historyText(events, { lines: LINES, marked }),
  ];
}

/**
 * The verdict, and where something is broken the law, the history of the smallest story, and how to see it again.
 * @param again - how a schedule is run again
 */
export function explorationText(
  { verdict, counterexample }: ExplorationReport,
  again: (schedule: Schedule) => string,
): string {
  if (counterexample === undefined) return verdict;
  const { schedule, violation, probe } = counterexample;
  return [
    verdict,
    '',
    violationText(violation),
    ...historyOf(probe),
    '',
    'To see it again:',
    again(schedule),
  ].join('\n');
}

/** What came of one run under a schedule. */
export function replayText({ violation, unapplied, steps }: Probe): string {
  return [
    violation === undefined
      ? `holds: no law is broken in these ${steps} steps`
      : `broken: ${violationText(violation)}`,
    ...unapplied.map(
      (deviation) =>
        `never came about: ${deviationText(deviation)} (no step of that name was next)`,
    ),
  ].join('\n');
}
