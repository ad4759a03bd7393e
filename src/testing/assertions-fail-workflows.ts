/** Workflow interceptors by which an AssertionError fails its workflow, and not only its workflow task. */
import { AssertionError } from 'node:assert';
import { ApplicationFailure, type WorkflowInterceptors } from '@temporalio/workflow';

async function orFail<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    const failure = ApplicationFailure.nonRetryable(error.message);
    if (error.stack !== undefined) failure.stack = error.stack;
    throw failure;
  }
}

/** @see workflowInterceptorModules of `@temporalio/testing` */
export function interceptors(): WorkflowInterceptors {
  return {
    inbound: [
      {
        handleSignal: (input, next) => orFail(() => next(input)),
        execute: (input, next) => orFail(() => next(input)),
      },
    ],
  };
}
