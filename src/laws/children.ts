/** Laws about children and other workflows that a run speaks to: what was asked is answered once, and every end is heard of. */
import type { EventId, EventType, HistoryEventOf } from '../protocol/event.ts';
import type { Law, Verdict } from './law.ts';
import type { ChildCloseType, ChildRecord, RunLedger } from './run-ledger.ts';
import type { WorldLedger } from './world-ledger.ts';

const CLOSES: Readonly<Record<ChildCloseType, EventType>> = {
  ChildWorkflowExecutionCompleted: 'WorkflowExecutionCompleted',
  ChildWorkflowExecutionFailed: 'WorkflowExecutionFailed',
  ChildWorkflowExecutionCanceled: 'WorkflowExecutionCanceled',
  ChildWorkflowExecutionTimedOut: 'WorkflowExecutionTimedOut',
  ChildWorkflowExecutionTerminated: 'WorkflowExecutionTerminated',
};

type Close = HistoryEventOf<ChildCloseType>;

/** The same predicate for every type of event that ends a child. */
function onClose(
  check: (close: Close, run: RunLedger, world: WorldLedger | undefined) => Verdict,
): NonNullable<Law['events']> {
  return Object.fromEntries(Object.keys(CLOSES).map((type) => [type, check]));
}

function isOpen(child: ChildRecord | undefined): Verdict {
  if (child === undefined) return 'no child was initiated in the event that it names';
  const { closed } = child;
  return closed === undefined || `the child has ended by ${closed.type}, event ${closed.eventId}`;
}

/** L27: what happens to a child happens to one that is open. */
const childEventsPair: Law = {
  name: 'child-events-pair',
  statement:
    'A child is started once or not at all, and ends once, after it was initiated and, if it ends by closing, after it was started.',
  reason:
    'The service looks the pending child up by the number of its Initiated event (history/api/recordchildworkflowcompleted/api.go).',
  among: 'every worker',
  events: {
    ChildWorkflowExecutionStarted({ attributes: { initiatedEventId } }, { children }) {
      const child = children.get(initiatedEventId);
      if (child?.started !== undefined)
        return `it was started already, in event ${child.started.eventId}`;
      return isOpen(child);
    },
    StartChildWorkflowExecutionFailed({ attributes: { initiatedEventId } }, { children }) {
      const child = children.get(initiatedEventId);
      if (child?.started !== undefined) return `it was started, in event ${child.started.eventId}`;
      return isOpen(child);
    },
    ...onClose(({ attributes: { initiatedEventId, startedEventId } }, { children }) => {
      const child = children.get(initiatedEventId);
      const verdict = isOpen(child);
      if (verdict !== true) return verdict;
      const started = child?.started?.eventId;
      if (started === undefined) return 'the child was never started';
      return (
        startedEventId === started ||
        `it names event ${startedEventId} as the start, which is ${started}`
      );
    }),
  },
};

const answers = (
  {
    attributes: { initiatedEventId },
  }: { readonly attributes: { readonly initiatedEventId: EventId } },
  run: RunLedger,
  kind: 'RequestCancel' | 'Signal',
): Verdict => {
  const external = run.externals.get(initiatedEventId);
  if (external === undefined) return `nothing was asked in event ${initiatedEventId}`;
  if (!external.initiated.type.startsWith(kind))
    return `event ${initiatedEventId} is ${external.initiated.type}`;
  return !external.answered || `what was asked in event ${initiatedEventId} is answered already`;
};

/** L27: the answer of another workflow refers to an open question. */
const externalEventsPair: Law = {
  name: 'external-events-pair',
  statement: 'A cancel request or a signal to another workflow is answered at most once.',
  reason:
    'One internal task sends it and records what came of it (transfer_queue_active_task_executor.go: processCancelExecution, processSignalExecution).',
  among: 'every worker',
  events: {
    ExternalWorkflowExecutionCancelRequested: (event, run) => answers(event, run, 'RequestCancel'),
    RequestCancelExternalWorkflowExecutionFailed: (event, run) =>
      answers(event, run, 'RequestCancel'),
    ExternalWorkflowExecutionSignaled: (event, run) => answers(event, run, 'Signal'),
    SignalExternalWorkflowExecutionFailed: (event, run) => answers(event, run, 'Signal'),
  },
};

/** L18: what a parent hears of a child's end is true. */
const childEndIsTrue: Law = {
  name: 'child-end-is-true',
  statement: 'A parent hears that a child has closed only after it has, and in which way.',
  reason:
    "The child's closing transaction leaves the task that tells the parent (transfer_queue_active_task_executor.go: processCloseExecution).",
  among: 'every worker',
  events: onClose(({ type, attributes }, _run, world) => {
    const child = world?.runs.get(attributes.workflowExecution.runId);
    if (child === undefined) return undefined;
    if (child.closed === undefined) return `run ${child.runId} of the child is open`;
    return (
      child.closed.type === CLOSES[type] || `run ${child.runId} has closed by ${child.closed.type}`
    );
  }),
};

/** The answer of another workflow is recorded before what it does because of the question. */
const answerComesBeforeConsequence: Law = {
  name: 'answer-comes-before-consequence',
  statement:
    'When a parent hears of the end of a child that it had asked to cancel, it has heard before that the request was taken.',
  reason:
    "The task that sends the request holds the parent's lock until the answer is recorded (transfer_queue_active_task_executor.go: processCancelExecution).",
  among: 'every worker',
  events: onClose(({ attributes }, run, world) => {
    const child = world?.runs.get(attributes.workflowExecution.runId);
    const request = child?.cancelRequested?.attributes;
    const initiated = request?.externalInitiatedEventId ?? 0;
    if (initiated === 0 || request?.externalWorkflowExecution?.runId !== run.runId)
      return undefined;
    return (
      run.externals.get(initiated)?.answered === true ||
      `the request of event ${initiated} has no answer`
    );
  }),
};

