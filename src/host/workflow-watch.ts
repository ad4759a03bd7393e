/** The watch over workflow code: tells of every call it makes, of those that are rejected, and of how it closes, without a microtask of its own. */
import { isCancellation } from '@temporalio/workflow';
import { scopeOfContext } from './workflow-async-context.ts';
import { calledBySdk, callSite } from './workflow-call-site.ts';
import type { RuntimeCommand } from './workflow-command.ts';
import {
  cancelledFromOutside,
  followRun,
  followScope,
  hasHeard,
  hasHeardOf,
  tellOf,
} from './hearing.ts';
import type { Scope } from './hearing.ts';
import type { Activator } from './sdk.ts';

/** What workflow code asks for. */
export type WorkflowCallKind = 'activity' | 'localActivity' | 'timer' | 'child' | 'signal';

/** How workflow code closes its run. */
export type WorkflowClosingKind = 'completed' | 'failed' | 'cancelled' | 'continuedAsNew';

/** A handler that is under way when its run closes. */
export interface UnfinishedHandler {
  readonly kind: 'signal' | 'update';
  readonly name: string;
  /** It is declared as one that may be abandoned. @see HandlerUnfinishedPolicy of `@temporalio/common` */
  readonly mayBeAbandoned: boolean;
}

/** One thing that happened in the code of a run that is not replayed. */
export type WorkflowNotice =
  | {
      readonly type: 'WorkflowCall';
      readonly runId: string;
      readonly kind: WorkflowCallKind;
      /** The type of the activity or child, the name of the signal, the duration of the timer. */
      readonly name: string;
      /** By kind, activities and local activities together. */
      readonly seq: number;
      /** Its scope is already cancelled: it comes to nothing. */
      readonly inDeadScope: boolean;
      /** It is made by code to which the cancellation of its scope was thrown, or that of its workflow where its scope lives. */
      readonly heard: boolean;
      /** The place in the user's code, where it is wanted: `at chargeOrder (/app/workflows.ts:12:5)`. */
      readonly site: string | undefined;
    }
  /** A call that was pending is rejected by a cancellation. */
  | {
      readonly type: 'WorkflowCallRejected';
      readonly runId: string;
      readonly kind: WorkflowCallKind;
      readonly seq: number;
      /** Because the workflow was cancelled, not by the workflow's own code. */
      readonly fromOutside: boolean;
    }
  /** The code has returned or thrown, and its activation is concluded. */
  | {
      readonly type: 'WorkflowClosing';
      readonly runId: string;
      readonly how: WorkflowClosingKind;
      /** The code that closed it was one to which the cancellation of its workflow was thrown. */
      readonly heard: boolean;
      /** Handlers that are still under way. */
      readonly unfinishedHandlers: readonly UnfinishedHandler[];
      /** Signals that no handler was ever set for. */
      readonly unhandledSignals: readonly string[];
    };

/** Who hears of it. */
export interface WorkflowWatch {
  /** Whether anybody listens: asked when a run is made. */
  readonly listening: boolean;
  /** Whether calls are to say where in the user's code they were made, which is dear. */
  readonly callSites: boolean;
  tell(notice: WorkflowNotice): void;
}

/** What waits for the resolution of a call in the SDK's runtime. */
interface Completion {
  reject(error: unknown): unknown;
}

/** Of the runtime's state, what its type keeps to itself. */
interface RuntimeState {
  readonly completions: Readonly<Record<string, ReadonlyMap<number, Completion>>>;
  readonly inProgressSignals: ReadonlyMap<unknown, Handler>;
  readonly inProgressUpdates: ReadonlyMap<unknown, Handler>;
  readonly bufferedSignals: readonly { readonly signalName?: string | null }[];
}

interface Handler {
  readonly name: string;
  readonly unfinishedPolicy: string;
}

const CLOSING: readonly (readonly [keyof RuntimeCommand, WorkflowClosingKind])[] = [
  ['completeWorkflowExecution', 'completed'],
  ['failWorkflowExecution', 'failed'],
  ['cancelWorkflowExecution', 'cancelled'],
  ['continueAsNewWorkflowExecution', 'continuedAsNew'],
];

/** Which of the runtime's maps hold what waits for a call. */
const COMPLETIONS: Readonly<Record<WorkflowCallKind, readonly string[]>> = {
  activity: ['activity'],
  localActivity: ['activity'],
  timer: [],
  child: ['childWorkflowStart', 'childWorkflowComplete'],
  signal: ['signalWorkflow'],
};

/** One run under the watch. */
export class WatchedRun {
  readonly #activator: Activator;
  #watch: WorkflowWatch | undefined;
  #closing: { readonly how: WorkflowClosingKind; readonly heard: boolean } | undefined;

