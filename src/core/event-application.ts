/** Applies a history to the machines of a run, one logical workflow task at a time. @see WorkflowMachines.apply_next_wft_from_history */
import type { EventAttributes, HistoryEvent } from '../protocol/event.ts';
import type { WorkflowTask } from '../protocol/task.ts';
import type { UpdateMessage } from '../protocol/update.ts';
import { doUpdate, initializeWorkflow, signalWorkflow } from './activation-builder.ts';
import { applyEffects } from './effect-application.ts';
import { describe, EntityOf, type Entity } from './entity.ts';
import { initiatingEventId, isCommandEvent, isFinalEvent } from './event-kind.ts';
import { ID_AND_TYPE_CHECKS } from './internal-flags.ts';
import { localActivityMarkerEvent, readLocalActivityMarker } from './local-activity-marker.ts';
import type { LocalActivityMarker } from './local-activity-marker.ts';
import { resultOf } from './local-activity.ts';
import { patchMarkerOf } from './patch.ts';
import { fatal, nondeterminism } from './replay-check.ts';
import { updateKind } from './update.ts';
import type { WorkflowMachines } from './workflow-machines.ts';
import { workflowTaskKind } from './workflow-task.ts';

/**
 * Applies logical tasks for as long as they ask nothing of workflow code and there is something to replay.
 * @throws WorkflowMachinesError
 */
export function applyHistory(run: WorkflowMachines): void {
  while (!run.hasJobs) {
    const applied = applyNextTask(run);
    if (applied === 0 || !run.isReplaying) return;
  }
}

/** Applies what a task from the service brings, up to the first thing that workflow code must do. @throws WorkflowMachinesError */
export function applyTask(run: WorkflowMachines, task: WorkflowTask): void {
  if (task.messages !== undefined) run.incoming = [...run.incoming, ...task.messages];
  run.history.feed(task.history);
  run.previousStartedEventId = task.previousStartedEventId;
  run.isReplaying = task.previousStartedEventId > 0;
  applyNextTask(run);
  if (run.isReplaying) applyHistory(run);
}

/** Applies the next logical task. @returns how many events that were */
function applyNextTask(run: WorkflowMachines): number {
  if (run.hasSeenFinalEvent) {
    run.isReplaying = false;
    return 0;
  }
  const task = run.history.take(run.currentStartedEventId);
  const events = task.events.filter(({ eventId }) => eventId > run.lastProcessedEventId);
  observeFlags(run, events);
  const last = events.at(-1);
  if (last === undefined) run.isReplaying = false;
  if (last?.type === 'WorkflowTaskStarted') run.nextStartedEventId = last.eventId;
  const admitted = new Map<string, UpdateMessage>();
  for (let index = 0; index < events.length; index++) {
    const event = events[index];
    if (event === undefined) break;
    if (event.eventId !== run.lastProcessedEventId + 1) {
      throw fatal(
        `History is out of order. Last processed event: ${run.lastProcessedEventId}, event id: ${event.eventId}`,
      );
    }
    if (task.isLast) endReplay(run, event);
    if (event.type === 'WorkflowExecutionUpdateAdmitted') {
      const message = requestOf(event.eventId, event.attributes.request);
      if (run.isReplaying) admitted.set(message.protocolInstanceId, message);
      else run.incoming = [...run.incoming, message];
    }
    receiveMessages(run, event.eventId - 1);
    const skipsNext = applyEvent(run, event, events[index + 1], task.isLast);
    run.lastProcessedEventId = event.eventId;
    if (skipsNext) {
      index++;
      run.lastProcessedEventId++;
    }
  }
  if (task.isLast && last !== undefined) receiveMessages(run, last.eventId);
  lookAhead(run, admitted);
  return events.length;
}