const RESET = 'history-resetter';

const byReset = ({ closed }: RunLedger): boolean =>
  closed?.type === 'WorkflowExecutionTerminated' && closed.attributes.identity === RESET;

/** Whether another run has taken the place of a closed one. */
const goesOn = ({ closed }: RunLedger): boolean =>
  closed !== undefined &&
  'newExecutionRunId' in closed.attributes &&
  (closed.attributes.newExecutionRunId ?? '') !== '';

/** L18: the parent hears of every end. */
const parentHearsOfEveryEnd: Law = {
  name: 'parent-hears-of-every-end',
  statement:
    'When nothing is left to happen, an open parent has heard of the end of each of its children that has closed for good.',
  reason:
    'Every way of closing is reported, termination included, unless another run follows (transfer_queue_active_task_executor.go: processCloseExecution; sdk-java#2921).',
  among: 'every worker',
  atRest(run, world) {
    const parent = run.started?.attributes.parentWorkflowExecution;
    const initiated = run.started?.attributes.parentInitiatedEventId;
    if (parent === undefined || initiated === undefined || run.closed === undefined)
      return undefined;
    if (goesOn(run) || byReset(run)) return undefined;
    const ledger = world.runs.get(parent.runId);
    if (ledger === undefined) return undefined;
    if (ledger.children.get(initiated)?.closed !== undefined) return true;
    if (ledger.closed !== undefined) return undefined;
    return `its parent, run ${parent.runId} of ${parent.workflowId}, was not told of ${run.closed.type}`;
  },
};

/** L06: the close policy is applied to every open child. */
const closePolicyIsApplied: Law = {
  name: 'close-policy-is-applied',
  statement:
    'When nothing is left to happen, the children that a closed run left open are terminated or asked to cancel, as their policy says.',
  reason:
    'The closing transaction leaves a task that applies the policy to each pending child, however the run has closed (transfer_queue_active_task_executor.go: processParentClosePolicy; sdk-java#1079).',
  among: 'every worker',
  atRest(run, world) {
    if (run.closed === undefined || byReset(run)) return undefined;
    let premise: Verdict;
    for (const { initiated, started, closed } of run.children.values()) {
      if (started === undefined || closed !== undefined) continue;
      const chain = world.chains.get(started.attributes.workflowExecution.runId);
      if (chain === undefined) continue;
      premise = true;
      const { parentClosePolicy, workflowId } = initiated.attributes;
      if (chain.latest.closed !== undefined) continue;
      if (parentClosePolicy === 'PARENT_CLOSE_POLICY_TERMINATE')
        return `child ${workflowId} was not terminated`;
      if (parentClosePolicy === 'PARENT_CLOSE_POLICY_REQUEST_CANCEL' && !chain.cancelRequested)
        return `child ${workflowId} was not asked to cancel`;
    }
    return premise;
  },
};

/** The parent of a run and its record of the child, as far as the world knows them. */
function parentOf(
  { started }: RunLedger,
  world: WorldLedger | undefined,
): { readonly parent: RunLedger; readonly child: ChildRecord } | undefined {
  const execution = started?.attributes.parentWorkflowExecution;
  const initiated = started?.attributes.parentInitiatedEventId;
  if (execution === undefined || initiated === undefined) return undefined;
  const parent = world?.runs.get(execution.runId);
  const child = parent?.children.get(initiated);
  return parent === undefined || child === undefined ? undefined : { parent, child };
}

/** L06: the close policy is applied only to whom it is meant for, and only once the parent has closed. */
const closePolicyHasCause: Law = {
  name: 'close-policy-has-cause',
  statement:
    'A run is terminated, or asked to cancel, for its parent only after the parent has closed, and only if that is its policy.',
  reason:
    'An abandoned child is left alone (transfer_queue_active_task_executor.go: applyParentClosePolicy; sdk-php#634).',
  among: 'every worker',
  events: {
    WorkflowExecutionTerminated({ attributes: { reason } }, run, world) {
      if (reason !== 'by parent close policy') return undefined;
      const family = parentOf(run, world);
      if (family === undefined) return undefined;
      return isMeant(family, 'PARENT_CLOSE_POLICY_TERMINATE');
    },
    WorkflowExecutionCancelRequested({ attributes }, run, world) {
      const { externalWorkflowExecution, externalInitiatedEventId } = attributes;
      const family = parentOf(run, world);
      if (family?.parent.runId !== externalWorkflowExecution?.runId) return undefined;
      if (family === undefined || (externalInitiatedEventId ?? 0) !== 0) return undefined;
      return isMeant(family, 'PARENT_CLOSE_POLICY_REQUEST_CANCEL');
    },
  },
};

function isMeant(
  { parent, child }: { readonly parent: RunLedger; readonly child: ChildRecord },
  policy: string,
): Verdict {
  if (parent.closed === undefined) return 'its parent is open';
  const { parentClosePolicy } = child.initiated.attributes;
  return parentClosePolicy === policy || `its policy is ${parentClosePolicy}`;
}

/** The laws about children and other workflows. */
export const childLaws: readonly Law[] = [
  childEventsPair,
  externalEventsPair,
  childEndIsTrue,
  answerComesBeforeConsequence,
  parentHearsOfEveryEnd,
  closePolicyIsApplied,
  closePolicyHasCause,
];
