/** A plugin for clients of a connection: what a client would make up at random or take from the machine is seeded or fixed. */
import type { ClientPlugin, ConnectionPlugin, WorkflowClientInterceptor } from '@temporalio/client';
import type { NewId } from '../common/ids.ts';

type ClientOptions = Parameters<NonNullable<ClientPlugin['configureClient']>>[0];
type WorkflowInterceptors = NonNullable<NonNullable<ClientOptions['interceptors']>['workflow']>;

/** Gives an update that its caller gave no id one from the seeded source. */
function updateIds(newId: NewId): WorkflowClientInterceptor {
  return {
    startUpdate: (input, next) =>
      next({
        ...input,
        options: { ...input.options, updateId: input.options.updateId ?? newId() },
      }),
    startUpdateWithStart: (input, next) => {
      const { updateOptions } = input;
      const updateId = updateOptions.updateId ?? newId();
      return next({ ...input, updateOptions: { ...updateOptions, updateId } });
    },
  };
}

/** After the user's own interceptors, which see an id only where the caller gave one. */
function withInnermost(
  interceptors: WorkflowInterceptors | undefined,
  innermost: WorkflowClientInterceptor,
): WorkflowInterceptors {
  if (interceptors === undefined) return [innermost];
  if (Array.isArray(interceptors)) return [...interceptors, innermost];
  return { ...interceptors, calls: [...(interceptors.calls ?? []), () => innermost] };
}

/** @param identity - of clients that are given none; a real one has its process and machine for a name */
export function seededClient(newId: NewId, identity: string): ConnectionPlugin & ClientPlugin {
  const innermost = updateIds(newId);
  return {
    name: 'lastcall.seeded-client',
    configureClient: (options) => ({
      ...options,
      identity: options.identity ?? identity,
      interceptors: {
        ...options.interceptors,
        workflow: withInnermost(options.interceptors?.workflow, innermost),
      },
    }),
  };
}
