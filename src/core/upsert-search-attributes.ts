/** Changes of a run's search attributes, by its code or by Core for a patch. @see UpsertSearchAttributesMachine */
import type { Machine } from '../common/machine.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';

/** One change of search attributes. */
export type UpsertSearchAttributes =
  | { readonly status: 'Created' }
  | { readonly status: 'CommandIssued' }
  | { readonly status: 'Done' };

/** What can happen to it. */
export type UpsertSearchAttributesInput =
  | { readonly type: 'CommandUpsertWorkflowSearchAttributes' }
  | { readonly type: 'UpsertWorkflowSearchAttributes' };

/** The life of a change of search attributes. */
export const upsertSearchAttributesMachine: Machine<
  UpsertSearchAttributes,
  UpsertSearchAttributesInput,
  MachineEffect
> = {
  name: 'UpsertSearchAttributes',
  edges: {
    Created: {
      CommandUpsertWorkflowSearchAttributes: {
        to: ['CommandIssued'],
        apply: () => ({ state: { status: 'CommandIssued' }, effects: nothing }),
      },
    },
    CommandIssued: {
      UpsertWorkflowSearchAttributes: {
        to: ['Done'],
        apply: () => ({ state: { status: 'Done' }, effects: nothing }),
      },
    },
    Done: {},
  },
};

/** Changes of search attributes among the things under way. */
export const upsertSearchAttributesKind: EntityKind<
  UpsertSearchAttributes,
  UpsertSearchAttributesInput
> = {
  machine: upsertSearchAttributesMachine,
  eventInput: (event) =>
    event.type === 'UpsertWorkflowSearchAttributes' ? { type: event.type } : undefined,
  commandInput: (command) =>
    command === 'UpsertWorkflowSearchAttributes'
      ? { type: 'CommandUpsertWorkflowSearchAttributes' }
      : undefined,
};