  constructor(activator: Activator, watch: WorkflowWatch) {
    this.#activator = activator;
    this.#watch = watch;
  }

  get #state(): RuntimeState {
    return this.#activator as unknown as RuntimeState;
  }

  /** A call goes its way; what it returns is returned as it is. */
  called<Result>(kind: WorkflowCallKind, name: string, seq: number, go: () => Result): Result {
    const scope = (scopeOfContext() ?? this.#activator.rootScope) as Scope;
    followScope(scope);
    const inDeadScope = scope.consideredCancelled;
    const bySdk = inDeadScope && kind === 'timer' && calledBySdk('sleep');
    if (!bySdk) {
      this.#tell({
        type: 'WorkflowCall',
        runId: this.#activator.info.runId,
        kind,
        name,
        seq,
        inDeadScope,
        heard: inDeadScope ? hasHeardOf(scope) : hasHeard(),
        site: this.#watch?.callSites === true ? callSite() : undefined,
      });
    }
    const result = go();
    for (const map of COMPLETIONS[kind]) this.#watchCompletion(map, kind, seq, scope);
    return result;
  }

  #watchCompletion(map: string, kind: WorkflowCallKind, seq: number, scope: Scope): void {
    const completion = this.#state.completions[map]?.get(seq);
    if (completion === undefined) return;
    const reject = completion.reject.bind(completion);
    const telling: Completion['reject'] = (error) => {
      if (!isCancellation(error)) return reject(error);
      this.#rejected(kind, seq, cancelledFromOutside(scope));
      return tellOf(scope, () => reject(error));
    };
    completion.reject = telling;
  }

  #rejected(kind: WorkflowCallKind, seq: number, fromOutside: boolean): void {
    const { runId } = this.#activator.info;
    this.#tell({ type: 'WorkflowCallRejected', runId, kind, seq, fromOutside });
  }

  /** Told of every command before it is pushed. */
  pushed(command: RuntimeCommand): void {
    if (command.cancelTimer?.seq !== undefined && command.cancelTimer.seq !== null)
      this.#rejected('timer', command.cancelTimer.seq, hasHeard());
    for (const [field, how] of CLOSING)
      if (command[field]) this.#closing ??= { how, heard: hasHeard() };
  }

  concluded(): void {
    if (this.#closing === undefined) return;
    const { inProgressSignals, inProgressUpdates, bufferedSignals } = this.#state;
    this.#tell({
      type: 'WorkflowClosing',
      runId: this.#activator.info.runId,
      ...this.#closing,
      unfinishedHandlers: [
        ...unfinished('signal', inProgressSignals),
        ...unfinished('update', inProgressUpdates),
      ],
      unhandledSignals: bufferedSignals.map(({ signalName }) => signalName ?? ''),
    });
    this.#closing = undefined;
  }

  /** Nothing is told any more. */
  leave(): void {
    this.#watch = undefined;
  }

  #tell(notice: WorkflowNotice): void {
    if (!this.#activator.info.unsafe.isReplaying) this.#watch?.tell(notice);
  }
}

function unfinished(
  kind: UnfinishedHandler['kind'],
  handlers: ReadonlyMap<unknown, Handler>,
): UnfinishedHandler[] {
  return [...handlers.values()].map(({ name, unfinishedPolicy }) => ({
    kind,
    name,
    mayBeAbandoned: unfinishedPolicy === 'ABANDON',
  }));
}

/** Sets the watch over a run, before interceptors of the user's are added: it stands outermost. */
export function watchRun(activator: Activator, watch: WorkflowWatch): WatchedRun {
  const run = new WatchedRun(activator, watch);
  const pushCommand = activator.pushCommand.bind(activator);
  const telling: Activator['pushCommand'] = (command, complete) => {
    run.pushed(command);
    pushCommand(command, complete);
  };
  activator.pushCommand = telling;
  activator.interceptors.outbound.push({
    scheduleActivity: (input, next) =>
      run.called('activity', input.activityType, input.seq, () => next(input)),
    scheduleLocalActivity: (input, next) =>
      run.called('localActivity', input.activityType, input.seq, () => next(input)),
    startTimer: (input, next) =>
      run.called('timer', `${input.durationMs} ms`, input.seq, () => next(input)),
    startChildWorkflowExecution: (input, next) =>
      run.called('child', input.workflowType, input.seq, () => next(input)),
    signalWorkflow: (input, next) =>
      run.called('signal', input.signalName, input.seq, () => next(input)),
  });
  activator.interceptors.internals.push({
    activate: (input, next) => {
      followRun(activator);
      next(input);
    },
    concludeActivation: (input, next) => {
      run.concluded();
      followRun(undefined);
      return next(input);
    },
  });
  return run;
}
