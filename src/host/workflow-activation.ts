/** One activation under way: jobs in, microtasks and conditions in turns, commands out, as a worker's sandbox does it. */
import { invariant } from '../common/invariant.ts';
import type {
  Activation,
  ActivationCompletion,
  ActivationJob,
  InitializeWorkflow,
  WorkflowCommand,
} from '../protocol/activation.ts';
import type { Failure } from '../protocol/failure.ts';
import { failureFromProto } from '../protocol/proto-failure.ts';
import type { ProtoFailure } from '../protocol/proto-failure.ts';
import type { RunningActivation } from './port.ts';
import { enterWorkflow, leaveWorkflow } from './realm.ts';
import { SimulationError, UnmodelledFeatureError } from './simulation-error.ts';
import { runInRootContext, setActiveOwner } from './workflow-async-context.ts';
import type { WorkflowCodec } from './workflow-codec.ts';
import { unmodelledFeature, workflowCommand } from './workflow-command.ts';
import type { RuntimeCommand } from './workflow-command.ts';
import { infoDuringQueries, updatedInfo } from './workflow-info.ts';
import { initialization, runtimeJob, seedUpdate } from './workflow-job.ts';
import type { RuntimeJob } from './workflow-job.ts';
import { WorkflowRun } from './workflow-run.ts';
import type { RunSurroundings } from './workflow-run.ts';
import type { SinkCaller } from './workflow-sinks.ts';

/** What an activation needs of its host. */
export interface ActivationSurroundings {
  /** The runs in the cache, by their ids. */
  readonly runs: Map<string, WorkflowRun>;
  readonly forRuns: RunSurroundings;
  readonly sinks: SinkCaller;
  readonly codec: WorkflowCodec | undefined;
  readonly stackTraceLimit: number | undefined;
}

type Phase =
  /** Payloads pass through codecs. */
  | 'decoding'
  | 'decoded'
  /** Workflow code runs in the microtasks of the next drain. */
  | 'running'
  /** An error came up; what its code has still queued runs in the next drain. */
  | 'failed'
  /** No workflow code runs any more. */
  | 'concluded'
  | 'encoding'
  | 'done';

/** Calls into the SDK's runtime without an argument of their own, in the root context of a run. */
const unblockConditions = (run: WorkflowRun): number => run.runtime.tryUnblockConditions();
const conclude = (run: WorkflowRun): RuntimeConclusion | null | undefined =>
  run.runtime.concludeActivation().successful as RuntimeConclusion | null | undefined;

interface RuntimeConclusion {
  readonly commands: readonly RuntimeCommand[];
  readonly usedInternalFlags: readonly number[];
}

/** @see BaseVMWorkflow.activate of `@temporalio/worker` */
export class WorkflowActivation implements RunningActivation {
  readonly runId: string;
  readonly #host: ActivationSurroundings;
  readonly #queries: boolean;
  #activation: Activation;
  #phase: Phase;
  #run: WorkflowRun | undefined;
  /** Jobs of an old history that are handled in a second batch. */
  #laterJobs: RuntimeJob[] | undefined;
  #commands: readonly WorkflowCommand[] = [];
  #usedInternalFlags: readonly number[] = [];
  #failure: Failure | undefined;
  #ownsRealm = false;
  #outerStackTraceLimit = 0;

