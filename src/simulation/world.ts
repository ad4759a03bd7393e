/** One world: a service, its workers and clients on one virtual clock, and what every kind of step does to them. */
import { invariant, unreachable } from '../common/invariant.ts';
import { uuids, type NewId } from '../common/ids.ts';
import { seededRandom } from '../common/random.ts';
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { AttemptNotice, AttemptWatch } from '../host/activity-watch.ts';
import type { RunningActivation } from '../host/port.ts';
import { VirtualClock } from '../host/virtual-clock.ts';
import { followPromises } from '../host/hearing.ts';
import type { WorkflowNotice, WorkflowWatch } from '../host/workflow-watch.ts';
import type { ActivityAttempt } from '../protocol/attempt.ts';
import type { Reply, ServiceRequest } from '../protocol/request.ts';
import type { CallId, ServiceEffect } from '../service/effect.ts';
import { Service } from '../service/service.ts';
import { Agenda } from './agenda.ts';
import { Draws } from './draws.ts';
import { answerLost, Mishaps } from './mishap.ts';
import { ModelledWorker, type WorkerSurroundings } from './modelled-worker.ts';
import { StepNames } from './names.ts';
import type { ResolvedOptions, ResolvedWorker } from './options.ts';
import type { StepObserver } from './observer.ts';
import type { Occurrence } from './occurrence.ts';
import type { Step, TakenStep } from './step.ts';
import { queuesOf } from './task-queues.ts';
import { Trace, type Delivery, type LogLine } from './trace.ts';
import { workerHosts } from './worker-hosts.ts';

/** Service timers of one instant go after what user code and workers do at it. */
const SERVICE_RANK = 1;

/** An activation that a step has set going. */
export interface UnderWay {
  readonly worker: ModelledWorker;
  readonly runId: string;
  readonly running: RunningActivation;
}

/** Everything of one simulated run but the loop that drives it. */
export class World implements WorkerSurroundings, WorkflowWatch, AttemptWatch {
  readonly options: ResolvedOptions;
  readonly agenda: Agenda;
  readonly names = new StepNames((workflowId) => this.service.execution(workflowId));
  readonly trace: Trace;
  readonly service: Service;
  readonly clock: VirtualClock;
  readonly newId: NewId;
  readonly draws: Draws;
  readonly mishaps = new Mishaps();
  /** Workers by key, in the order in which they were started; crashed ones stay while their zombies live. */
  readonly workers = new Map<string, ModelledWorker>();
  /** Hears of what passes between the parts; undefined where nobody listens. */
  listener: ((occurrence: Occurrence) => void) | undefined;
  /** Whether it hears of the calls of workflow code too. */
  hearsCalls: StepObserver['hearsCalls'] = false;
  /** Hears of what user code and the workers log; undefined where nobody listens. */
  onLog: ((line: LogLine) => void) | undefined;
  /** User code has been set going since the last drain. */
  dirty = false;
  /** Something is late, or was: the clock has moved past what was due. */
  isLate = false;
  /** Until then no heartbeat reaches the service. */
  heartbeatsLostUntil: EpochMs = 0;
  #lastCallId = 0;
  #wakeUpAt: EpochMs | undefined;
  readonly #callers = new Map<CallId, (reply: Reply) => void>();
  readonly #served = new Set<string>();
  #unfollow: (() => void) | undefined;

  /** @param service - default: one of its own, without workflows */
  constructor(options: ResolvedOptions, service?: Service) {
    this.options = options;
    this.agenda = new Agenda(options.startTime);
    this.draws = new Draws(this.agenda);
    this.trace = new Trace(options.traceLimit);
    this.newId = uuids(seededRandom(options.seed));
    this.clock = new VirtualClock(options.startTime);
    this.service =
      service ??
      new Service({
        ...options,
        newId: this.newId,
        jitter: (what, low, high, boring) => this.draws.jitter(what, low, high, boring),
      });
    for (const worker of options.workers) {
      if (worker.taskQueue !== undefined) this.startWorker(worker, worker.taskQueue);
    }
  }

  get now(): EpochMs {
    return this.agenda.now;
  }

  /** From now on a listener is told of what passes between the parts, and of the calls of workflow code if it asks for them. */
  listen(listener: (occurrence: Occurrence) => void, hearsCalls: StepObserver['hearsCalls']): void {
    this.listener = listener;
    this.hearsCalls = hearsCalls;
    if (this.listening) this.#unfollow ??= followPromises(hearsCalls === 'with all sites');
  }

