/** Applies the commands of workflow code to the machines of its run. @see WorkflowMachines.handle_driven_results */
import { unreachable } from '../common/invariant.ts';
import type { LazyMap } from '../common/lazy-map.ts';
import type { EpochMs } from '../common/time.ts';
import type { Seq, WorkflowCommand } from '../protocol/activation.ts';
import type { Command, CommandAttributes } from '../protocol/command.ts';
import { activityKind } from './activity.ts';
import { cancelExternalKind } from './cancel-external.ts';
import { childWorkflowKind } from './child-workflow.ts';
import { applyEffects } from './effect-application.ts';
import { EntityOf, type Entity, type EntityKind } from './entity.ts';
import { UPSERT_ON_PATCH } from './internal-flags.ts';
import { localActivityKind, scheduled } from './local-activity.ts';
import { modifyWorkflowPropertiesKind } from './modify-workflow-properties.ts';
import { CHANGE_VERSION_KEY, changeVersions, patchKind, patchMarker } from './patch.ts';
import { fatal, nondeterminism } from './replay-check.ts';
import {
  continueAsNewWorkflowExecution,
  requestCancelExternalWorkflowExecution,
  scheduleActivityTask,
  signalExternalWorkflowExecution,
  startChildWorkflowExecution,
} from './service-command.ts';
import { signalExternalKind } from './signal-external.ts';
import { timerKind } from './timer.ts';
import type { UpdateInput } from './update.ts';
import { upsertSearchAttributesKind } from './upsert-search-attributes.ts';
import { workflowCompletionKinds, type TerminalCommandType } from './workflow-completion.ts';
import type { WorkflowMachines } from './workflow-machines.ts';

/** A command that has to do with machines: all but answers to queries. */
export type MachineCommand = Exclude<WorkflowCommand, { type: 'respondToQuery' }>;

type CommandFromCode<Type extends WorkflowCommand['type']> = Extract<
  WorkflowCommand,
  { type: Type }
>;

/** Applies the commands of one activation, then gives them their places. @throws WorkflowMachinesError */
export function applyCommands(
  run: WorkflowMachines,
  commands: readonly MachineCommand[],
  now: EpochMs,
): void {
  for (const command of commands) applyCommand(run, command, now);
  run.commands.place((entity, effects) => applyEffects(run, entity, effects));
}

function applyCommand(run: WorkflowMachines, command: MachineCommand, now: EpochMs): void {
  const { seq } = command as { seq: Seq };
  switch (command.type) {
    case 'startTimer':
      return startTimer(run, command);
    case 'cancelTimer':
      return tell(run, found(run.timers, seq, 'Timer'), { type: 'Cancel' });
    case 'scheduleActivity':
      return scheduleActivity(run, command);
    case 'requestCancelActivity':
      return tell(run, found(run.activities, seq, 'Activity'), { type: 'Cancel' });
    case 'scheduleLocalActivity':
      return scheduleLocalActivity(run, command, now);
    case 'requestCancelLocalActivity':
      return tell(run, found(run.localActivities, seq, 'LocalActivity'), { type: 'Cancel' });
    case 'startChildWorkflowExecution':
      return startChild(run, command);
    case 'cancelChildWorkflowExecution':
      return tell(run, found(run.children, command.childWorkflowSeq, 'ChildWorkflowStart'), {
        type: 'Cancel',
        reason: command.reason ?? '',
      });
    case 'requestCancelExternalWorkflowExecution':
      return requestCancelExternal(run, command);
    case 'signalExternalWorkflowExecution':
      return signalExternal(run, command);
    case 'cancelSignalWorkflow':
      return tell(run, found(run.signals, seq, 'SignalExternal'), { type: 'Cancel' });
    case 'setPatchMarker':
      return setPatchMarker(run, command);
    case 'upsertWorkflowSearchAttributes':
      return upsertSearchAttributes(run, command);
    case 'modifyWorkflowProperties':
      return modifyProperties(run, command);
    case 'updateResponse':
      return respondToUpdate(run, command);
    case 'completeWorkflowExecution':
    case 'failWorkflowExecution':
    case 'cancelWorkflowExecution':
    case 'continueAsNewWorkflowExecution':
      return endRun(run, command);
    default:
      return unreachable(command);
  }
}

