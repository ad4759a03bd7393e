/** What matchers may be asked about: a handle of a workflow, an execution, a history, an activity; and how each is read. */
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter, type PayloadConverter } from '@temporalio/common';
import type { HistoryEvent } from '../protocol/event.ts';
import type { ExecutionView } from '../service/service.ts';
import { worldOf } from '../simulation/client-worlds.ts';
import type { ScenarioActivity } from '../simulation/scenario-activity.ts';

/** Something that stands for an execution: a handle whose client belongs to a world, or a view of one. */
export type ExecutionSubject =
  Pick<WorkflowHandle, 'workflowId' | 'client'> | Pick<ExecutionView, 'status' | 'events'>;

/** Something that has a history. */
export type HistorySubject = ExecutionSubject | readonly HistoryEvent[];

/** What a matcher knows of an execution. */
export interface Subject {
  readonly execution: ExecutionView;
  readonly converter: PayloadConverter;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isHandle = (value: unknown): value is WorkflowHandle =>
  isObject(value) && 'workflowId' in value && 'client' in value && 'result' in value;

const isView = (value: unknown): value is ExecutionView =>
  isObject(value) && 'events' in value && 'status' in value;

const isHistory = (value: unknown): value is readonly HistoryEvent[] =>
  Array.isArray(value) && value.every((event) => isObject(event) && 'attributes' in event);

const isActivity = (value: unknown): value is ScenarioActivity =>
  isObject(value) && 'attempts' in value && 'type' in value;

function refused(matcher: string, wanted: string, value: unknown): TypeError {
  const given = isObject(value) ? `a ${value.constructor?.name ?? 'object'}` : String(value);
  return new TypeError(`${matcher}() is asked about ${wanted}, and this is ${given}.`);
}

/** The run that a handle stands for now: the latest one of the chain that it was made for. */
function ofHandle(matcher: string, handle: WorkflowHandle): Subject {
  const { client, workflowId } = handle;
  const world = worldOf(client);
  if (world === undefined) {
    throw new TypeError(
      `${matcher}() is asked about a handle of ${workflowId} whose client belongs to no world of lastcall.`,
    );
  }
  const first = 'firstExecutionRunId' in handle ? handle.firstExecutionRunId : undefined;
  const execution = world.executions.findLast(
    (candidate) =>
      candidate.workflowId === workflowId &&
      (first === undefined || candidate.firstExecutionRunId === first),
  );
  if (execution === undefined) {
    throw new TypeError(
      `${matcher}() is asked about the workflow ${workflowId}, which was never started.`,
    );
  }
  return { execution, converter: client.options.loadedDataConverter.payloadConverter };
}

/** @throws TypeError for what is no handle of a simulated workflow, and no execution */
export function executionOf(matcher: string, value: unknown): Subject {
  if (isHandle(value)) return ofHandle(matcher, value);
  if (isView(value)) return { execution: value, converter: defaultPayloadConverter };
  throw refused(matcher, 'the handle of a workflow, or an execution (of run.executions)', value);
}

/** @throws TypeError for what has no history */
export function historyOf(matcher: string, value: unknown): readonly HistoryEvent[] {
  if (isHistory(value)) return value;
  if (isHandle(value)) return ofHandle(matcher, value).execution.events;
  if (isView(value)) return value.events;
  throw refused(matcher, 'a history, the handle of a workflow, or an execution', value);
}

/** @throws TypeError for what is no activity of a world */
export function activityOf(matcher: string, value: unknown): ScenarioActivity {
  if (isActivity(value)) return value;
  throw refused(matcher, "the activities of a type (world.activity('charge'))", value);
}