  constructor(activation: Activation, host: ActivationSurroundings) {
    this.runId = activation.runId;
    this.#host = host;
    this.#activation = activation;
    this.#queries = activation.jobs[0]?.type === 'queryWorkflow';
    this.#phase = host.codec === undefined ? 'decoded' : 'decoding';
    if (this.#phase === 'decoded') this.#start();
  }

  /** @throws SimulationError what is wrong with the code under test, or with the test, beyond what a worker reports */
  proceed(): 'again' | 'done' | Promise<unknown> {
    const run = this.#run;
    if (this.#ownsRealm && run?.exceeded !== undefined) this.#throwAway(run, run.exceeded);
    switch (this.#phase) {
      case 'decoding':
        return this.#decode();
      case 'decoded':
        this.#start();
        return 'again';
      case 'running':
        return this.#goOn();
      case 'failed':
        return this.#wrapUp();
      case 'concluded':
        return this.#encode();
      case 'encoding':
      case 'done':
        this.#phase = 'done';
        return 'done';
    }
  }

  completion(): ActivationCompletion {
    invariant(this.#phase === 'done', 'an activation is asked for its completion when it is done');
    this.#failOnRejection();
    if (this.#failure !== undefined) return { status: 'failed', failure: this.#failure };
    return {
      status: 'successful',
      commands: this.#commands,
      usedInternalFlags: this.#usedInternalFlags,
    };
  }

  /** The activation is given up: its code may go on in microtasks, but nothing will be heard of it. */
  abandon(): void {
    this.#leave();
    this.#phase = 'done';
  }

  #start(): void {
    this.#phase = 'running';
    const { runs, forRuns } = this.#host;
    const [first] = this.#activation.jobs;
    if (first?.type === 'initializeWorkflow') {
      this.#run = new WorkflowRun(this.#activation, first, forRuns);
    } else {
      this.#run = runs.get(this.runId);
    }
    const run = this.#run;
    if (run === undefined) {
      this.#failUntracked();
      return;
    }
    enterWorkflow(run.globals);
    setActiveOwner(run);
    forRuns.sdk.setActivator(run.activator);
    this.#ownsRealm = true;
    this.#outerStackTraceLimit = Error.stackTraceLimit;
    Error.stackTraceLimit = this.#host.stackTraceLimit ?? Error.stackTraceLimit;
    try {
      runInRootContext(run, WorkflowActivation.#begin, this);
    } catch (error) {
      this.#fail(run, error);
    }
  }

  static #begin(this: void, self: WorkflowActivation): void {
    const run = self.#run;
    invariant(run !== undefined, 'an activation that begins has a run');
    const [first] = self.#activation.jobs;
    if (first?.type === 'initializeWorkflow') {
      run.load();
      self.#host.runs.set(run.runId, run);
    }
    run.resetBudget();
    if (self.#queries) self.#handleQueries(run);
    else self.#handleJobs(run, first?.type === 'initializeWorkflow' ? first : undefined);
  }

  #handleQueries(run: WorkflowRun): void {
    run.activator.info = infoDuringQueries(run.activator.info, this.#activation);
    this.#handle(run, this.#activation.jobs.map(runtimeJob), 0);
  }

  #handleJobs(run: WorkflowRun, init: InitializeWorkflow | undefined): void {
    const { activator } = run;
    const activation = this.#activation;
    activator.now = activation.timestamp;
    activator.addKnownFlags(activation.availableInternalFlags as number[]);
    if (init === undefined) activator.info = updatedInfo(activator.info, activation);
    else run.runtime.initialize(initialization(init));

    const { jobs } = activation;
    if (jobs.every(isOrdinary)) {
      this.#handle(run, jobs.map(runtimeJob), 0);
      return;
    }
    const { ProcessWorkflowActivationJobsAsSingleBatch: singleBatch } = run.flags;
    const asOneBatch = !jobs.some(isSignal) || activator.hasFlag(singleBatch);
    const rest: ActivationJob[] = [];
    let seedRunId: string | undefined;
    for (const job of jobs) {
      if (job.type === 'notifyHasPatch') activator.notifyHasPatch({ patchId: job.patchId });
      else if (job.type === 'updateRandomSeed' && asOneBatch) seedRunId = job.randomnessSeedRunId;
      else rest.push(job);
    }
    if (seedRunId !== undefined) activator.updateRandomSeed(seedUpdate(seedRunId));
    if (asOneBatch) {
      this.#handle(run, rest.map(runtimeJob), 0);
      return;
    }
    const others = rest.filter((job) => !isSignal(job));
    if (others.length > 0) this.#laterJobs = others.map(runtimeJob);
    this.#handle(run, rest.filter(isSignal).map(runtimeJob), 0);
  }

  #handle(run: WorkflowRun, jobs: RuntimeJob[], batchIndex: number): void {
    const { isReplaying, historyLength } = this.#activation;
    const { stackTraceLimit } = Error;
    if (!run.hasInterceptors && jobs.every(onlySettles)) Error.stackTraceLimit = 0;
    try {
      run.runtime.activate({ runId: this.runId, isReplaying, historyLength, jobs }, batchIndex);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** The microtasks have run: conditions may have come true, else this was all. */
  #goOn(): 'again' | 'done' | Promise<unknown> {
    const run = this.#run;
    invariant(run !== undefined, 'an activation that runs has a run');
    try {
      // a query's completion does not wait for conditions, since it must not move the workflow on
      if (!this.#queries && runInRootContext(run, unblockConditions, run) > 0) return 'again';
      if (this.#laterJobs !== undefined) {
        const jobs = this.#laterJobs;
        this.#laterJobs = undefined;
        runInRootContext(run, () => this.#handle(run, jobs, 1), undefined);
        return 'again';
      }
      this.#conclude(run);
    } catch (error) {
      if (error instanceof SimulationError) this.#throwAway(run, error);
      this.#fail(run, error);
      return 'again';
    }
    return this.#wrapUp();
  }

  #conclude(run: WorkflowRun): void {
    const conclusion = runInRootContext(run, conclude, run);
    this.#usedInternalFlags = conclusion?.usedInternalFlags ?? [];
    const commands: WorkflowCommand[] = [];
    for (const pushed of conclusion?.commands ?? []) {
      const command = workflowCommand(pushed);
      if (command === undefined) {
        throw new UnmodelledFeatureError(unmodelledFeature(pushed) ?? 'a new feature', run.label);
      }
      commands.push(command);
    }
    this.#commands = commands;
  }

  #fail(run: WorkflowRun, error: unknown): void {
    this.#phase = 'failed';
    this.#failure = run.failureOf(error);
  }

  #failUntracked(): void {
    const { IllegalStateError, defaultFailureConverter, defaultPayloadConverter } =
      this.#host.forRuns.sdk.common;
    const error = new IllegalStateError(
      'Received workflow activation for an untracked workflow with no init workflow job',
    );
    this.#phase = 'failed';
    this.#failure = failureFromProto(
      defaultFailureConverter.errorToFailure(error, defaultPayloadConverter) as ProtoFailure,
    );
  }

  /** A query's activation is over before rejections surface: they fail the next one. */
  #failOnRejection(): void {
    const run = this.#run;
    if (this.#failure !== undefined || this.#queries || run?.rejection === undefined) return;
    this.#failure = run.failureOf(run.rejection);
  }

  /** @throws the error, which ends the test: the run is of no use any more */
  #throwAway(run: WorkflowRun, error: SimulationError): never {
    this.#leave();
    this.#phase = 'done';
    this.#host.runs.delete(run.runId);
    run.evict();
    throw error;
  }