function found<Thing>(things: LazyMap<Seq, Thing>, seq: Seq, kind: string): Thing {
  const thing = things.get(seq);
  if (thing === undefined) throw nondeterminism(`Missing associated machine for ${kind}(${seq})`);
  return thing;
}

function tell<State extends { readonly status: string }, Input extends { readonly type: string }>(
  run: WorkflowMachines,
  entity: EntityOf<State, Input>,
  input: Input,
): void {
  applyEffects(run, entity, entity.take(input));
}

function issue<State extends { readonly status: string }, Input extends { readonly type: string }>(
  run: WorkflowMachines,
  kind: EntityKind<State, Input>,
  state: NoInfer<State>,
  command: Command,
): EntityOf<State, Input> {
  const entity = new EntityOf(kind, state);
  run.commands.add(command, entity);
  return entity;
}

function startTimer(run: WorkflowMachines, command: CommandFromCode<'startTimer'>): void {
  const { seq, startToFireTimeout, userMetadata } = command;
  const timer = issue(
    run,
    timerKind,
    { status: 'StartCommandCreated', seq },
    {
      type: 'StartTimer',
      attributes: { timerId: String(seq), startToFireTimeout },
      userMetadata,
    },
  );
  run.timers.set(seq, timer);
}

function scheduleActivity(
  run: WorkflowMachines,
  command: CommandFromCode<'scheduleActivity'>,
): void {
  const { seq, activityId, activityType, cancellationType } = command;
  const activity = issue(
    run,
    activityKind,
    {
      status: 'ScheduleCommandCreated',
      seq,
      activityId,
      activityType,
      cancellationType,
      scheduledEventId: 0,
    },
    scheduleActivityTask(command),
  );
  run.activities.set(seq, activity);
}

function scheduleLocalActivity(
  run: WorkflowMachines,
  command: CommandFromCode<'scheduleLocalActivity'>,
  now: EpochMs,
): void {
  const { seq } = command;
  if (command.scheduleToCloseTimeout === undefined && command.startToCloseTimeout === undefined) {
    throw fatal(
      `Invalid schedule local activity request (seq ${seq}): One or both of schedule_to_close or start_to_close timeouts must be set`,
    );
  }
  const { state, effects } = scheduled(
    {
      schedule: command,
      originalScheduleTime: command.originalScheduleTime ?? now,
      scheduledAt: run.time,
      isReplayed: run.isReplaying,
    },
    run.localActivityBook.takeForeseen(seq),
  );
  const activity = new EntityOf(localActivityKind, state);
  run.localActivities.set(seq, activity);
  if (state.status === 'WaitingMarkerEvent') run.waitingForMarkers.push(activity);
  applyEffects(run, activity, effects);
}

function startChild(
  run: WorkflowMachines,
  command: CommandFromCode<'startChildWorkflowExecution'>,
): void {
  const child = issue(
    run,
    childWorkflowKind,
    {
      status: 'StartCommandCreated',
      seq: command.seq,
      namespace: command.namespace ?? '',
      workflowId: command.workflowId,
      workflowType: command.workflowType,
      cancellationType: command.cancellationType,
      runId: '',
      initiatedEventId: 0,
      startedEventId: 0,
    },
    startChildWorkflowExecution(command, run.identity.taskQueue),
  );
  run.children.set(command.seq, child);
}

function requestCancelExternal(
  run: WorkflowMachines,
  command: CommandFromCode<'requestCancelExternalWorkflowExecution'>,
): void {
  issue(
    run,
    cancelExternalKind,
    { status: 'RequestCancelExternalCommandCreated', seq: command.seq, isWaitedFor: false },
    requestCancelExternalWorkflowExecution(command, run.identity.runId),
  );
}

function signalExternal(
  run: WorkflowMachines,
  command: CommandFromCode<'signalExternalWorkflowExecution'>,
): void {
  const signal = issue(
    run,
    signalExternalKind,
    { status: 'SignalExternalCommandCreated', seq: command.seq },
    signalExternalWorkflowExecution(command, run.identity.namespace),
  );
  run.signals.set(command.seq, signal);
}

