/** One attempt of an activity as it runs: its arguments decoded, its function called, its heartbeats and its end reported. */
import { asyncLocalStorage, CompleteAsyncError } from '@temporalio/activity';
import type { Context, Info } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure, SdkComponent } from '@temporalio/common';
import type { Headers, LoadedDataConverter, MetricMeter } from '@temporalio/common';
import { composeInterceptors } from '@temporalio/common/lib/interceptors.js';
import { MetricMeterWithComposedTags, noopMetricMeter } from '@temporalio/common/lib/metrics.js';
import { errorMessage, isAbortError } from '@temporalio/common/lib/type-helpers.js';
import { seededRandom } from '../common/random.ts';
import type { Random } from '../common/random.ts';
import type { DurationMs } from '../common/time.ts';
import type {
  ActivityAttempt,
  ActivityCancelReason,
  ActivityCancellationDetails,
  ActivityOutcome,
} from '../protocol/attempt.ts';
import type { Payload } from '../protocol/payload.ts';
import { ActivityCancellation } from './activity-cancellation.ts';
import { createContext, infoOf } from './activity-context.ts';
import { ActivityConverter, type MaybePromise } from './activity-converter.ts';
import {
  bindGlobals,
  onBehalf,
  onBehalfOutside,
  type ActivityGlobals,
} from './activity-globals.ts';
import { ActivityHeartbeats } from './activity-heartbeats.ts';
import {
  interceptorsOf,
  NO_INTERCEPTORS,
  type ActivityExecuteInput,
  type ActivityInterceptorsFactory,
  type AttemptInterceptors,
} from './activity-interceptors.ts';
import {
  activityLogAttributes,
  ActivityLogger,
  isBenign,
  workerLogger,
  type ActivityLogEntry,
} from './activity-log.ts';
import { failedOutcome, outcomeOfError } from './activity-outcome.ts';
import { typeInfoOf, type ActivityFunction, type ActivityRegistry } from './activity-registry.ts';
import { watchContext, type AttemptAsks, type AttemptWatch } from './activity-watch.ts';
import type { ActivityReport } from './port.ts';
import { ActivityBudgetError } from './simulation-error.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { VirtualTimers } from './virtual-timers.ts';
import { callSite } from './workflow-call-site.ts';

/** What an attempt needs of its worker. */
export interface ActivityWorker {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly activities: ActivityRegistry;
  readonly converter: LoadedDataConverter;
  readonly interceptors: readonly ActivityInterceptorsFactory[];
  readonly clock: VirtualClock;
  client(): unknown;
  readonly onLog: ((entry: ActivityLogEntry) => void) | undefined;
  readonly watch: AttemptWatch | undefined;
  /** Draws how long something in an attempt lasts, between two bounds; without it, it is as short as can be. */
  readonly lasting:
    ((attempt: ActivityAttempt, atLeast: DurationMs, atMost: DurationMs) => DurationMs) | undefined;
  report(report: ActivityReport): void;
  /** The attempt has ended. */
  ended(run: ActivityRun): void;
  /** An attempt goes round in a loop that it will never leave. */
  exceeded(error: ActivityBudgetError): void;
}

interface Prepared {
  readonly fn: ActivityFunction;
  readonly input: ActivityExecuteInput;
}

/** Attempts of different names get different numbers (FNV-1a). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

type FailureOptions = NonNullable<Parameters<typeof ApplicationFailure.fromError>[1]>;

/** Does something at once or in a promise. @throws ApplicationFailure that says what failed */
function explained<T>(
  work: () => MaybePromise<T>,
  options: (error: unknown) => FailureOptions,
): MaybePromise<T> {
  const fail = (error: unknown): never => {
    throw ApplicationFailure.fromError(error, options(error));
  };
  try {
    const done = work();
    return done instanceof Promise ? done.catch(fail) : done;
  } catch (error) {
    return fail(error);
  }
}

