/** The floor of workflow code: the published workflow runtime alone, fed by hand with the activations of S1. */
import { defaultPayloadConverter } from '@temporalio/workflow';
import { workflowSdk } from '../src/host/sdk.ts';
import { randomnessSeed } from '../src/host/workflow-seed.ts';
import { order } from './workflows.ts';

const { Activator, createUnsafeRandomSource, common, runtime, setActivator } = workflowSdk();

/** A callback of nextTick that a microtask asks for comes when no microtask is left. */
function drained(): Promise<void> {
  return new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));
}

/** A job as the runtime takes it: the name of its field, and that field. */
interface Job {
  readonly variant: string;
  readonly [attributes: string]: unknown;
}

const done = {
  completed: { result: defaultPayloadConverter.toPayload('done') },
};
const FIRST: Job = {
  variant: 'initializeWorkflow',
  initializeWorkflow: { arguments: [], headers: {} },
};
const BEATS_DONE: Job = { variant: 'resolveActivity', resolveActivity: { seq: 1, result: done } };
const CANCEL: Job = { variant: 'cancelWorkflow', cancelWorkflow: { reason: '' } };
const CLEAN_UP_DONE: Job = {
  variant: 'resolveActivity',
  resolveActivity: { seq: 2, result: done },
};

/** Workflow code reads its start time in every run: one date is as good as another. */
const SINCE = new Date(0);

function activatorOf(runId: string): InstanceType<typeof Activator> {
  return new Activator({
    info: {
      workflowId: 'order',
      runId,
      workflowType: 'order',
      searchAttributes: {},
      typedSearchAttributes: new common.TypedSearchAttributes(),
      taskQueue: 'bench',
      namespace: 'default',
      firstExecutionRunId: runId,
      originalExecutionRunId: runId,
      startTime: SINCE,
      runStartTime: SINCE,
      taskTimeoutMs: 10_000,
      attempt: 1,
      historyLength: 3,
      historySize: 0,
      continueAsNewSuggested: false,
      targetWorkerDeploymentVersionChanged: false,
      unsafe: {
        now: () => 0,
        isReplaying: false,
        isReplayingHistoryEvents: false,
        random: createUnsafeRandomSource(() => 0.5),
      },
    },
    now: 0,
    showStackTraceSources: false,
    sourceMap: undefined as never,
    getTimeOfDay: () => 0n,
    randomnessSeed: randomnessSeed(runId),
    registeredActivityNames: new Set(),
    stackTracesEnabled: false,
  });
}

async function activate(job: Job): Promise<number> {
  runtime.activate({ jobs: [job as never] });
  do await drained();
  while (runtime.tryUnblockConditions() > 0);
  return runtime.concludeActivation().successful?.commands?.length ?? 0;
}

let runs = 0;

/** One S1: an activity, a sleep of an hour, a cancellation in the midst of it, a shielded clean-up. */
export async function runtimeFloor(): Promise<void> {
  const activator = activatorOf(`run-${runs++}`);
  setActivator(activator);
  activator.workflow = order as never;
  runtime.initialize(FIRST['initializeWorkflow'] as never);
  let commands = 0;
  for (const job of [FIRST, BEATS_DONE, CANCEL, CLEAN_UP_DONE]) commands += await activate(job);
  activator.getAndResetSinkCalls();
  setActivator(undefined);
  // one activity, one timer, its cancellation, another activity, the end
  if (commands !== 5) throw new Error(`S1 sent ${commands} commands`);
}
