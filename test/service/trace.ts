/** Histories in shorthand, so that a test can say in one line what becomes of a workflow. */
import { expect, test } from 'vitest';
import { playScript } from '../../conformance/service/drive.ts';
import type { Answer, Recording, Step } from '../../conformance/service/script.ts';
import { script } from '../../conformance/service/steps.ts';
import type { ServiceOptions } from '../../src/service/service.ts';

const CODES: Record<string, string> = {
  WorkflowExecutionStarted: 'S',
  WorkflowExecutionCompleted: 'DONE',
  WorkflowExecutionFailed: 'FAIL',
  WorkflowExecutionCanceled: 'XCL',
  WorkflowExecutionTerminated: 'TERM',
  WorkflowExecutionTimedOut: 'TOUT',
  WorkflowExecutionContinuedAsNew: 'CAN',
  WorkflowExecutionCancelRequested: 'CR',
  WorkflowExecutionSignaled: 'SIG',
  WorkflowExecutionPaused: 'PA',
  WorkflowExecutionUnpaused: 'UN',
  WorkflowExecutionOptionsUpdated: 'OPT',
  WorkflowExecutionUpdateAdmitted: 'uM',
  WorkflowExecutionUpdateAccepted: 'uA',
  WorkflowExecutionUpdateCompleted: 'uC',
  UpsertWorkflowSearchAttributes: 'USA',
  WorkflowPropertiesModified: 'WPM',
  MarkerRecorded: 'MK',
  WorkflowTaskScheduled: 'wS',
  WorkflowTaskStarted: 'wB',
  WorkflowTaskCompleted: 'wC',
  WorkflowTaskFailed: 'wF',
  WorkflowTaskTimedOut: 'wT',
  ActivityTaskScheduled: 'aS',
  ActivityTaskStarted: 'aB',
  ActivityTaskCompleted: 'aC',
  ActivityTaskFailed: 'aF',
  ActivityTaskTimedOut: 'aT',
  ActivityTaskCancelRequested: 'aR',
  ActivityTaskCanceled: 'aX',
  TimerStarted: 'tS',
  TimerFired: 'tF',
  TimerCanceled: 'tX',
  StartChildWorkflowExecutionInitiated: 'kI',
  StartChildWorkflowExecutionFailed: 'kN',
  ChildWorkflowExecutionStarted: 'kB',
  ChildWorkflowExecutionCompleted: 'kC',
  ChildWorkflowExecutionFailed: 'kF',
  ChildWorkflowExecutionCanceled: 'kX',
  ChildWorkflowExecutionTimedOut: 'kT',
  ChildWorkflowExecutionTerminated: 'kZ',
  RequestCancelExternalWorkflowExecutionInitiated: 'eI',
  ExternalWorkflowExecutionCancelRequested: 'eR',
  RequestCancelExternalWorkflowExecutionFailed: 'eF',
  SignalExternalWorkflowExecutionInitiated: 'sI',
  ExternalWorkflowExecutionSignaled: 'sR',
  SignalExternalWorkflowExecutionFailed: 'sF',
};

type Event = Recording['executions'][number]['events'][number];

const PREFIXES = /^(WORKFLOW_TASK_FAILED_CAUSE|TIMEOUT_TYPE|RETRY_STATE)_/;
const bare = (value: unknown): string => String(value).replace(PREFIXES, '');

/** What the shorthand shows of an event besides its type: attempts, causes, and why there is no retry. */
function details(event: Event): readonly string[] {
  const { attempt, cause, timeoutType, retryState, failure } = event.attributes as {
    attempt?: number;
    cause?: string;
    timeoutType?: string;
    retryState?: string;
    failure?: { timeoutFailureInfo?: { timeoutType: string } };
  };
  const activityTimeout =
    event.type === 'ActivityTaskTimedOut' ? failure?.timeoutFailureInfo?.timeoutType : undefined;
  const shown = [cause, timeoutType, activityTimeout, retryState];
  const said = shown.filter((value) => value !== undefined && value !== '').map(bare);
  return attempt !== undefined && attempt > 1 ? [String(attempt), ...said] : said;
}

function code(event: Event): string {
  const letters = CODES[event.type] ?? event.type;
  const said = event.type === 'WorkflowExecutionCancelRequested' ? [] : details(event);
  return said.length === 0 ? letters : `${letters}{${said.join(',')}}`;
}

/** What was answered, and what became of every run. */
export interface Trace {
  readonly answers: readonly Answer[];
  /** By workflow id the runs in order, each as its codes; `P` stands for `S wS wB wC`. */
  readonly runs: Readonly<Record<string, readonly string[]>>;
  /** The attributes of the last event with a code, of any run. */
  attributes(code: string): Record<string, unknown>;
  /** The error of the last step that was refused. */
  readonly refusal: { readonly code: string; readonly message: string } | undefined;
}

/** Plays steps on a service of its own. */
export function trace(
  steps: readonly (Step | readonly Step[])[],
  options: Partial<ServiceOptions> = {},
): Trace {
  const { answers, executions } = playScript(script('trace', '', steps), options);
  const runs: Record<string, string[]> = {};
  for (const { workflowId, events } of executions) {
    const codes = events.map(code).join(' ');
    (runs[workflowId.slice('trace/'.length)] ??= []).push(codes.replace(/^S wS wB wC/, 'P'));
  }
  const refused = answers.findLast((answer) => 'error' in answer);
  return {
    answers,
    runs,
    attributes: (wanted) => {
      const events = executions.flatMap((execution) => execution.events);
      const event = events.findLast(({ type }) => CODES[type] === wanted);
      if (event === undefined) throw new Error(`there is no ${wanted}`);
      return event.attributes;
    },
    refusal: refused !== undefined && 'error' in refused ? refused.error : undefined,
  };
}

/** What is asked of the service, and what is expected of the workflow `w` (one run), or of every workflow. */
export type TraceRow = readonly [
  title: string,
  steps: readonly (Step | readonly Step[])[],
  expected: string | Readonly<Record<string, string | readonly string[]>>,
  options?: Partial<ServiceOptions>,
];

/** A test for every row. */
export function traceTests(rows: readonly TraceRow[]): void {
  for (const [title, steps, expected, options] of rows)
    test(title, () => {
      const { runs } = trace(steps, options);
      const wanted = typeof expected === 'string' ? { w: expected } : expected;
      const shown = Object.fromEntries(
        Object.keys(wanted).map((workflowId) => {
          const codes = runs[workflowId] ?? [];
          return [workflowId, typeof wanted[workflowId] === 'string' ? codes.join(' / ') : codes];
        }),
      );
      expect(shown).toEqual(wanted);
    });
}