/** Flags count from the task on whose completion noted them: that is the first one after its last event. */
function observeFlags(run: WorkflowMachines, events: readonly HistoryEvent[]): void {
  for (const event of events) {
    if (event.type === 'WorkflowTaskCompleted') run.flags.observe(event.attributes.sdkMetadata);
  }
  if (events.length === 0) return;
  const completion = run.history.peekCompletion();
  run.flags.observe(completion?.sdkMetadata);
  if (completion !== undefined) run.buildId = completion.workerVersion?.buildId ?? '';
}

/** Replay is over at the first thing that happened after the last completed task and that no command of it brought about. */
function endReplay(run: WorkflowMachines, event: HistoryEvent): void {
  if (
    run.isReplaying &&
    event.eventId > run.previousStartedEventId &&
    event.type !== 'WorkflowTaskCompleted' &&
    !isCommandEvent(event.type)
  ) {
    run.isReplaying = false;
  }
}

/** @returns whether the next event is to be passed over */
function applyEvent(
  run: WorkflowMachines,
  event: HistoryEvent,
  next: HistoryEvent | undefined,
  isLastTask: boolean,
): boolean {
  if (isFinalEvent(event.type)) run.hasSeenFinalEvent = true;
  if (isCommandEvent(event.type)) return applyCommandEvent(run, event, next, isLastTask);
  const initiatedBy = initiatingEventId(event);
  if (initiatedBy === undefined) {
    applyFreeEvent(run, event);
    return false;
  }
  if (event.type === 'WorkflowTaskStarted') {
    run.historySizeBytes = event.attributes.historySizeBytes ?? 0;
    run.continueAsNewSuggested = event.attributes.suggestContinueAsNew ?? false;
  }
  const entity = run.byEventId.get(initiatedBy);
  if (entity === undefined) {
    throw nondeterminism(
      `During event handling, this event had an initial command ID but we could not find a matching command for it: ${describe(event)}`,
    );
  }
  feed(run, entity, event, isLastTask);
  return false;
}

function feed(run: WorkflowMachines, entity: Entity, event: HistoryEvent, isLast: boolean): void {
  const checksIds = run.flags.isOn(ID_AND_TYPE_CHECKS, isLast);
  applyEffects(run, entity, entity.handleEvent(event, checksIds));
}

function applyCommandEvent(
  run: WorkflowMachines,
  event: HistoryEvent,
  next: HistoryEvent | undefined,
  isLastTask: boolean,
): boolean {
  if (localActivityMarkerEvent(event)) {
    const { seq } = markerOf(event);
    const entity = run.localActivities.get(seq);
    if (entity === undefined) {
      throw nondeterminism(`Missing associated machine for LocalActivity(${seq})`);
    }
    switch (entity.status) {
      case 'WaitingMarkerEvent':
      case 'WaitingMarkerEventPreResolved':
        // It was replayed from this very marker: there is no command to match.
        feed(run, entity, event, isLastTask);
        return false;
      case 'ResultNotified':
        break;
      default:
        throw fatal(`Attempted to check for LA marker handling in invalid state ${entity.status}`);
    }
  }
  const match = run.commands.match(event, next);
  if (match.type === 'Skipped') return match.skipsNext;
  feed(run, match.entity, event, isLastTask);
  run.byEventId.set(event.eventId, match.entity);
  return false;
}

/** Events that belong to no other one. */
function applyFreeEvent(run: WorkflowMachines, event: HistoryEvent): void {
  switch (event.type) {
    case 'WorkflowExecutionStarted':
      run.started = event.attributes;
      run.advanceTime(event.eventTime);
      return run.pushJob(initializeWorkflow(event, run.identity.workflowId));
    case 'WorkflowTaskScheduled':
      run.byEventId.set(
        event.eventId,
        new EntityOf(workflowTaskKind, {
          status: 'Scheduled',
          drivingEventId: run.nextStartedEventId,
        }),
      );
      return;
    case 'WorkflowExecutionSignaled':
      return run.pushJob(signalWorkflow(event));
    case 'WorkflowExecutionCancelRequested':
      return run.pushJob({ type: 'cancelWorkflow', reason: event.attributes.cause ?? '' });
    case 'WorkflowExecutionTerminated':
    case 'WorkflowExecutionTimedOut':
    case 'WorkflowExecutionPaused':
    case 'WorkflowExecutionUnpaused':
    case 'WorkflowExecutionOptionsUpdated':
    case 'WorkflowExecutionUpdateAdmitted':
      return;
    default:
      throw fatal(
        `The event is not a non-stateful event, but we tried to handle it as one: ${describe(event)}`,
      );
  }
}

