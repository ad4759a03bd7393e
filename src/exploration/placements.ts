/** What may be placed in a run: interrupts of its executions and faults of its workers, by kind and by name. */
import { defaultPayloadConverter, toPayloads } from '@temporalio/common';
import type { Payloads } from '../protocol/payload.ts';
import type { ServiceRequest } from '../protocol/request.ts';
import type { ExecutionView } from '../service/service.ts';
import type { Placement } from '../simulation/chooser.ts';
import { crashWorker, evictRun, loseHeartbeats, shutdownWorker } from '../simulation/fault.ts';
import type { Mishap } from '../simulation/mishap.ts';
import type { Step } from '../simulation/step.ts';
import type { World } from '../simulation/world.ts';
import type { FaultKind, InPlay, InterruptKind, Message } from './in-play.ts';

/** The service's timer for the run timeout of an execution. @see ServiceTimer.name */
const RUN_TIMEOUT = 'workflow run timeout';

/** What a worker says of a task before it is over. */
const NOT_AN_END: ReadonlySet<ServiceRequest['method']> = new Set(['RecordActivityTaskHeartbeat']);

/** How long heartbeats are lost, in milliseconds. */
const HEARTBEATS_LOST_FOR = 60_000;

/** The kind of what is placed between two moments: it is tried when everything else has been. */
export const BETWEEN = 'between';

/**
 * All that may be placed now, in a fixed order; before the clock moves, also half of the way to the next thing that happens.
 * @param next - the step before which it is to be placed
 */
export function placementsIn(
  world: World,
  inPlay: InPlay,
  next: Step | undefined,
): readonly Placement[] {
  const { agenda } = world;
  const befalling = next === undefined ? [] : mishapsOf(world, next, inPlay);
  const now = [...placementsNow(world, inPlay), ...befalling];
  if (agenda.ready || agenda.nextAlarmAt === undefined) return now;
  const at = Math.floor((agenda.now + agenda.nextAlarmAt) / 2);
  if (at <= agenda.now) return now;
  return [...now, ...now.map((placement) => halfway(world, at, placement))];
}

/** What may befall the message that travels in a step. */
function mishapsOf(world: World, next: Step, { faults }: InPlay): readonly Placement[] {
  if (next.type !== 'Request' || next.actor === 'activity' || next.actor === 'fault') return [];
  const mishaps: Placement[] = [];
  const befalls = (kind: FaultKind, name: string, mishap: Mishap): void => {
    if (!faults.includes(kind)) return;
    mishaps.push({ kind, name, place: () => world.mishaps.befall(next, mishap) });
  };
  befalls('answerLost', 'lose its answer', { type: 'answer lost' });
  befalls('requestDoubled', 'send it twice', { type: 'doubled' });
  const { request } = next.request;
  const saysTheEnd = 'taskToken' in request && !NOT_AN_END.has(next.request.method);
  const at = saysTheEnd ? world.service.deadlineOf(request.taskToken) : undefined;
  if (at !== undefined) befalls('taskTimeout', 'let its task time out first', { type: 'late', at });
  return mishaps;
}

function halfway({ agenda }: World, at: number, { name, workflowId, place }: Placement): Placement {
  const placeThen = (): void =>
    agenda.set('halfway', at, 0, {
      type: 'Fault',
      name: 'clock:halfway',
      actor: 'fault',
      strike: place,
    });
  return { kind: BETWEEN, name: `halfway: ${name}`, workflowId, place: placeThen };
}

function placementsNow(world: World, inPlay: InPlay): readonly Placement[] {
  const placements: Placement[] = [];
  for (const execution of world.service.executions()) {
    if (execution.status !== 'RUNNING') continue;
    for (const kind of inPlay.place) {
      const placement =
        typeof kind === 'string'
          ? interrupt(world, execution, kind)
          : message(world, execution, kind);
      if (placement !== undefined) placements.push(placement);
    }
    if (inPlay.faults.includes('eviction')) {
      const { workflowId } = execution;
      const name = `evict ${world.names.workflow(workflowId)}`;
      placements.push(fault(world, 'eviction', name, () => evictRun(world, workflowId)));
    }
  }
  for (const { key, status } of world.workers.values()) {
    if (status !== 'running') continue;
    for (const kind of inPlay.faults) {
      const placement = workerFault(world, key, kind);
      if (placement !== undefined) placements.push(placement);
    }
  }
  if (inPlay.faults.includes('heartbeatLoss')) {
    const name = `lose heartbeats for ${HEARTBEATS_LOST_FOR / 1000} s`;
    const lose = (): void => loseHeartbeats(world, HEARTBEATS_LOST_FOR);
    placements.push(fault(world, 'heartbeatLoss', name, lose));
  }
  return placements;
}