  /** No workflow code runs from here on. */
  #wrapUp(): 'done' | Promise<unknown> {
    this.#failOnRejection();
    this.#leave();
    this.#phase = 'concluded';
    const calls = this.#run?.takeSinkCalls();
    const awaited = calls && this.#host.sinks.callAll(calls);
    return awaited ?? this.#encode();
  }

  #leave(): void {
    if (!this.#ownsRealm) return;
    this.#ownsRealm = false;
    Error.stackTraceLimit = this.#outerStackTraceLimit;
    this.#host.forRuns.sdk.setActivator(undefined);
    setActiveOwner(undefined);
    leaveWorkflow();
  }

  async #decode(): Promise<void> {
    this.#phase = 'decoded';
    this.#activation =
      (await this.#host.codec?.decodeActivation(this.#activation)) ?? this.#activation;
  }

  #encode(): 'done' | Promise<unknown> {
    const { codec } = this.#host;
    if (codec === undefined) {
      this.#phase = 'done';
      return 'done';
    }
    this.#phase = 'encoding';
    return this.#encodeWith(codec);
  }

  async #encodeWith(codec: WorkflowCodec): Promise<void> {
    this.#commands = await codec.encodeCommands(this.runId, this.#commands);
    if (this.#failure !== undefined) {
      this.#failure = await codec.encodeFailure(this.runId, this.#failure);
    }
  }
}

/** What settles promises and calls no code of the user's: the frames of errors made meanwhile would be the SDK's and lastcall's. */
const SETTLING: ReadonlySet<string> = new Set<ActivationJob['type']>([
  'cancelWorkflow',
  'fireTimer',
  'resolveActivity',
  'resolveChildWorkflowExecutionStart',
  'resolveChildWorkflowExecution',
  'resolveSignalExternalWorkflow',
  'resolveRequestCancelExternalWorkflow',
]);

const onlySettles = ({ variant }: RuntimeJob): boolean =>
  variant !== undefined && SETTLING.has(variant);

/** Whether a job is handled like all others: not before them, nor with signals in a batch of their own. */
function isOrdinary({ type }: ActivationJob): boolean {
  return type !== 'signalWorkflow' && type !== 'notifyHasPatch' && type !== 'updateRandomSeed';
}

function isSignal(job: ActivationJob): boolean {
  return job.type === 'signalWorkflow';
}
