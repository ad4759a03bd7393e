/** The watch over workflow code: tells of every call it makes, of those that are rejected, and of how it closes, without a microtask of its own. */
import { isCancellation } from '@temporalio/workflow';
import type { ActivateInput, StartChildWorkflowExecutionInput } from '@temporalio/workflow';
import { scopeOfContext } from './workflow-async-context.ts';
import { calledBySdk, callSite, calledWithin } from './workflow-call-site.ts';
import type { RuntimeCommand } from './workflow-command.ts';
import { cutOffWork, type CutOffWork } from './workflow-cut-off.ts';
import {
  cancelledFromOutside,
  followRun,
  followScope,
  hasHeard,
  hasHeardOf,
  madeAt,
  tellOf,
} from './hearing.ts';
import type { Scope } from './hearing.ts';
import type { Activator } from './sdk.ts';

/** What workflow code asks for; `'cancel'`: that another workflow be cancelled, of which only dead calls are told. */
export type WorkflowCallKind =
  'activity' | 'localActivity' | 'timer' | 'child' | 'signal' | 'cancel';

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
      /** By kind, activities and local activities together; 0 where nothing comes of the call. */
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
  /** A promise of its was rejected, and nothing handles that: its workflow task fails. */
  | {
      readonly type: 'WorkflowRejectionUnhandled';
      readonly runId: string;
      /** Where the promise was made, where that is wanted. */
      readonly site: string | undefined;
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
      /** Its workflow was told of its cancellation in this very activation, and was waiting for an activity or a child. */
      readonly interrupted: boolean;
      /** What was asked for in this very activation. */
      readonly cutOff: readonly CutOffWork[];
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
  cancel: [],
};

/** What the SDK asks where an external workflow is to be cancelled in a scope that is itself cancelled. */
const EXTERNAL_CANCEL_PATCH = '__temporal_internal_connect_external_handle_cancel_to_scope';

/** One run under the watch. */
export class WatchedRun {
  readonly #activator: Activator;
  #watch: WorkflowWatch | undefined;
  #closing: { readonly how: WorkflowClosingKind; readonly heard: boolean } | undefined;
  #toldToCancel = false;
  /** Children that go on without it, by their sequence numbers. */
  readonly #abandoned = new Set<number>();

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
    if (!bySdk) this.#tellOfCall(kind, name, seq, scope);
    const result = go();
    for (const map of COMPLETIONS[kind]) this.#watchCompletion(map, kind, seq, scope);
    return result;
  }

  #tellOfCall(kind: WorkflowCallKind, name: string, seq: number, scope: Scope): void {
    const inDeadScope = scope.consideredCancelled;
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

  /** A promise is rejected, and nothing handles it. */
  unhandled(promise: unknown): void {
    const { runId } = this.#activator.info;
    this.#tell({ type: 'WorkflowRejectionUnhandled', runId, site: madeAt(promise) });
  }

  /** An activation begins, or its next batch of jobs. */
  begun({ activation, batchIndex }: ActivateInput): void {
    const told = activation.jobs?.some(({ cancelWorkflow }) => Boolean(cancelWorkflow)) === true;
    this.#toldToCancel = told || (this.#toldToCancel && batchIndex > 0);
  }

  /** Told of the patches that are asked about: there is no interceptor for what cancels external workflows. */
  patched(patchId: string): void {
    if (patchId !== EXTERNAL_CANCEL_PATCH || !calledWithin('cancel')) return;
    const scope = (scopeOfContext() ?? this.#activator.rootScope) as Scope;
    if (!scope.consideredCancelled) return;
    followScope(scope);
    this.#tellOfCall('cancel', 'of another workflow', 0, scope);
  }

  /** Told of every command before it is pushed. */
  pushed(command: RuntimeCommand): void {
    if (command.cancelTimer?.seq !== undefined && command.cancelTimer.seq !== null)
      this.#rejected('timer', command.cancelTimer.seq, hasHeard());
    for (const [field, how] of CLOSING)
      if (command[field]) this.#closing ??= { how, heard: hasHeard() };
  }

  concluded(commands: readonly RuntimeCommand[]): void {
    if (this.#closing === undefined) return;
    const { completions, inProgressSignals, inProgressUpdates, bufferedSignals } = this.#state;
    const cutOff = cutOffWork(commands);
    this.#tell({
      type: 'WorkflowClosing',
      runId: this.#activator.info.runId,
      ...this.#closing,
      unfinishedHandlers: [
        ...unfinished('signal', inProgressSignals),
        ...unfinished('update', inProgressUpdates),
      ],
      unhandledSignals: bufferedSignals.map(({ signalName }) => signalName ?? ''),
      interrupted: this.#toldToCancel && this.#waitsForWork(completions),
      cutOff,
    });
    this.#closing = undefined;
  }

  /** Nothing is told any more. */
  leave(): void {
    this.#watch = undefined;
  }

  #waitsForWork({ activity, childWorkflowComplete }: RuntimeState['completions']): boolean {
    const children = [...(childWorkflowComplete?.keys() ?? [])];
    return (activity?.size ?? 0) > 0 || children.some((seq) => !this.#abandoned.has(seq));
  }

  /** A child is started. */
  started({ seq, options }: StartChildWorkflowExecutionInput): void {
    if (options.parentClosePolicy?.endsWith('ABANDON') === true) this.#abandoned.add(seq);
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
  const patchInternal = activator.patchInternal.bind(activator);
  const asking: Activator['patchInternal'] = (patchId, deprecated) => {
    run.patched(patchId);
    return patchInternal(patchId, deprecated);
  };
  activator.patchInternal = asking;
  activator.interceptors.outbound.push({
    scheduleActivity: (input, next) =>
      run.called('activity', input.activityType, input.seq, () => next(input)),
    scheduleLocalActivity: (input, next) =>
      run.called('localActivity', input.activityType, input.seq, () => next(input)),
    startTimer: (input, next) =>
      run.called('timer', `${input.durationMs} ms`, input.seq, () => next(input)),
    startChildWorkflowExecution(input, next) {
      run.started(input);
      return run.called('child', input.workflowType, input.seq, () => next(input));
    },
    signalWorkflow: (input, next) =>
      run.called('signal', input.signalName, input.seq, () => next(input)),
  });
  activator.interceptors.internals.push({
    activate: (input, next) => {
      followRun(activator);
      run.begun(input);
      next(input);
    },
    concludeActivation: (input, next) => {
      run.concluded(input.commands);
      followRun(undefined);
      return next(input);
    },
  });
  return run;
}