/** Records a patch once, and lists all patches of the run in a search attribute. */
function setPatchMarker(run: WorkflowMachines, command: CommandFromCode<'setPatchMarker'>): void {
  const { patchId, deprecated } = command;
  const known = run.patches.get(patchId);
  if (known?.hasCommand) return;
  issue(
    run,
    patchKind,
    { status: 'MarkerCommandCreated', patchId },
    patchMarker(patchId, deprecated),
  );
  // On replay without a marker there was no upsert either.
  const wasUpserted = !run.isReplaying || known !== undefined;
  if (wasUpserted && run.flags.isOn(UPSERT_ON_PATCH, !run.isReplaying)) {
    const others = [...run.patches].filter(([, { hasCommand }]) => hasCommand).map(([id]) => id);
    const searchAttributes = changeVersions([...others, patchId]);
    if (searchAttributes) upsert(run, searchAttributes);
  }
  run.patches.set(patchId, { hasCommand: true });
}

function upsert(
  run: WorkflowMachines,
  searchAttributes: CommandAttributes['UpsertWorkflowSearchAttributes']['searchAttributes'],
  userMetadata?: WorkflowCommand['userMetadata'],
): void {
  issue(
    run,
    upsertSearchAttributesKind,
    { status: 'Created' },
    { type: 'UpsertWorkflowSearchAttributes', attributes: { searchAttributes }, userMetadata },
  );
}

function upsertSearchAttributes(
  run: WorkflowMachines,
  { searchAttributes, userMetadata }: CommandFromCode<'upsertWorkflowSearchAttributes'>,
): void {
  run.changeSearchAttributes(searchAttributes);
  // Workflow code must not change the list of patches, but its command keeps its place.
  const isForbidden =
    CHANGE_VERSION_KEY in searchAttributes.indexedFields &&
    run.flags.isOn(UPSERT_ON_PATCH, !run.isReplaying);
  upsert(run, isForbidden ? { indexedFields: {} } : searchAttributes, userMetadata);
}

function modifyProperties(
  run: WorkflowMachines,
  { upsertedMemo, userMetadata }: CommandFromCode<'modifyWorkflowProperties'>,
): void {
  issue(
    run,
    modifyWorkflowPropertiesKind,
    { status: 'CommandCreated' },
    { type: 'ModifyWorkflowProperties', attributes: { upsertedMemo }, userMetadata },
  );
}

function respondToUpdate(run: WorkflowMachines, command: CommandFromCode<'updateResponse'>): void {
  const { protocolInstanceId, response } = command;
  const update = run.updates.get(protocolInstanceId);
  if (update === undefined) {
    throw fatal(`Missing associated machine for protocol message ${protocolInstanceId}`);
  }
  tell(run, update, inputOf(response));
}

function inputOf(response: CommandFromCode<'updateResponse'>['response']): UpdateInput {
  switch (response.status) {
    case 'accepted':
      return { type: 'Accept' };
    case 'rejected':
      return { type: 'Reject', failure: response.failure };
    case 'completed':
      return {
        type: 'Complete',
        outcome: { success: { payloads: response.result ? [response.result] : [] } },
      };
    default:
      return unreachable(response);
  }
}

type TerminalCommand = CommandFromCode<
  | 'completeWorkflowExecution'
  | 'failWorkflowExecution'
  | 'cancelWorkflowExecution'
  | 'continueAsNewWorkflowExecution'
>;

/** The run ends itself: what its local activities do is of no interest any more. */
function endRun(run: WorkflowMachines, command: TerminalCommand): void {
  const { userMetadata } = command;
  const end = <Type extends TerminalCommandType>(
    type: Type,
    attributes: CommandAttributes[Type],
  ): Entity =>
    issue(run, workflowCompletionKinds[type], { status: 'CommandCreated' }, {
      type,
      attributes,
      userMetadata,
    } as Command);
  switch (command.type) {
    case 'completeWorkflowExecution':
      end('CompleteWorkflowExecution', {
        result: command.result && { payloads: [command.result] },
      });
      break;
    case 'failWorkflowExecution':
      end('FailWorkflowExecution', { failure: command.failure });
      break;
    case 'cancelWorkflowExecution':
      end('CancelWorkflowExecution', {});
      break;
    case 'continueAsNewWorkflowExecution':
      end(
        'ContinueAsNewWorkflowExecution',
        continueAsNewWorkflowExecution(
          command,
          {
            memo: run.started?.memo,
            retryPolicy: run.started?.retryPolicy,
            searchAttributes: run.searchAttributes,
          },
          run.identity.taskQueue,
        ),
      );
      break;
    default:
      unreachable(command);
  }
  run.isFinished = true;
  run.localActivityBook.isTerminating = true;
}
