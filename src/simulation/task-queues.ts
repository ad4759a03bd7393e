/** The task queues that a request names: a world starts its worker for a queue when anything is first sent there. */
import type { Command } from '../protocol/command.ts';
import type { ServiceRequest } from '../protocol/request.ts';

const NONE: readonly string[] = [];

function queuesOfCommands(commands: readonly Command[]): readonly string[] {
  let queues: string[] | undefined;
  for (const { attributes } of commands) {
    const queue = 'taskQueue' in attributes ? attributes.taskQueue?.name : undefined;
    if (queue !== undefined && queue !== '') (queues ??= []).push(queue);
  }
  return queues ?? NONE;
}

/** The normal queues to which tasks may come because of a request. */
export function queuesOf({ method, request }: ServiceRequest): readonly string[] {
  switch (method) {
    case 'StartWorkflowExecution':
    case 'SignalWithStartWorkflowExecution':
      return [request.taskQueue.name];
    case 'RespondWorkflowTaskCompleted':
      return queuesOfCommands(request.commands);
    default:
      return NONE;
  }
}