  get listening(): boolean {
    return this.hearsCalls !== false && this.hearsCalls !== undefined;
  }

  get callSites(): boolean {
    return this.hearsCalls === 'with sites' || this.hearsCalls === 'with all sites';
  }

  tell(notice: WorkflowNotice | AttemptNotice): void {
    this.listener?.(notice);
  }

  // calls --------------------------------------------------------------------

  newCallId(): CallId {
    return ++this.#lastCallId;
  }

  callNow(callId: CallId, request: ServiceRequest, answered: (reply: Reply) => void): void {
    this.#callers.set(callId, answered);
    this.#call(callId, request);
  }

  /** @param after - how long it is under way; without it, it arrives at this instant */
  callLater(
    step: Step & { readonly type: 'Request' },
    answered: (reply: Reply) => void,
    after?: DurationMs,
  ): void {
    this.#callers.set(step.callId, answered);
    if (after === undefined) this.agenda.add(step);
    else this.agenda.set(`call ${step.callId}`, this.now + after, 0, step);
  }

  /** Sends a request that arrives before anything else happens, and whose answer nobody waits for. */
  callFirst(step: Step & { readonly type: 'Request' }): void {
    this.#callers.set(step.callId, () => undefined);
    this.agenda.addFirst(step);
  }

  withdraw(callId: CallId): void {
    if (!this.#callers.delete(callId)) return;
    this.listener?.({ type: 'CallWithdrawn', callId });
    this.service.withdraw(callId);
  }

  #call(callId: CallId, request: ServiceRequest): void {
    for (const queue of queuesOf(request)) this.#serve(queue);
    this.listener?.({ type: 'RequestArrived', callId, request });
    this.carryOut(this.service.call(callId, request, this.now));
  }

  /** Carries out what the service asks for, in order. */
  carryOut(effects: readonly ServiceEffect[]): void {
    this.#tellOfEvents();
    for (const effect of effects) {
      switch (effect.type) {
        case 'Reply': {
          const { callId, reply } = effect;
          const answered = this.#callers.get(callId);
          this.#callers.delete(callId);
          // also where the caller has died meanwhile: for the service, what it hands out is handed out
          this.listener?.({ type: 'Answered', callId, reply });
          answered?.(reply);
          break;
        }
        case 'SetTimer':
          if (effect.at === undefined) this.agenda.clear(effect.slot);
          else this.#setServiceTimer(effect.slot, effect.at, effect);
          break;
        case 'AddTransfer':
          this.agenda.add(this.#transferStep(effect));
          break;
        default:
          unreachable(effect);
      }
    }
  }

  #tellOfEvents(): void {
    const changed = this.service.takeChanged();
    if (this.listener === undefined) return;
    for (const execution of changed) this.listener({ type: 'EventsWritten', execution });
  }

