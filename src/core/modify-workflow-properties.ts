/** Changes of a run's memo by its code. @see ModifyWorkflowPropertiesMachine */
import type { Machine } from '../common/machine.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';

/** One change of the memo. */
export type ModifyWorkflowProperties =
  { readonly status: 'CommandCreated' } | { readonly status: 'CommandRecorded' };

/** What can happen to it. */
export type ModifyWorkflowPropertiesInput = { readonly type: 'WorkflowPropertiesModified' };

/** The life of a change of the memo. */
export const modifyWorkflowPropertiesMachine: Machine<
  ModifyWorkflowProperties,
  ModifyWorkflowPropertiesInput,
  MachineEffect
> = {
  name: 'ModifyWorkflowProperties',
  edges: {
    CommandCreated: {
      WorkflowPropertiesModified: {
        to: ['CommandRecorded'],
        apply: () => ({ state: { status: 'CommandRecorded' }, effects: nothing }),
      },
    },
    CommandRecorded: {},
  },
};

/** Changes of the memo among the things under way. */
export const modifyWorkflowPropertiesKind: EntityKind<
  ModifyWorkflowProperties,
  ModifyWorkflowPropertiesInput
> = {
  machine: modifyWorkflowPropertiesMachine,
  eventInput: (event) =>
    event.type === 'WorkflowPropertiesModified' ? { type: event.type } : undefined,
};
