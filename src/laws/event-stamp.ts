/** What the times of events mean: most are stamped when they are written, some keep the time at which they came about. */
import type { EventType } from '../protocol/event.ts';

/**
 * What the time of an event is: `atOnce` that of being written; `buffered` and `closes` that of arriving in the buffer, where
 * `closes` are those that a flush moves to the back; `earlier` that of something that went before.
 */
export type Stamp = 'atOnce' | 'buffered' | 'closes' | 'earlier';

const STAMPED: Partial<Record<EventType, Stamp>> = {
  WorkflowTaskScheduled: 'earlier',
  WorkflowTaskStarted: 'earlier',
  ActivityTaskStarted: 'earlier',
  WorkflowExecutionCancelRequested: 'buffered',
  WorkflowExecutionSignaled: 'buffered',
  WorkflowExecutionOptionsUpdated: 'buffered',
  WorkflowExecutionPaused: 'buffered',
  WorkflowExecutionUnpaused: 'buffered',
  WorkflowExecutionUpdateAdmitted: 'buffered',
  TimerFired: 'buffered',
  StartChildWorkflowExecutionFailed: 'buffered',
  ChildWorkflowExecutionStarted: 'buffered',
  ExternalWorkflowExecutionCancelRequested: 'buffered',
  ExternalWorkflowExecutionSignaled: 'buffered',
  RequestCancelExternalWorkflowExecutionFailed: 'buffered',
  SignalExternalWorkflowExecutionFailed: 'buffered',
  ActivityTaskCompleted: 'closes',
  ActivityTaskFailed: 'closes',
  ActivityTaskTimedOut: 'closes',
  ActivityTaskCanceled: 'closes',
  ChildWorkflowExecutionCompleted: 'closes',
  ChildWorkflowExecutionFailed: 'closes',
  ChildWorkflowExecutionCanceled: 'closes',
  ChildWorkflowExecutionTimedOut: 'closes',
  ChildWorkflowExecutionTerminated: 'closes',
};

/** How events of a type are stamped. */
export const stampOf = (type: EventType): Stamp => STAMPED[type] ?? 'atOnce';
