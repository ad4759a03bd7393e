/** What a thread of an exploration runs: it loads the scenario from its module, and makes the runs that it is asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { settingsOf } from './exploration/explore.ts';
import { serveProbes, thrownHere } from './exploration/serve-probes.ts';
import type { ThreadAnswer } from './exploration/thread-message.ts';
import { lawsOf, type ExploreOptions } from './explore.ts';
import { loadScenario, type ScenarioModule } from './scenario-module.ts';

/** What a thread is given when it begins. */
export interface ThreadData {
  readonly scenario: ScenarioModule;
  /** The options that take the place of those of the module. */
  readonly changes: Partial<ExploreOptions>;
}

if (parentPort !== null) {
  const port = parentPort;
  const { scenario: wanted, changes } = workerData as ThreadData;
  try {
    const { options: own, scenario } = await loadScenario(wanted);
    const options = { ...own, ...changes };
    await serveProbes(port, settingsOf(options, scenario, lawsOf(options)));
  } catch (error) {
    const unusable: ThreadAnswer = { type: 'unusable', thrown: thrownHere(error) };
    port.postMessage(unusable);
  }
}
