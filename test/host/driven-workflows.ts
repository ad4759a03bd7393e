/** Workflows driven by hand: activations go in, microtasks are drained, commands come out. */
import { defaultPayloadConverter } from '@temporalio/workflow';
import type { WorkflowHost } from '../../src/host/port.ts';
import { createWorkflowHost } from '../../src/host/workflow-host.ts';
import type { WorkflowHostOptions } from '../../src/host/workflow-host.ts';
import type {
  Activation,
  ActivationCompletion,
  ActivationJob,
  InitializeWorkflow,
  WorkflowCommand,
} from '../../src/protocol/activation.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { Payload } from '../../src/protocol/payload.ts';

/** The instant of the first activation. */
export const START = Date.UTC(2026, 0, 1);

/** A value as the default converter encodes it. */
export function payload(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value) as Payload;
}

/** What the default converter makes of a payload. */
export function value(of: Payload | undefined): unknown {
  return of && defaultPayloadConverter.fromPayload(of as never);
}

/** A turn of the event loop: all microtasks run, and Node reports the rejections among them. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** All microtasks run; a callback of nextTick that a microtask asked for comes after the last of them. */
function microtasks(): Promise<void> {
  return new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));
}

/** A host with workflows of one test. */
export function hostOf(
  workflows: WorkflowHostOptions['workflows'],
  options: Partial<WorkflowHostOptions> = {},
): WorkflowHost {
  return createWorkflowHost({
    workflows,
    namespace: 'default',
    taskQueue: 'orders',
    registeredActivityNames: new Set(['charge', 'refund']),
    ...options,
  });
}

/** What differs from an ordinary activation of a live run. */
export type ActivationFields = Partial<Omit<Activation, 'jobs'>>;

/** One activation, from its jobs to its completion. */
export async function activate(
  host: WorkflowHost,
  jobs: readonly ActivationJob[],
  fields: ActivationFields = {},
): Promise<ActivationCompletion> {
  const running = host.activate({
    runId: 'run-34',
    timestamp: START,
    isReplaying: false,
    historyLength: 3,
    historySizeBytes: 0,
    continueAsNewSuggested: false,
    availableInternalFlags: [],
    jobs,
    ...fields,
  });
  for (;;) {
    await microtasks();
    const state = running.proceed();
    if (state === 'done') break;
    if (state !== 'again') await state;
  }
  await turn();
  return running.completion();
}

/** The commands of a completion. @throws where it is a failure */
export function commandsOf(completion: ActivationCompletion): readonly WorkflowCommand[] {
  if (completion.status === 'failed') {
    throw new Error(`The activation failed: ${completion.failure.message ?? ''}`);
  }
  return completion.commands;
}

/** The failure of a completion. @throws where there is none */
export function failureOf(completion: ActivationCompletion): Failure {
  if (completion.status !== 'failed') throw new Error('The activation did not fail');
  return completion.failure;
}

/** One activation that must succeed: its commands. */
export async function commands(
  host: WorkflowHost,
  jobs: readonly ActivationJob[],
  fields: ActivationFields = {},
): Promise<readonly WorkflowCommand[]> {
  return commandsOf(await activate(host, jobs, fields));
}

/** One activation that must succeed: the types of its commands. */
export async function types(
  host: WorkflowHost,
  jobs: readonly ActivationJob[],
  fields: ActivationFields = {},
): Promise<readonly string[]> {
  return (await commands(host, jobs, fields)).map(({ type }) => type);
}

/** The result that a workflow completed with in an activation. */
export function resultIn(list: readonly WorkflowCommand[]): unknown {
  const completed = list.find((command) => command.type === 'completeWorkflowExecution');
  if (completed === undefined) {
    throw new Error(`The workflow did not complete: ${list.map(({ type }) => type).join(', ')}`);
  }
  return value(completed.result);
}

/** The first job of a run. */
export function initialize(
  workflowType: string,
  args: readonly unknown[] = [],
  fields: Partial<InitializeWorkflow> = {},
): InitializeWorkflow {
  return {
    type: 'initializeWorkflow',
    workflowType,
    workflowId: 'order-1',
    arguments: args.map(payload),
    randomnessSeedRunId: 'run-34',
    headers: {},
    identity: 'client',
    workflowTaskTimeout: 10_000,
    firstExecutionRunId: 'run-34',
    attempt: 1,
    startTime: START,
    ...fields,
  };
}

/** A signal. */
export function signal(signalName: string, ...args: readonly unknown[]): ActivationJob {
  return {
    type: 'signalWorkflow',
    signalName,
    input: args.map(payload),
    identity: 'client',
    headers: {},
  };
}

/** A request for cancellation. */
export const CANCEL: ActivationJob = { type: 'cancelWorkflow', reason: 'enough' };

/** A timer that fired. */
export function fired(seq: number): ActivationJob {
  return { type: 'fireTimer', seq };
}

/** An activity that returned. */
export function completed(seq: number, result?: unknown): ActivationJob {
  return {
    type: 'resolveActivity',
    seq,
    isLocal: false,
    result: { status: 'completed', result: payload(result) },
  };
}

/** An activity whose cancellation was honoured. */
export function cancelled(seq: number): ActivationJob {
  return {
    type: 'resolveActivity',
    seq,
    isLocal: false,
    result: {
      status: 'cancelled',
      failure: {
        message: 'Activity cancelled',
        activityFailureInfo: {
          activityId: String(seq),
          activityType: { name: 'charge' },
          retryState: 'RETRY_STATE_CANCEL_REQUESTED',
        },
        cause: { message: '', canceledFailureInfo: {} },
      },
    },
  };
}

/** An update that arrives live. */
export function update(id: string, name: string, ...args: readonly unknown[]): ActivationJob {
  return {
    type: 'doUpdate',
    id,
    protocolInstanceId: id,
    name,
    input: args.map(payload),
    headers: {},
    identity: 'client',
    runValidator: true,
  };
}

/** A query. */
export function query(queryType: string, ...args: readonly unknown[]): ActivationJob {
  return {
    type: 'queryWorkflow',
    queryId: 'q1',
    queryType,
    arguments: args.map(payload),
    headers: {},
  };
}
