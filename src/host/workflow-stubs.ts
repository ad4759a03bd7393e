/** Stubs in packages that work inside and outside of workflows: inside, the bundler of `@temporalio/worker` puts the real thing in their place. */
import { createRequire } from 'node:module';

const nodeRequire: NodeJS.Require = createRequire(import.meta.url);

const STUBS =
  /[\\/]@temporalio[\\/]interceptors-opentelemetry(?:-v2)?[\\/]lib[\\/]workflow[\\/]workflow-imports\.js$/;

let provided = false;

/** Whether a package was loaded that gives workflow code a `performance` of its own, which shows workflow time. */
export const workflowsHavePerformance = (): boolean => provided;

/** Puts the real thing in the place of the stubs of packages that are loaded: nothing is bundled here. */
export function fillWorkflowStubs(): void {
  for (const [file, module] of Object.entries(nodeRequire.cache)) {
    if (module === undefined || !STUBS.test(file)) continue;
    const filling = createRequire(file)('./workflow-imports-impl.js') as object;
    Object.assign(module.exports as object, filling);
    provided = true;
  }
}
