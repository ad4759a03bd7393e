/** Patch markers: how a run remembers that its code took the patched way. @see PatchMachine */
import type { Machine } from '../common/machine.ts';
import type { CommandOf } from '../protocol/command.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { SearchAttributes } from '../protocol/payload.ts';
import type { EntityKind } from './entity.ts';
import { jsonPayload, readJsonPayload } from './json-payload.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';
import { nondeterminism } from './replay-check.ts';

const PATCH_MARKER_NAME = 'core_patch';
const DETAILS_KEY = 'patch-data';
const MAX_SEARCH_ATTRIBUTE_BYTES = 2048;

/** The search attribute that lists the patches of a run. */
export const CHANGE_VERSION_KEY = 'TemporalChangeVersion';

/** A patch that workflow code asked about. */
export type Patch = { readonly patchId: string } & (
  | { readonly status: 'MarkerCommandCreated' }
  | { readonly status: 'Notified' }
  | { readonly status: 'MarkerCommandRecorded' }
);

/** What can happen to it. */
export type PatchInput =
  | { readonly type: 'CommandRecordMarker' }
  | { readonly type: 'MarkerRecorded'; readonly patchId: string };

/** The life of a patch marker. */
export const patchMachine: Machine<Patch, PatchInput, MachineEffect> = {
  name: 'Patch',
  edges: {
    MarkerCommandCreated: {
      CommandRecordMarker: {
        to: ['Notified'],
        apply: ({ patchId }) => ({ state: { status: 'Notified', patchId }, effects: nothing }),
      },
    },
    Notified: {
      MarkerRecorded: {
        to: ['MarkerCommandRecorded'],
        apply: ({ patchId }, recorded) => {
          if (recorded.patchId !== patchId) {
            throw nondeterminism(
              `Change id ${recorded.patchId} does not match expected id ${patchId}`,
            );
          }
          return { state: { status: 'MarkerCommandRecorded', patchId }, effects: nothing };
        },
      },
    },
    MarkerCommandRecorded: {},
  },
};

/** The marker of a patch as an event has it, or undefined if the event is none. */
export function patchMarkerOf(
  event: HistoryEvent,
): { readonly patchId: string; readonly deprecated: boolean } | undefined {
  if (event.type !== 'MarkerRecorded' || event.attributes.markerName !== PATCH_MARKER_NAME) {
    return undefined;
  }
  const data = readJsonPayload(event.attributes.details?.[DETAILS_KEY]?.payloads[0]);
  if (typeof data !== 'object' || data === null || !('id' in data)) return undefined;
  return {
    patchId: String(data.id),
    deprecated: 'deprecated' in data && data.deprecated === true,
  };
}

/** The command that records a patch marker. */
export const patchMarker = (patchId: string, deprecated: boolean): CommandOf<'RecordMarker'> => ({
  type: 'RecordMarker',
  attributes: {
    markerName: PATCH_MARKER_NAME,
    details: { [DETAILS_KEY]: { payloads: [jsonPayload({ id: patchId, deprecated })] } },
  },
});

/** The search attribute that names all patches of a run, in order of their names; undefined if it would be too large. */
export function changeVersions(patchIds: readonly string[]): SearchAttributes | undefined {
  const payload = jsonPayload([...new Set(patchIds)].sort(), 'KeywordList');
  if ((payload.data?.length ?? 0) >= MAX_SEARCH_ATTRIBUTE_BYTES) return undefined;
  return { indexedFields: { [CHANGE_VERSION_KEY]: payload } };
}

function eventInput(event: HistoryEvent): PatchInput | undefined {
  const marker = patchMarkerOf(event);
  return marker && { type: 'MarkerRecorded', patchId: marker.patchId };
}

/** Patches among the things under way. */
export const patchKind: EntityKind<Patch, PatchInput> = {
  machine: patchMachine,
  eventInput,
  concerns: ({ patchId }) => patchId,
  commandInput: (command) =>
    command === 'RecordMarker' ? { type: 'CommandRecordMarker' } : undefined,
};
