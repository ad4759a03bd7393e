/** Where the activity code of one worker runs: in the test's own realm, on the virtual clock of its world. */
import type { DataConverter, LoadedDataConverter } from '@temporalio/common';
import { invariant } from '../common/invariant.ts';
import type { EpochMs } from '../common/time.ts';
import type {
  ActivityAttempt,
  ActivityCancelReason,
  ActivityCancellationDetails,
} from '../protocol/attempt.ts';
import type { TaskToken } from '../protocol/task.ts';
import { loadedConverter } from './activity-converter.ts';
import type { ActivityInterceptorsFactory } from './activity-interceptors.ts';
import type { ActivityLogEntry } from './activity-log.ts';
import { ActivityRegistry } from './activity-registry.ts';
import { ActivityRun, type ActivityWorker } from './activity-run.ts';
import type { AttemptWatch } from './activity-watch.ts';
import type { ActivityHost, ActivityReport } from './port.ts';
import type { ActivityBudgetError } from './simulation-error.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A worker as far as its activities go. @see WorkerOptions of `@temporalio/worker` */
export interface ActivityHostOptions {
  /** Functions by activity type; `default` serves all types that have none. */
  readonly activities: object | ReadonlyMap<string, unknown> | ActivityRegistry;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly dataConverter?: DataConverter | LoadedDataConverter | undefined;
  /** The outermost first. @see WorkerInterceptors.activity */
  readonly interceptors?: readonly ActivityInterceptorsFactory[] | undefined;
  /** Gives what `Context.client` is. */
  readonly client?: (() => unknown) | undefined;
  /** The clock of the world, which all of its workers share. */
  readonly clock: VirtualClock;
  /** Draws how long something in an attempt lasts. */
  readonly lasting?: ActivityWorker['lasting'];
  /** Told of everything that activity code and its worker log. */
  readonly onLog?: ((entry: ActivityLogEntry) => void) | undefined;
  /** Hears of attempts that sleep on although they were told to stop. */
  readonly watch?: AttemptWatch | undefined;
}

class InRealmActivityHost implements ActivityHost, ActivityWorker {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly activities: ActivityRegistry;
  readonly converter: LoadedDataConverter;
  readonly interceptors: readonly ActivityInterceptorsFactory[];
  readonly clock: VirtualClock;
  readonly onLog: ((entry: ActivityLogEntry) => void) | undefined;
  readonly watch: AttemptWatch | undefined;
  readonly lasting: ActivityWorker['lasting'];
  readonly #client: (() => unknown) | undefined;
  readonly #runs = new Map<TaskToken, ActivityRun>();
  /** Attempts that have ended may have left timers behind, which die with their process. */
  readonly #ended = new Map<TaskToken, ActivityRun>();
  #reports: ActivityReport[] = [];
  #exceeded: ActivityBudgetError | undefined;

  constructor(options: ActivityHostOptions) {
    this.namespace = options.namespace;
    this.taskQueue = options.taskQueue;
    const { activities } = options;
    this.activities =
      activities instanceof ActivityRegistry ? activities : new ActivityRegistry(activities);
    this.converter = loadedConverter(options.dataConverter);
    this.interceptors = options.interceptors ?? [];
    this.clock = options.clock;
    this.onLog = options.onLog;
    this.watch = options.watch;
    this.lasting = options.lasting;
    this.#client = options.client;
  }

  // for the loop -------------------------------------------------------------

  start(attempt: ActivityAttempt): void {
    invariant(!this.#runs.has(attempt.taskToken), 'an attempt is started once');
    const run = new ActivityRun(attempt, this);
    this.#runs.set(attempt.taskToken, run);
    queueMicrotask(() => void run.run());
  }

  cancel(
    taskToken: TaskToken,
    reason: ActivityCancelReason,
    details: ActivityCancellationDetails,
  ): void {
    this.#runs.get(taskToken)?.cancel(reason, details);
  }

  kill(taskToken: TaskToken): void {
    (this.#runs.get(taskToken) ?? this.#ended.get(taskToken))?.kill();
    this.#runs.delete(taskToken);
    this.#ended.delete(taskToken);
  }

  takeReports(): readonly ActivityReport[] {
    if (this.#exceeded !== undefined) throw this.#exceeded;
    const reports = this.#reports;
    if (reports.length > 0) this.#reports = [];
    return reports;
  }

  nextWakeUpAt(): EpochMs | undefined {
    return this.clock.nextWakeUpAt();
  }

  wakeUp(now: EpochMs): void {
    this.clock.wakeUp(now);
  }

  setNow(now: EpochMs): void {
    this.clock.setNow(now);
  }

  get running(): number {
    return this.#runs.size;
  }

  close(): void {
    for (const run of [...this.#runs.values(), ...this.#ended.values()]) run.kill();
    this.#runs.clear();
    this.#ended.clear();
  }

  // for its attempts ---------------------------------------------------------

  client(): unknown {
    return this.#client?.();
  }

  report(report: ActivityReport): void {
    this.#reports.push(report);
  }

  exceeded(error: ActivityBudgetError): void {
    this.#exceeded ??= error;
  }

  ended(run: ActivityRun): void {
    this.#runs.delete(run.attempt.taskToken);
    if (run.timers.pending) this.#ended.set(run.attempt.taskToken, run);
  }
}

/** Opens a place for the activity code of one worker. @throws TypeError for an activity type that Temporal reserves */
export function createActivityHost(options: ActivityHostOptions): ActivityHost {
  return new InRealmActivityHost(options);
}
