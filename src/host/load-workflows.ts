/** Loads workflow code by the paths of its modules. */
import { loadModule, moduleFile, providedImport } from './load-module.ts';
import { ModulesPerRun, modulesPerRun, type ModulePaths } from './modules-per-run.ts';
import type { WorkflowModule } from './workflow-host.ts';
import type { InterceptorModule } from './workflow-run.ts';

/**
 * The workflows of a module, with the interceptors of others: evaluated anew for each run where that can be, else shared by all runs.
 * @param paths - absolute, or relative to the working directory; or `file:` URLs
 * @param onShared - told why modules could not be evaluated anew although they were loaded
 * @throws what the modules throw when they are loaded
 */
export async function loadWorkflows(
  paths: Partial<ModulePaths> & { readonly workflows: string },
  onShared: (error: unknown) => void = () => undefined,
): Promise<ModulesPerRun> {
  const file = moduleFile(paths.workflows);
  const interceptors = (paths.interceptors ?? []).map(moduleFile);
  const workflows = (await loadModule(file)) as WorkflowModule;
  const interceptorModules: InterceptorModule[] = [];
  for (const interceptor of interceptors) interceptorModules.push(await loadModule(interceptor));
  const shared = new ModulesPerRun(() => ({ workflows, interceptorModules }));
  // What a test runner has compiled is its own, and Node knows nothing of it.
  if (providedImport() !== undefined) return shared;
  const own = modulesPerRun({ workflows: file, interceptors, ignored: paths.ignored ?? [] });
  return own === undefined ? shared : unlessItFails(own, shared, onShared);
}

/** The first, as long as it can be evaluated. */
function unlessItFails(
  own: ModulesPerRun,
  shared: ModulesPerRun,
  onFailure: (error: unknown) => void,
): ModulesPerRun {
  let modules = own;
  return new ModulesPerRun(() => {
    try {
      return modules.evaluate();
    } catch (error) {
      if (modules === shared) throw error;
      modules = shared;
      onFailure(error);
      return modules.evaluate();
    }
  });
}
