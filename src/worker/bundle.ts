/** Bundles of workflow code, which lastcall does not need: it remembers what would be bundled, and loads that. */
import { SimulationError } from '../host/simulation-error.ts';

/** @see BundleOptions of `@temporalio/worker`; what concerns the bundler is not heard */
export interface BundleOptions {
  readonly workflowsPath: string;
  readonly workflowInterceptorModules?: readonly string[] | undefined;
  readonly ignoreModules?: readonly string[] | undefined;
}

/** What a worker takes in place of a bundle. */
export interface WorkflowBundle {
  /** No code, but what it would have been made of. */
  readonly code: string;
}

const MARK = '/* lastcall does not bundle: */';

/** @see bundleWorkflowCode of `@temporalio/worker` */
export async function bundleWorkflowCode({
  workflowsPath,
  workflowInterceptorModules = [],
  ignoreModules = [],
}: BundleOptions): Promise<WorkflowBundle & { readonly sourceMap: string }> {
  const contents = JSON.stringify({ workflowsPath, workflowInterceptorModules, ignoreModules });
  return { code: `${MARK}${contents}`, sourceMap: '' };
}

/** A bundle that was made by another tool. */
export class ForeignBundleError extends SimulationError {
  override readonly name = 'ForeignBundleError';
}

/** The modules that a bundle stands for. */
export interface BundleContents {
  readonly workflowsPath: string;
  readonly workflowInterceptorModules: readonly string[];
  readonly ignoreModules: readonly string[];
}

/** What a bundle stands for. @throws ForeignBundleError for one that holds code */
export function contentsOf(bundle: object): BundleContents {
  const { code } = bundle as Partial<WorkflowBundle>;
  if (typeof code !== 'string' || !code.startsWith(MARK)) {
    throw new ForeignBundleError(
      'A bundle of workflow code cannot be run by lastcall: make it with bundleWorkflowCode of lastcall/worker, or pass workflowsPath.',
    );
  }
  return JSON.parse(code.slice(MARK.length)) as BundleContents;
}
