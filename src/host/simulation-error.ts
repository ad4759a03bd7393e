/** The errors that lastcall throws for what a test or its set-up does wrong: what happened, where, and what to do. */

/** The test author's to mend: never a failure on the wire, never a defect of lastcall. */
export class SimulationError extends Error {
  override readonly name: string = 'SimulationError';
}

/** The installed SDK packages are not ones that lastcall can host. */
export class UnsupportedSdkError extends SimulationError {
  override readonly name: string = 'UnsupportedSdkError';

  constructor(found: string) {
    super(
      `${found}. lastcall runs workflow code on the installed @temporalio packages and works with version 1.24: ` +
        'install @temporalio/workflow, @temporalio/activity, @temporalio/client and @temporalio/common of one 1.24.x version.',
    );
  }
}

/** More than one copy of an SDK package is loaded, so that user code and lastcall would not share one. */
export class DuplicateSdkError extends SimulationError {
  override readonly name: string = 'DuplicateSdkError';

  constructor(packageName: string, copies: readonly string[]) {
    super(
      `${copies.length} copies of ${packageName} are loaded: ${copies.join(', ')}. Workflow code and lastcall must share one. ` +
        `Find out who brings the others (npm ls ${packageName}) and let the package manager dedupe them.`,
    );
  }
}

/** `@temporalio/workflow` was loaded in a way that cannot be made good any more. */
export class SdkLoadedTooEarlyError extends SimulationError {
  override readonly name: string = 'SdkLoadedTooEarlyError';

  constructor() {
    super(
      '@temporalio/workflow was loaded before lastcall, while globalThis.AsyncLocalStorage was set to a class of another tool: ' +
        'cancellation scopes would keep their context where lastcall cannot see it. Import lastcall first, or do not set that global.',
    );
  }
}

/** Workflow code made call after call within one activation without getting anywhere. */
export class ActivationBudgetError extends SimulationError {
  override readonly name: string = 'ActivationBudgetError';

  constructor(workflow: string, calls: number, callSite: string) {
    super(
      `Workflow ${workflow} made ${calls} calls of the workflow API within one activation without waiting for anything, ` +
        `the last one ${callSite}. It is most likely a loop that tries again in a cancelled scope, where every call rejects at once: ` +
        'a real worker would hang in it. Leave the loop on isCancellation(error), or clean up in CancellationScope.nonCancellable. ' +
        'Code that really needs so many calls gets them from the option commandBudget.',
    );
  }
}

/** Activity code went on waiting on a cancelled context without getting anywhere. */
export class ActivityBudgetError extends SimulationError {
  override readonly name: string = 'ActivityBudgetError';

  constructor(activity: string, asked: number) {
    super(
      `Activity ${activity} went on waiting on its context ${asked} times after it had been told of its cancellation, where every wait ` +
        'rejects at once. It is most likely a loop that tries again whatever it catches: a real worker would hang in it, with all ' +
        'that runs there. Let CancelledFailure out of the loop.',
    );
  }
}

/** Workflow code went on outside of its activations. */
export class StrayWorkflowCodeError extends SimulationError {
  override readonly name: string = 'StrayWorkflowCodeError';

  constructor(stray: string, running: string) {
    super(
      `Workflow ${stray} called the workflow API while ${running} was being activated: it had awaited something else than the ` +
        'workflow API (I/O, a timer of Node, a promise of another run), which a real worker does not allow. Do that in an activity.',
    );
  }
}

/** Workflow code uses a feature of Temporal that lastcall does not model. */
export class UnmodelledFeatureError extends SimulationError {
  override readonly name: string = 'UnmodelledFeatureError';

  constructor(feature: string, workflow: string) {
    super(
      `Workflow ${workflow} uses ${feature}, which lastcall does not model. Test that part against a real service.`,
    );
  }
}