const requestOf = (
  eventId: number,
  request: Extract<UpdateMessage['body'], { type: 'Request' }>['request'],
): UpdateMessage => ({
  id: `${request.meta.updateId}/request`,
  protocolInstanceId: request.meta.updateId,
  eventId,
  body: { type: 'Request', request },
});

/** Hands out the update requests that must be processed once an event has been. */
function receiveMessages(run: WorkflowMachines, eventId: number): void {
  if (run.incoming.length === 0) return;
  const isDue = (message: UpdateMessage): boolean => (message.eventId ?? 0) <= eventId;
  const due = run.incoming.filter(isDue);
  if (due.length === 0) return;
  run.incoming = run.incoming.filter((message) => !isDue(message));
  for (const message of due) receive(run, message);
}

function receive(run: WorkflowMachines, message: UpdateMessage): void {
  const { body, protocolInstanceId } = message;
  if (body.type !== 'Request') throw fatal(`Unexpected protocol message ${message.id}`);
  const update = new EntityOf(updateKind, {
    status: 'RequestInitiated',
    messageId: message.id,
    protocolInstanceId,
    sequencingEventId: message.eventId ?? 0,
    request: body.request,
  });
  run.updates.set(protocolInstanceId, update);
  run.pushJob(doUpdate(protocolInstanceId, body.request, !run.isReplaying));
}

/**
 * Looks into the next logical task for what the first run knew in this one: patches, ends of local activities, updates.
 */
function lookAhead(run: WorkflowMachines, admitted: ReadonlyMap<string, UpdateMessage>): void {
  // Patches must be known before anything else is told.
  const later: (() => void)[] = [];
  for (const event of run.history.peek()) {
    const patch = patchMarkerOf(event);
    if (patch) {
      run.patches.set(patch.patchId, { hasCommand: false });
      run.pushJob({ type: 'notifyHasPatch', patchId: patch.patchId });
    } else if (localActivityMarkerEvent(event)) {
      const marker = markerOf(event);
      later.push(() => foresee(run, marker));
    } else if (event.type === 'WorkflowExecutionUpdateAccepted') {
      const message =
        admitted.get(event.attributes.protocolInstanceId) ?? acceptedMessage(event.attributes);
      later.push(() => receive(run, message));
    }
  }
  for (const tell of later) tell();
}

/** The request that must have led to an acceptance. */
function acceptedMessage(
  accepted: EventAttributes['WorkflowExecutionUpdateAccepted'],
): UpdateMessage {
  const { acceptedRequest } = accepted;
  if (!acceptedRequest) throw fatal('Update accepted event must contain accepted request');
  return {
    id: accepted.acceptedRequestMessageId,
    protocolInstanceId: accepted.protocolInstanceId,
    eventId: accepted.acceptedRequestSequencingEventId,
    body: { type: 'Request', request: acceptedRequest },
  };
}

function foresee(run: WorkflowMachines, marker: LocalActivityMarker): void {
  const entity = run.localActivities.get(marker.seq);
  if (entity?.status === 'WaitingMarkerEvent') {
    const result = resultOf(marker);
    applyEffects(run, entity, entity.take({ type: 'HandleKnownResult', result }));
  } else run.localActivityBook.foresee(marker);
}

function markerOf(event: HistoryEvent): LocalActivityMarker {
  const attributes = localActivityMarkerEvent(event);
  const marker = attributes && readLocalActivityMarker(attributes);
  if (!marker) throw fatal(`Local activity marker was unparsable: ${describe(event)}`);
  return marker;
}
