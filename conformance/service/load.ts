/** Finds scripts and recordings on disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Recording, Script } from './script.ts';

/** The scripts of a folder, by name. */
export async function loadScripts(folder: string): Promise<ReadonlyMap<string, Script>> {
  const scripts = new Map<string, Script>();
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  for (const file of files.sort()) {
    const module = (await import(pathToFileURL(resolve(folder, file)).href)) as {
      default: readonly Script[] | { readonly default: readonly Script[] };
    };
    const exported = module.default;
    const list = 'default' in exported ? exported.default : exported;
    for (const script of list) scripts.set(script.name, script);
  }
  return scripts;
}

/** The recordings of a folder, by name. */
export function loadRecordings(folder: string): ReadonlyMap<string, Recording> {
  const recordings = new Map<string, Recording>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.json')) continue;
    const recording = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording;
    recordings.set(recording.name, recording);
  }
  return recordings;
}
