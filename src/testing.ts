/** The door "lastcall/testing": what stands for `@temporalio/testing` in a suite that exists already. */
import { fileURLToPath } from 'node:url';

export {
  TestWorkflowEnvironment,
  type TestWorkflowEnvironmentOptions,
} from './testing/environment.ts';
export {
  defaultActivityInfo,
  MockActivityEnvironment,
  type MockActivityEnvironmentOptions,
} from './testing/mock-activity-environment.ts';
export { WorkflowClient as TimeSkippingWorkflowClient } from '@temporalio/client';

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** Lets workflow code use `assert`: a failed assertion fails its workflow. @see workflowInterceptorModules of `@temporalio/testing` */
export const workflowInterceptorModules: readonly string[] = [
  fileURLToPath(new URL(`./testing/assertions-fail-workflows.${extension}`, import.meta.url)),
];