function interrupt(
  world: World,
  { workflowId, runId, parent, cancelRequested }: ExecutionView,
  kind: InterruptKind,
): Placement | undefined {
  if (kind === 'timeout') return timeout(world, workflowId, runId);
  const ofChild = kind === 'childCancel' || kind === 'childTerminate';
  if (ofChild !== (parent !== undefined)) return undefined;
  const cancels = kind === 'cancel' || kind === 'childCancel';
  if (cancels && cancelRequested) return undefined;
  const { namespace } = world.options;
  const execution = { namespace, workflowExecution: { workflowId }, identity: 'explorer' };
  return request(
    world,
    kind,
    `${cancels ? 'cancel' : 'terminate'} ${world.names.workflow(workflowId)}`,
    workflowId,
    cancels
      ? { method: 'RequestCancelWorkflowExecution', request: execution }
      : {
          method: 'TerminateWorkflowExecution',
          request: { ...execution, reason: 'placed by the explorer' },
        },
  );
}

/** The run timeout falls due now, if there is one. */
function timeout(
  { agenda, names }: World,
  workflowId: string,
  runId: string,
): Placement | undefined {
  const slot = `${runId}/${RUN_TIMEOUT}`;
  const alarm = agenda.alarmOf(slot);
  if (alarm === undefined) return undefined;
  const place = (): void => {
    agenda.clear(slot);
    agenda.addFirst(alarm.step);
  };
  return { kind: 'timeout', name: `time out ${names.workflow(workflowId)}`, workflowId, place };
}

function message(
  world: World,
  { workflowId, parent }: ExecutionView,
  { kind, name, args = [], workflowId: to }: Message,
): Placement | undefined {
  const called = world.names.workflow(workflowId);
  if (to === undefined ? parent !== undefined : to !== workflowId && to !== called)
    return undefined;
  const { namespace } = world.options;
  const input: Payloads = {
    payloads: (toPayloads(defaultPayloadConverter, ...args) ?? []) as Payloads['payloads'],
  };
  const common = { namespace, workflowExecution: { workflowId }, identity: 'explorer' };
  const text = `${kind} ${name} to ${called}`;
  const id = `explorer-${world.trace.taken}`;
  if (kind === 'signal') {
    return request(world, kind, text, workflowId, {
      method: 'SignalWorkflowExecution',
      request: { ...common, signalName: name, input, requestId: id },
    });
  }
  return request(world, kind, text, workflowId, {
    method: 'UpdateWorkflowExecution',
    request: {
      namespace,
      workflowExecution: { workflowId },
      waitPolicy: { lifecycleStage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED' },
      request: { meta: { updateId: id, identity: 'explorer' }, input: { name, args: input } },
    },
  });
}

function request(
  world: World,
  kind: string,
  name: string,
  workflowId: string,
  sent: ServiceRequest,
): Placement {
  const place = (): void =>
    world.callFirst({
      type: 'Request',
      name: `placed:${name}`,
      actor: 'fault',
      callId: world.newCallId(),
      request: sent,
    });
  return { kind, name, workflowId, place };
}

function fault(world: World, kind: FaultKind, name: string, strike: () => void): Placement {
  const place = (): void =>
    world.agenda.addFirst({ type: 'Fault', name: `placed:${name}`, actor: 'fault', strike });
  return { kind, name, place };
}

/** As in a deployment: the new process is there when the old one is told to stop. */
function replaceWorker(world: World, key: string): void {
  const worker = world.workers.get(key);
  if (worker === undefined) return;
  world.startWorker(worker.options, worker.taskQueue);
  shutdownWorker(world, key);
}

function workerFault(world: World, key: string, kind: FaultKind): Placement | undefined {
  switch (kind) {
    case 'workerCrash':
      return fault(world, kind, `crash worker ${key}`, () => crashWorker(world, key));
    case 'workerCrashWithZombies':
      return fault(world, kind, `crash worker ${key}, its attempts go on`, () =>
        crashWorker(world, key, { zombies: true }),
      );
    case 'workerShutdown':
      return fault(world, kind, `shut worker ${key} down`, () => replaceWorker(world, key));
    default:
      return undefined;
  }
}
