/** Everything that Core knows of one cached run: its place in the history, its machines, and what they want. @see WorkflowMachines */
import { LazyMap } from '../common/lazy-map.ts';
import type { EpochMs } from '../common/time.ts';
import type { Activation, ActivationJob, Seq } from '../protocol/activation.ts';
import type { EventAttributes, EventId } from '../protocol/event.ts';
import type { Payload, SearchAttributes } from '../protocol/payload.ts';
import type { UpdateMessage } from '../protocol/update.ts';
import type { Activity, ActivityInput } from './activity.ts';
import type { ChildWorkflow, ChildWorkflowInput } from './child-workflow.ts';
import { CommandQueue } from './command-queue.ts';
import type { Entity, EntityOf } from './entity.ts';
import type { FindingName } from './finding.ts';
import { HistoryCursor } from './history-cursor.ts';
import type { InternalFlags } from './internal-flags.ts';
import { inJobOrder } from './job-order.ts';
import { LocalActivityBook } from './local-activity-orders.ts';
import type { LocalActivity, LocalActivityInput } from './local-activity.ts';
import type { SignalExternal, SignalExternalInput } from './signal-external.ts';
import type { Timer, TimerInput } from './timer.ts';
import type { Update, UpdateInput } from './update.ts';

/** What a run is, from its first task on. */
export interface RunIdentity {
  readonly namespace: string;
  /** The queue of the worker that caches it. */
  readonly taskQueue: string;
  /** Of that worker. */
  readonly buildId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowType: string;
}

/** The state of one cached run. It is changed by `event-application.ts`, `command-application.ts` and `effect-application.ts`. */
export class WorkflowMachines {
  readonly identity: RunIdentity;
  readonly flags: InternalFlags;

  readonly history: HistoryCursor = new HistoryCursor();
  /** The last WorkflowTaskStarted event that drove workflow code. */
  currentStartedEventId: EventId = 0;
  /** The one that the logical task being applied ends with. */
  nextStartedEventId: EventId = 0;
  lastProcessedEventId: EventId = 0;
  /** The WorkflowTaskStarted event of the last task that the service counts as completed. */
  previousStartedEventId: EventId = 0;
  isReplaying = false;
  /** Of the worker that has completed the present workflow task, or is to complete it. */
  buildId = '';
  hasSeenFinalEvent = false;
  /** Whether workflow code has ended the run. */
  isFinished = false;

  /** Workflow time; it never goes back. */
  time: EpochMs = 0;
  historySizeBytes = 0;
  continueAsNewSuggested = false;
  started: EventAttributes['WorkflowExecutionStarted'] | undefined;

  readonly commands: CommandQueue = new CommandQueue();
  readonly localActivityBook: LocalActivityBook = new LocalActivityBook();
  /** Update requests that came with the task and were not processed yet. */
  incoming: readonly UpdateMessage[] = [];
  outgoing: UpdateMessage[] = [];
  found: FindingName[] = [];

  readonly byEventId: Map<EventId, Entity> = new Map();
  readonly timers: LazyMap<Seq, EntityOf<Timer, TimerInput>> = new LazyMap();
  readonly activities: LazyMap<Seq, EntityOf<Activity, ActivityInput>> = new LazyMap();
  readonly localActivities: LazyMap<Seq, EntityOf<LocalActivity, LocalActivityInput>> =
    new LazyMap();
  /** Those that were scheduled during a replay and wait for their markers. */
  waitingForMarkers: EntityOf<LocalActivity, LocalActivityInput>[] = [];
  readonly children: LazyMap<Seq, EntityOf<ChildWorkflow, ChildWorkflowInput>> = new LazyMap();
  readonly signals: LazyMap<Seq, EntityOf<SignalExternal, SignalExternalInput>> = new LazyMap();
  readonly updates: LazyMap<string, EntityOf<Update, UpdateInput>> = new LazyMap();
  /** Patches met so far, and whether workflow code has asked for their markers. */
  readonly patches: LazyMap<string, { readonly hasCommand: boolean }> = new LazyMap();

  readonly #changedSearchAttributes = new LazyMap<string, Payload>();
  #jobs: ActivationJob[] = [];

  constructor(identity: RunIdentity, flags: InternalFlags) {
    this.identity = identity;
    this.flags = flags;
  }

  pushJob(job: ActivationJob): void {
    this.#jobs.push(job);
  }

  get hasJobs(): boolean {
    return this.#jobs.length > 0;
  }

  /** The jobs that wait, as one activation. */
  takeActivation(): Activation {
    const jobs = inJobOrder(this.#jobs);
    this.#jobs = [];
    return this.activationOf(jobs, this.isReplaying);
  }

  /** An activation with the given jobs at the present place in the history. */
  activationOf(jobs: readonly ActivationJob[], isReplaying: boolean): Activation {
    return {
      runId: this.identity.runId,
      timestamp: this.time,
      isReplaying,
      historyLength: this.lastProcessedEventId,
      historySizeBytes: this.historySizeBytes,
      continueAsNewSuggested: this.continueAsNewSuggested,
      buildId: isReplaying ? this.buildId : (this.buildId = this.identity.buildId),
      availableInternalFlags: this.flags.lang,
      jobs,
    };
  }

  advanceTime(to: EpochMs): void {
    if (to > this.time) this.time = to;
  }

  changeSearchAttributes(change: SearchAttributes): void {
    for (const [name, payload] of Object.entries(change.indexedFields)) {
      this.#changedSearchAttributes.set(name, payload);
    }
  }

  /** The search attributes that the run started with, and what its code changed of them; undefined if there are none. */
  get searchAttributes(): SearchAttributes | undefined {
    const initial = this.started?.searchAttributes;
    if (this.#changedSearchAttributes.size === 0) return initial;
    return {
      indexedFields: {
        ...initial?.indexedFields,
        ...Object.fromEntries(this.#changedSearchAttributes),
      },
    };
  }

  /**
   * Forgets the last task, which only rejected updates and so left no trace in the history: the events that it was made
   * of will be others.
   */
  forgetSpeculativeTask(lastStartedEventId: EventId): void {
    this.currentStartedEventId = lastStartedEventId;
    this.lastProcessedEventId -= 2;
    for (const eventId of this.byEventId.keys()) {
      if (eventId > this.lastProcessedEventId) this.byEventId.delete(eventId);
    }
  }
}
