/** Carries out what the machines of a run ask for. @see WorkflowMachines.process_machine_responses */
import { unreachable } from '../common/invariant.ts';
import type { EpochMs } from '../common/time.ts';
import type { EventId } from '../protocol/event.ts';
import { cancelExternalKind } from './cancel-external.ts';
import { EntityOf, type Entity } from './entity.ts';
import { cancelledResult } from './local-activity.ts';
import type { MachineEffect } from './machine-effect.ts';
import type { WorkflowMachines } from './workflow-machines.ts';

/** Carries out effects of one machine, in order. */
export function applyEffects(
  run: WorkflowMachines,
  entity: Entity,
  effects: readonly MachineEffect[],
): void {
  for (const effect of effects) applyEffect(run, entity, effect);
}

function applyEffect(run: WorkflowMachines, entity: Entity, effect: MachineEffect): void {
  switch (effect.type) {
    case 'PushJob':
      return run.pushJob(effect.job);
    case 'IssueCommand':
      return run.commands.add(effect.command, entity);
    case 'IssueMessage':
      // What the history holds has been said.
      if (!run.isReplaying) run.outgoing.push(effect.message);
      return;
    case 'RequestCancelChild': {
      const { attributes, isWaitedFor } = effect;
      const request = new EntityOf(cancelExternalKind, {
        status: 'RequestCancelExternalCommandCreated',
        seq: undefined,
        isWaitedFor,
      });
      return run.commands.add(
        { type: 'RequestCancelExternalWorkflowExecution', attributes },
        request,
      );
    }
    case 'QueueLocalActivity':
      return run.localActivityBook.schedule(effect.activity, effect.originalScheduleTime);
    case 'RequestCancelLocalActivity':
      return cancelLocalActivity(run, effect.seq);
    case 'AbandonLocalActivity':
      if (!run.localActivityBook.unschedule(effect.seq)) {
        run.localActivityBook.cancel(effect.seq);
      }
      return;
    case 'AdvanceTime':
      return run.advanceTime(effect.to);
    case 'StartWorkflowTask':
      return startWorkflowTask(run, effect.startedEventId, effect.time);
    case 'Find':
      run.found.push(effect.name);
      return;
    default:
      return unreachable(effect);
  }
}

/** A local activity whose end is known, or that nobody has begun to run, is told at once; else the worker must cancel it. */
function cancelLocalActivity(run: WorkflowMachines, seq: number): void {
  const requests = run.localActivityBook;
  const entity = run.localActivities.get(seq);
  if (entity === undefined) return;
  const known = requests.takeForeseen(seq);
  if (known) {
    return applyEffects(run, entity, entity.take({ type: 'HandleKnownResult', result: known }));
  }
  if (requests.unschedule(seq)) {
    const result = cancelledResult(entity.state, entity.state.scheduledAt);
    return applyEffects(run, entity, entity.take({ type: 'HandleResult', result }));
  }
  requests.cancel(seq);
}

/** Workflow code is about to be driven by a workflow task. */
function startWorkflowTask(run: WorkflowMachines, startedEventId: EventId, time: EpochMs): void {
  run.currentStartedEventId = startedEventId;
  run.advanceTime(time);
  if (run.isReplaying) return;
  // New history is made: what still waits for a marker will not find one.
  const waiting = run.waitingForMarkers;
  run.waitingForMarkers = [];
  for (const entity of waiting) {
    if (entity.status === 'WaitingMarkerEvent') {
      applyEffects(run, entity, entity.take({ type: 'StartedNonReplayWorkflowTask' }));
    }
  }
}
