/** Mutable state rebuilt from history: what a run that repeats another one has pending. */
import type { EventId, HistoryEvent, HistoryEventOf } from '../protocol/event.ts';
import { noteBuildId } from './build-id.ts';
import type { Execution } from './execution.ts';
import { withRetryDefaults } from './retry.ts';
import { mergePayloads, mergeSearchAttributes } from './search-attribute.ts';
import type { ScheduledWorkflowTask } from './workflow-task.ts';

/** Takes the events of another run over, and brings the state to where they lead. */
export function rebuild(execution: Execution, events: readonly HistoryEvent[]): void {
  for (const event of events) {
    execution.events.adopt(event);
    if (event.type.startsWith('WorkflowTask')) applyWorkflowTaskEvent(execution, event);
    else if (event.type.startsWith('Activity')) applyActivityEvent(execution, event);
    else if (event.type.startsWith('Timer')) applyTimerEvent(execution, event);
    else if (event.type.includes('ChildWorkflow')) applyChildEvent(execution, event);
    else if (event.type.includes('External')) applyExternalEvent(execution, event);
    else if (event.type.includes('Update')) applyUpdateEvent(execution, event);
    else applyExecutionEvent(execution, event);
  }
}

function scheduledTask(event: HistoryEventOf<'WorkflowTaskScheduled'>): ScheduledWorkflowTask {
  const { taskQueue, startToCloseTimeout } = event.attributes;
  return {
    status: 'Scheduled',
    type: 'Normal',
    // One that is in the history is no transient task, whichever attempt it was.
    attempt: 1,
    scheduledEventId: event.eventId,
    written: true,
    taskQueue,
    startToCloseTimeout,
    scheduleToStartTimeout: undefined,
    scheduledTime: event.eventTime,
    originalScheduledTime: event.eventTime,
  };
}

/** After a task that ended badly the next attempt is pending, unless the history says otherwise. */
function transientTask(execution: Execution, lastEventId: EventId): ScheduledWorkflowTask {
  const { taskQueue, workflowTaskTimeout } = execution.origin.started;
  const { now } = execution;
  return {
    status: 'Scheduled',
    type: 'Normal',
    attempt: execution.workflowTask.attempt + 1,
    scheduledEventId: lastEventId + 1,
    written: false,
    taskQueue,
    startToCloseTimeout: workflowTaskTimeout,
    scheduleToStartTimeout: undefined,
    scheduledTime: now,
    originalScheduledTime: now,
  };
}

function applyWorkflowTaskEvent(execution: Execution, event: HistoryEvent): void {
  const task = execution.workflowTask;
  switch (event.type) {
    case 'WorkflowTaskScheduled':
      execution.change({ workflowTask: scheduledTask(event) });
      return;
    case 'WorkflowTaskStarted':
      if (task.status !== 'Scheduled') return;
      execution.change({
        workflowTask: {
          ...task,
          status: 'Started',
          startedEventId: event.eventId,
          startedTime: event.eventTime,
          requestId: event.attributes.requestId ?? '',
          identity: event.attributes.identity,
          suggestContinueAsNew: event.attributes.suggestContinueAsNew ?? false,
          historySizeBytes: event.attributes.historySizeBytes ?? 0,
        },
      });
      return;
    case 'WorkflowTaskCompleted':
      execution.change({
        workflowTask: { status: 'None', attempt: 1 },
        previousStartedEventId: event.attributes.startedEventId,
      });
      noteBuildId(execution, event.attributes.workerVersion);
      return;
    case 'WorkflowTaskFailed':
      execution.change({ workflowTask: transientTask(execution, event.eventId) });
      return;
    case 'WorkflowTaskTimedOut':
      execution.change({
        workflowTask:
          event.attributes.timeoutType === 'TIMEOUT_TYPE_SCHEDULE_TO_START'
            ? { status: 'None', attempt: 1 }
            : transientTask(execution, event.eventId),
      });
      return;
    default:
      return;
  }
}

function applyActivityEvent(execution: Execution, event: HistoryEvent): void {
  switch (event.type) {
    case 'ActivityTaskScheduled': {
      const { attributes: scheduled, eventId: scheduledEventId } = event;
      const { now } = execution;
      const { scheduleToCloseTimeout } = scheduled;
      const expirationTime = event.eventTime + scheduleToCloseTimeout;
      const activity = {
        status: 'Scheduled',
        scheduledEventId,
        scheduled,
        retryPolicy: withRetryDefaults(scheduled.retryPolicy),
        attempt: 1,
        firstScheduledTime: now,
        scheduledTime: now,
        // The times begin anew, but retries end when they would have ended.
        expirationTime: scheduleToCloseTimeout > 0 ? expirationTime : undefined,
        lastHeartbeatDetails: undefined,
        lastHeartbeatTime: undefined,
        lastFailure: undefined,
        lastWorkerIdentity: undefined,
        stamp: 0,
        reset: false,
        resetHeartbeats: false,
      } as const;
      execution.addActivity(activity, true);
      return;
    }
    case 'ActivityTaskCancelRequested': {
      const activity = execution.activities.get(event.attributes.scheduledEventId);
      if (activity?.status !== 'Scheduled') return;
      const cancelRequestedEventId = event.eventId;
      execution.activities.set(activity.scheduledEventId, { ...activity, cancelRequestedEventId });
      return;
    }
    case 'ActivityTaskCompleted':
    case 'ActivityTaskFailed':
    case 'ActivityTaskTimedOut':
    case 'ActivityTaskCanceled':
      execution.forgetActivity(event.attributes.scheduledEventId);
      return;
    default:
      return;
  }
}