  #setServiceTimer(
    slot: string,
    at: EpochMs,
    { timer }: ServiceEffect & { readonly type: 'SetTimer' },
  ): void {
    const { workflowId, runId } = timer;
    const name = `workflow:${this.names.workflow(workflowId)} ${timer.name}`;
    this.agenda.set(slot, at, SERVICE_RANK + timer.rank, {
      type: 'ServiceTimer',
      name,
      actor: 'service',
      workflowId,
      runId,
      timer,
    });
  }

  #transferStep({ transfer }: ServiceEffect & { readonly type: 'AddTransfer' }): Step {
    const { workflowId, runId, activity } = transfer;
    const subject =
      activity === undefined
        ? `workflow:${this.names.workflow(workflowId)}`
        : this.names.activity(runId, activity.activityId, activity.activityType);
    return {
      type: 'Transfer',
      name: `${subject} ${transfer.name}`,
      actor: 'service',
      workflowId,
      runId,
      transfer,
    };
  }

  // workers ------------------------------------------------------------------

  /** Starts a worker process on a queue. */
  startWorker(options: ResolvedWorker, taskQueue: string): ModelledWorker {
    const key = `${taskQueue}-${this.workers.size + 1}`;
    const { namespace } = this.options;
    const worker = new ModelledWorker(
      key,
      { ...options, taskQueue, namespace },
      workerHosts(this, options, taskQueue),
      this,
    );
    this.workers.set(key, worker);
    this.#served.add(taskQueue);
    worker.start();
    return worker;
  }

  /** A worker without a queue of its own serves every queue that anything is sent to. */
  #serve(taskQueue: string): void {
    if (this.#served.has(taskQueue)) return;
    this.#served.add(taskQueue);
    for (const worker of this.options.workers) {
      if (worker.taskQueue === undefined) this.startWorker(worker, taskQueue);
    }
  }

  // steps --------------------------------------------------------------------

  /** Takes one step: synchronous. User code that it sets going runs in the drain that follows. */
  perform(step: Step): UnderWay | undefined {
    switch (step.type) {
      case 'Request':
        if (!this.#isLost(step)) this.#deliver(step);
        return undefined;
      case 'Transfer':
        this.carryOut(this.service.runTransfer(step.transfer, this.now));
        return undefined;
      case 'ServiceTimer':
        this.carryOut(this.service.runTimer(step.timer, this.now));
        return undefined;
      case 'Activation': {
        const worker = this.#worker(step.worker);
        const running = worker.activate(step.activation);
        return { worker, runId: step.activation.runId, running };
      }
      case 'CoreTimer': {
        const worker = this.#worker(step.worker);
        worker.carryOut(worker.core.runTimer(step.timer, this.now));
        return undefined;
      }
      case 'WakeActivity':
        this.#wakeUpAt = undefined;
        this.clock.wakeUp(this.now);
        this.dirty = true;
        return undefined;
      case 'Answer':
        step.deliver();
        return undefined;
      case 'Wake':
        step.wake();
        return undefined;
      case 'Fault':
        step.strike();
        return undefined;
      default:
        return unreachable(step);
    }
  }

  #deliver(step: Step & { readonly type: 'Request' }): void {
    const mishap = this.mishaps.any ? this.mishaps.take(step) : undefined;
    if (mishap?.type === 'answer lost') {
      const lost = answerLost(this, step, this.#callers.get(step.callId));
      this.#callers.set(step.callId, lost);
    }
    this.#call(step.callId, step.request);
    if (mishap?.type === 'doubled')
      this.callLater({ ...step, callId: this.newCallId() }, () => undefined);
  }

  /** A heartbeat that is lost on its way: its sender is told that the service cannot be reached. */
  #isLost({ callId, request, worker }: Step & { readonly type: 'Request' }): boolean {
    if (request.method !== 'RecordActivityTaskHeartbeat' || worker === undefined) return false;
    if (this.now >= this.heartbeatsLostUntil) return false;
    const status = { code: 'UNAVAILABLE', message: 'the heartbeat was lost on its way' } as const;
    this.carryOut([{ type: 'Reply', callId, reply: { ok: false, status } }]);
    return true;
  }

  #worker(key: string): ModelledWorker {
    const worker = this.workers.get(key);
    invariant(worker !== undefined, 'a step of a worker is taken while the worker is known');
    return worker;
  }

  /** After a drain: passes on what activity code did, and sets the alarm for its next timer. */
  collect(): void {
    for (const worker of this.workers.values()) worker.collectReports();
    const at = this.clock.nextWakeUpAt();
    if (at === this.#wakeUpAt) return;
    this.#wakeUpAt = at;
    if (at === undefined) return this.agenda.clear('activity clock');
    this.agenda.set('activity clock', at, 0, {
      type: 'WakeActivity',
      name: 'activity:timer',
      actor: 'activity',
    });
  }

  disturbed(): void {
    this.dirty = true;
  }

  delivered(delivery: Omit<Delivery, 'at' | 'step'>): void {
    this.trace.deliver(delivery, this.now);
  }

  attemptStarted(attempt: ActivityAttempt): void {
    const { activityType, attempt: number, isLocal, workflowExecution } = attempt;
    const activity = this.names.attempt(attempt);
    this.names.attemptStarted(activity);
    this.trace.attempts.push({
      at: this.now,
      step: this.trace.taken - 1,
      activity,
      activityType,
      attempt: number,
      isLocal,
      workflowId: workflowExecution.workflowId,
      runId: workflowExecution.runId,
    });
  }

  found(name: string, runId: string | undefined, message: string): void {
    this.trace.findings.push({ at: this.now, step: this.trace.taken, name, runId, message });
  }

  /** Notes a step that was taken. */
  record(step: Step): TakenStep {
    const taken: TakenStep = {
      index: this.trace.taken,
      at: this.now,
      name: this.names.unique(step.name),
      type: step.type,
      actor: step.actor,
      workflowId: step.workflowId,
      runId: step.runId,
    };
    this.trace.add(taken);
    return taken;
  }

  close(): void {
    for (const worker of this.workers.values()) {
      worker.workflows.close();
      worker.activities.close();
    }
    this.clock.close();
    this.#unfollow?.();
  }
}
