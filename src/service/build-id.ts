/** The search attribute BuildIds: which code has worked on a run. @see temporal addBuildIdToSearchAttributes */
import type { WorkerVersion } from '../protocol/event.ts';
import type { Payload } from '../protocol/payload.ts';
import type { Execution } from './execution.ts';
import { ascii, decodeJson, encodeJson } from './json-payload.ts';

const UNVERSIONED = 'unversioned';

/** The values of a run that only workers of one build have worked on, by that build. */
const ofOneBuild = new Map<string, Payload>();

function payloadOf(values: readonly string[]): Payload {
  const { metadata, data } = encodeJson(values);
  return { metadata: { ...metadata, type: ascii('KeywordList') }, data };
}

function payloadOfOne(buildId: string): Payload {
  let payload = ofOneBuild.get(buildId);
  if (payload === undefined) {
    payload = payloadOf([UNVERSIONED, `${UNVERSIONED}:${buildId}`]);
    ofOneBuild.set(buildId, payload);
  }
  return payload;
}

/** Notes the build of the worker that has completed a workflow task of the run. */
export function noteBuildId(execution: Execution, version: WorkerVersion | undefined): void {
  if (version === undefined) return;
  const { indexedFields } = execution.state.searchAttributes ?? {};
  const before = indexedFields?.['BuildIds'];
  const one = payloadOfOne(version.buildId);
  if (before === one) return;
  const known = before === undefined ? [] : (decodeJson(before) as readonly string[]);
  const value = `${UNVERSIONED}:${version.buildId}`;
  if (known.includes(value)) return;
  const BuildIds = before === undefined ? one : payloadOf([...known, value]);
  execution.change({ searchAttributes: { indexedFields: { ...indexedFields, BuildIds } } });
}
