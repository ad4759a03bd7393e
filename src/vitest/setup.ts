/** The setup file that lastcall's plugin adds: what must be in place before the first line of a test file is run. */
import { installAmbientGlobals } from '../host/ambient-globals.ts';
import { workflowSdk } from '../host/sdk.ts';
import { provideImport } from '../host/load-module.ts';

/** Modules of Node that have something which means something else to workflow and activity code. */
const MODULES = ['timers', 'timers/promises', 'crypto'].flatMap((name) => [name, `node:${name}`]);

workflowSdk();
provideImport((path) => import(/* @vite-ignore */ path));

// In pools of vm contexts, named imports of Node's modules are copies that are made once and follow nobody: they are made
// here, while what tells apart who is asking is in place.
const uninstall = installAmbientGlobals();
for (const name of MODULES) await import(/* @vite-ignore */ name);
uninstall();