function applyTimerEvent(execution: Execution, event: HistoryEvent): void {
  switch (event.type) {
    case 'TimerStarted': {
      const { timerId, startToFireTimeout } = event.attributes;
      const expiryTime = event.eventTime + startToFireTimeout;
      const startedEventId = event.eventId;
      execution.addTimer({ status: 'Started', timerId, startedEventId, expiryTime });
      return;
    }
    case 'TimerFired':
    case 'TimerCanceled':
      execution.forgetTimer(event.attributes.startedEventId);
      return;
    default:
      return;
  }
}

function applyChildEvent(execution: Execution, event: HistoryEvent): void {
  switch (event.type) {
    case 'StartChildWorkflowExecutionInitiated': {
      const { attributes: initiated, eventId: initiatedEventId } = event;
      execution.children.set(initiatedEventId, {
        status: 'Initiated',
        initiatedEventId,
        initiated,
      });
      return;
    }
    case 'ChildWorkflowExecutionStarted': {
      const { initiatedEventId, workflowExecution } = event.attributes;
      const child = execution.children.get(initiatedEventId);
      if (child === undefined) return;
      execution.children.set(initiatedEventId, {
        ...child,
        status: 'Started',
        firstExecutionRunId: workflowExecution.runId,
        startedEventId: event.eventId,
      });
      return;
    }
    case 'StartChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionCompleted':
    case 'ChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionCanceled':
    case 'ChildWorkflowExecutionTimedOut':
    case 'ChildWorkflowExecutionTerminated':
      execution.children.delete(event.attributes.initiatedEventId);
      return;
    default:
      return;
  }
}

function applyExternalEvent(execution: Execution, event: HistoryEvent): void {
  const status = 'Initiated';
  const initiatedEventId = event.eventId;
  switch (event.type) {
    case 'RequestCancelExternalWorkflowExecutionInitiated': {
      const initiated = event.attributes;
      execution.externalCancels.set(initiatedEventId, { status, initiatedEventId, initiated });
      return;
    }
    case 'SignalExternalWorkflowExecutionInitiated': {
      const initiated = event.attributes;
      const requestId = `${execution.runId}/${initiatedEventId}`;
      execution.externalSignals.set(initiatedEventId, {
        status,
        initiatedEventId,
        initiated,
        requestId,
      });
      return;
    }
    case 'ExternalWorkflowExecutionCancelRequested':
    case 'RequestCancelExternalWorkflowExecutionFailed':
      execution.externalCancels.delete(event.attributes.initiatedEventId);
      return;
    case 'ExternalWorkflowExecutionSignaled':
    case 'SignalExternalWorkflowExecutionFailed':
      execution.externalSignals.delete(event.attributes.initiatedEventId);
      return;
    default:
      return;
  }
}

function applyUpdateEvent(execution: Execution, event: HistoryEvent): void {
  switch (event.type) {
    case 'WorkflowExecutionUpdateAdmitted': {
      const { request } = event.attributes;
      const { updateId } = request.meta;
      execution.updates.set(updateId, { status: 'Admitted', updateId, request, inHistory: true });
      return;
    }
    case 'WorkflowExecutionUpdateAccepted': {
      const { protocolInstanceId: updateId, acceptedRequest } = event.attributes;
      const request = acceptedRequest ?? execution.updates.get(updateId)?.request;
      if (request === undefined) return;
      const acceptedEventId = event.eventId;
      execution.updates.set(updateId, { status: 'Accepted', updateId, request, acceptedEventId });
      return;
    }
    case 'WorkflowExecutionUpdateCompleted': {
      const { meta, outcome } = event.attributes;
      const { updateId } = meta;
      const request = execution.updates.get(updateId)?.request;
      if (request === undefined) return;
      const accepted = true;
      execution.updates.set(updateId, {
        status: 'Completed',
        updateId,
        request,
        outcome,
        accepted,
      });
      return;
    }
    default:
      return;
  }
}

function applyExecutionEvent(execution: Execution, event: HistoryEvent): void {
  const { state } = execution;
  switch (event.type) {
    case 'WorkflowExecutionCancelRequested':
      execution.change({ cancelRequested: true });
      return;
    case 'WorkflowExecutionSignaled': {
      const { requestId } = event.attributes;
      if (requestId !== undefined && requestId !== '')
        execution.signalRequestIds.set(requestId, true);
      execution.change({ signalCount: state.signalCount + 1 });
      return;
    }
    case 'UpsertWorkflowSearchAttributes': {
      const { searchAttributes } = event.attributes;
      execution.change({
        searchAttributes: mergeSearchAttributes(state.searchAttributes, searchAttributes),
      });
      return;
    }
    case 'WorkflowPropertiesModified': {
      const { upsertedMemo } = event.attributes;
      if (upsertedMemo === undefined) return;
      const fields = mergePayloads(state.memo?.fields, upsertedMemo.fields);
      execution.change({ memo: { fields } });
      return;
    }
    default:
      return;
  }
}