/** @see the class Activity of `@temporalio/worker` */
export class ActivityRun implements ActivityGlobals {
  readonly attempt: ActivityAttempt;
  readonly timers: VirtualTimers;
  worksOn: ((asks: AttemptAsks) => void) | undefined;
  readonly #worker: ActivityWorker;
  readonly #converter: ActivityConverter;
  readonly #cancellation = new ActivityCancellation((asked) => {
    const { activityType, activityId } = this.attempt;
    const name = `${activityType} (${activityId})`;
    this.#worker.exceeded(new ActivityBudgetError(name, asked));
  });
  readonly #heartbeats: ActivityHeartbeats;
  #status: 'running' | 'ended' | 'killed' = 'running';
  #toldToStop = false;
  #random: Random | undefined;
  #context: Context | undefined;
  #interceptors: AttemptInterceptors = NO_INTERCEPTORS;
  #meter: MetricMeter | undefined;

  constructor(attempt: ActivityAttempt, worker: ActivityWorker) {
    this.attempt = attempt;
    this.#worker = worker;
    this.timers = new VirtualTimers(worker.clock, (fn) => onBehalf(this, fn));
    this.#converter = new ActivityConverter(worker.converter, {
      type: 'activity',
      namespace: worker.namespace,
      activityId: attempt.activityId,
      workflowId: attempt.workflowExecution.workflowId,
      isLocal: attempt.isLocal,
    });
    this.#heartbeats = new ActivityHeartbeats(this.#converter, {
      beat: (details) => this.#beat(details),
      failed: (error) => this.#beatFailed(error),
    });
  }

  /** @see Math.random of activity code */
  random(): number {
    this.#random ??= seededRandom(hash(this.attempt.taskToken));
    return this.#random.next();
  }

  lasting(atLeast: DurationMs, atMost: DurationMs): DurationMs {
    return this.#worker.lasting?.(this.attempt, atLeast, atMost) ?? atLeast;
  }

  /** Runs the attempt to its end. Never rejects. */
  async run(): Promise<void> {
    let outcome: ActivityOutcome;
    try {
      const preparing = this.#prepare();
      const prepared = preparing instanceof Promise ? await preparing : preparing;
      outcome = await asyncLocalStorage.run(this.#context as Context, () => this.#call(prepared));
    } catch (error) {
      this.#log()?.error(`Error while processing ActivityTask.start: ${errorMessage(error)}`, {
        error,
      });
      outcome = await failedOutcome(error, this.#converter);
    }
    if (!this.#isRunning()) return;
    const flushing = outcome.status === 'failed' ? this.#heartbeats.flushAndClose() : undefined;
    if (flushing !== undefined) await flushing;
    this.#end(outcome);
  }

  #isRunning(): boolean {
    return this.#status === 'running';
  }

  #end(outcome: ActivityOutcome): void {
    // It may have been killed while the heartbeat was encoded.
    if (!this.#isRunning()) return;
    this.#heartbeats.close();
    this.#status = 'ended';
    const { watch } = this.#worker;
    const { taskToken } = this.attempt;
    if (watch?.listening === true)
      this.worksOn = (asks) => {
        // who asks for the time is some logger or clock, and not what goes on
        const isPlain = asks !== 'the time';
        const site = watch.callSites && isPlain ? callSite() : undefined;
        watch.tell({ type: 'AttemptWorksOn', taskToken, asks, site });
      };
    this.timers.leaveBehind(() => this.worksOn?.('a timer'));
    this.#worker.report({ type: 'ended', taskToken, outcome });
    this.#worker.ended(this);
  }

  // before the function ------------------------------------------------------

  /** No async function, as long as there are no codecs: its promises would be a good part of what an attempt costs. */
  #prepare(): MaybePromise<Prepared> {
    const details = this.#heartbeatDetails();
    return details instanceof Promise
      ? details.then((decoded) => this.#prepareWith(decoded))
      : this.#prepareWith(details);
  }

  #prepareWith(heartbeatDetails: unknown): MaybePromise<Prepared> {
    const { attempt } = this;
    const { activities } = this.#worker;
    const info = infoOf(attempt, this.#worker, heartbeatDetails);
    const fn = activities.find(attempt.activityType);
    if (fn === undefined) {
      throw ApplicationFailure.create({
        type: 'NotFoundError',
        message: `Activity function ${attempt.activityType} is not registered on this Worker, available activities: ${JSON.stringify(activities.names)}`,
        nonRetryable: false,
      });
    }
    const args = this.#arguments(fn);
    return args instanceof Promise
      ? args.then((decoded) => this.#prepared(info, fn, decoded))
      : this.#prepared(info, fn, args);
  }

  #prepared(info: Info, fn: ActivityFunction, args: unknown[]): Prepared {
    this.#context = this.#createContext(info);
    this.#interceptors = interceptorsOf(this.#worker.interceptors, this.#context);
    return { fn, input: { args, headers: this.attempt.headers as Headers } };
  }

  #heartbeatDetails(): unknown {
    const { heartbeatDetails, activityId } = this.attempt;
    if (heartbeatDetails.length === 0) return undefined;
    return explained(
      () => this.#converter.toFirstValue(heartbeatDetails),
      (error) => ({
        message: `Failed to parse heartbeat details for activity ${activityId}: ${errorMessage(error)}`,
      }),
    );
  }

  #arguments(fn: ActivityFunction): MaybePromise<unknown[]> {
    const { input, activityType } = this.attempt;
    return explained(
      () => this.#converter.toArguments(input, typeInfoOf(fn)?.inputTypes),
      (error) => ({
        message: `Failed to parse activity args for activity ${activityType}: ${errorMessage(error)}`,
        nonRetryable: false,
      }),
    );
  }

  #createContext(info: Info): Context {
    const { onLog } = this.#worker;
    const context = createContext({
      info,
      cancellation: this.#cancellation,
      log: new ActivityLogger(SdkComponent.activity, () => this.#logAttributes(info), onLog),
      heartbeat: (details) => this.#heartbeat(details),
      client: () => this.#worker.client(),
      metricMeter: () => this.#metricMeter(info),
    });
    bindGlobals(context, this);
    const { watch } = this.#worker;
    if (watch?.listening === true) watchContext(context, this.attempt.taskToken, watch);
    return context;
  }

  #logAttributes(info: Info): Record<string, unknown> {
    const { outbound } = this.#interceptors;
    const same = (attributes: Record<string, unknown>): Record<string, unknown> => attributes;
    return composeInterceptors(
      [...outbound],
      'getLogAttributes',
      same,
    )(activityLogAttributes(info));
  }

  #metricMeter({ namespace, taskQueue, activityType }: Info): MetricMeter {
    this.#meter ??= MetricMeterWithComposedTags.compose(noopMetricMeter, () => {
      const same = <T>(tags: T): T => tags;
      const compose = composeInterceptors([...this.#interceptors.outbound], 'getMetricTags', same);
      return compose({ namespace, taskQueue, activityType });
    });
    return this.#meter;
  }

  // the function -------------------------------------------------------------

  async #call({ fn, input }: Prepared): Promise<ActivityOutcome> {
    try {
      const result = await this.#execute(fn, input);
      const payload = this.#converter.toPayload(result, typeInfoOf(fn)?.outputType);
      return {
        status: 'completed',
        result: payload instanceof Promise ? await payload : payload,
      };
    } catch (error) {
      return outcomeOfError(error, this.#cancellation, this.#converter);
    }
  }

  async #execute(fn: ActivityFunction, input: ActivityExecuteInput): Promise<unknown> {
    const log = this.#log();
    const started = this.timers.clock.now;
    log?.debug('Activity started');
    try {
      const { inbound } = this.#interceptors;
      const next = ({ args }: ActivityExecuteInput): Promise<unknown> =>
        fn(...args) as Promise<unknown>;
      const execute =
        inbound.length === 0 ? next : composeInterceptors([...inbound], 'execute', next);
      const result = await execute(input);
      log?.debug('Activity completed', { durationMs: this.timers.clock.now - started });
      return result;
    } catch (error) {
      if (log !== undefined) this.#logError(log, error, this.timers.clock.now - started);
      throw error;
    }
  }

  #log(): ActivityLogger | undefined {
    const { onLog } = this.#worker;
    const info = this.#context?.info;
    if (onLog === undefined || this.#status !== 'running') return undefined;
    return workerLogger(() => (info === undefined ? {} : this.#logAttributes(info)), onLog);
  }

  #logError(log: ActivityLogger, error: unknown, durationMs: number): void {
    const { reason, holder } = this.#cancellation;
    if (reason !== undefined && (error instanceof CancelledFailure || isAbortError(error))) {
      const { cancelRequested = false, reset = false, paused = false } = holder.details ?? {};
      if (!cancelRequested && reset) log.debug('Activity reset', { durationMs });
      else if (!cancelRequested && paused) log.debug('Activity paused', { durationMs });
      else log.debug('Activity completed as cancelled', { durationMs });
    } else if (error instanceof CompleteAsyncError) {
      log.debug('Activity will complete asynchronously', { durationMs });
    } else {
      log[isBenign(error) ? 'debug' : 'warn']('Activity failed', { error, durationMs });
    }
  }

  // heartbeats, cancel, kill -------------------------------------------------

  #heartbeat(details: unknown): void {
    this.worksOn?.('a heartbeat');
    // Core has no use for heartbeats of local activities.
    if (this.#status === 'running' && !this.attempt.isLocal) this.#heartbeats.beat(details);
  }

  #beat(details: Payload): void {
    const { taskToken } = this.attempt;
    this.#worker.report({ type: 'heartbeat', taskToken, details: { payloads: [details] } });
  }

  #beatFailed(error: unknown): void {
    const { taskToken } = this.attempt;
    this.#log()?.warn('Failed to encode heartbeat details, cancelling Activity', { error });
    this.#worker.report({ type: 'heartbeatFailed', taskToken, message: errorMessage(error) ?? '' });
    this.#cancellation.cancel('HEARTBEAT_DETAILS_CONVERSION_FAILED', undefined);
  }

  /** Tells the code to stop: listeners of the signal run at once, all else in the microtasks that follow. */
  cancel(reason: ActivityCancelReason, details: ActivityCancellationDetails): void {
    if (this.#status !== 'running' || this.#toldToStop) return;
    this.#toldToStop = true;
    // What the attempt has told itself already is not news.
    if (reason === this.#cancellation.reason) return;
    onBehalfOutside(this, () => this.#cancellation.cancel(reason, details));
  }

  /** The process is gone. */
  kill(): void {
    if (this.#status === 'killed') return;
    this.#status = 'killed';
    this.#heartbeats.close();
    this.timers.drop();
  }
}
