/** Workflow tasks as they stand in the history of a run: only one that is completed, or the last, drives workflow code. @see WorkflowTaskMachine */
import type { Machine } from '../common/machine.ts';
import type { EpochMs } from '../common/time.ts';
import type { EventId, HistoryEvent } from '../protocol/event.ts';
import type { EntityKind } from './entity.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';

interface WorkflowTaskFields {
  /** The last WorkflowTaskStarted event of the logical task to which this one belongs. */
  readonly drivingEventId: EventId;
}

/** A workflow task in the history of one run. */
export type WorkflowTaskInHistory = WorkflowTaskFields &
  (
    | { readonly status: 'Scheduled' }
    | { readonly status: 'Started'; readonly startedEventId: EventId; readonly time: EpochMs }
    | { readonly status: 'Completed' }
    | { readonly status: 'Failed' }
    | { readonly status: 'TimedOut' }
  );

/** What can happen to it. */
export type WorkflowTaskInput =
  | {
      readonly type: 'WorkflowTaskStarted';
      readonly eventId: EventId;
      readonly time: EpochMs;
    }
  | { readonly type: 'WorkflowTaskCompleted' }
  | { readonly type: 'WorkflowTaskFailed'; readonly newRunId: string | undefined }
  | { readonly type: 'WorkflowTaskTimedOut' };

/** The life of a workflow task. */
export const workflowTaskMachine: Machine<WorkflowTaskInHistory, WorkflowTaskInput, MachineEffect> =
  {
    name: 'WorkflowTask',
    edges: {
      Scheduled: {
        WorkflowTaskStarted: {
          to: ['Started'],
          apply: ({ drivingEventId }, { eventId, time }) => ({
            state: { status: 'Started', drivingEventId, startedEventId: eventId, time },
            effects:
              eventId >= drivingEventId
                ? [{ type: 'StartWorkflowTask', startedEventId: drivingEventId, time }]
                : nothing,
          }),
        },
        WorkflowTaskTimedOut: {
          to: ['TimedOut'],
          apply: ({ drivingEventId }) => ({
            state: { status: 'TimedOut', drivingEventId },
            effects: nothing,
          }),
        },
      },
      Started: {
        WorkflowTaskCompleted: {
          to: ['Completed'],
          apply: ({ drivingEventId, startedEventId, time }) => ({
            state: { status: 'Completed', drivingEventId },
            effects: [{ type: 'StartWorkflowTask', startedEventId, time }],
          }),
        },
        WorkflowTaskFailed: {
          to: ['Failed'],
          apply: ({ drivingEventId }, { newRunId }) => ({
            state: { status: 'Failed', drivingEventId },
            effects:
              newRunId === undefined
                ? nothing
                : [
                    {
                      type: 'PushJob',
                      job: { type: 'updateRandomSeed', randomnessSeedRunId: newRunId },
                    },
                  ],
          }),
        },
        WorkflowTaskTimedOut: {
          to: ['TimedOut'],
          apply: ({ drivingEventId }) => ({
            state: { status: 'TimedOut', drivingEventId },
            effects: nothing,
          }),
        },
      },
      Completed: {},
      Failed: {},
      TimedOut: {},
    },
  };

function eventInput(event: HistoryEvent): WorkflowTaskInput | undefined {
  switch (event.type) {
    case 'WorkflowTaskStarted':
      return { type: event.type, eventId: event.eventId, time: event.eventTime };
    case 'WorkflowTaskCompleted':
    case 'WorkflowTaskTimedOut':
      return { type: event.type };
    case 'WorkflowTaskFailed':
      return {
        type: event.type,
        // Only a reset gives workflow code a new seed.
        newRunId:
          event.attributes.cause === 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW'
            ? event.attributes.newRunId
            : undefined,
      };
    default:
      return undefined;
  }
}

/** Workflow tasks among the things under way. */
export const workflowTaskKind: EntityKind<WorkflowTaskInHistory, WorkflowTaskInput> = {
  machine: workflowTaskMachine,
  eventInput,
};
