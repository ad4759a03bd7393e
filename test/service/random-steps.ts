/** Requests at random, of the kinds that scripts are made of: sensible ones, late ones and wrong ones. */
import type {
  Command,
  Duration,
  Step,
  UpdateMessage,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '../../conformance/service/script.ts';
import {
  activity,
  boom,
  cancelExternal,
  canceledFailure,
  child,
  continueAsNew,
  fatal,
  signalExternal,
} from '../../conformance/service/steps.ts';
import type { Random } from '../../src/common/random.ts';
import type { ExecutionView } from '../../src/service/service.ts';

/** What a walk knows about the world it walks in. */
export interface Surroundings {
  readonly workflowTasks: readonly {
    readonly name: string;
    readonly updateIds: readonly string[];
    readonly view: ExecutionView | undefined;
  }[];
  readonly activityTasks: readonly string[];
  readonly runs: readonly ExecutionView[];
  readonly nextName: () => string;
}

type Choices<Choice> = readonly [() => Choice, ...(() => Choice)[]];

const WORKFLOWS = ['w', 'c', 'd'] as const;
const DURATIONS: readonly [Duration, ...Duration[]] = ['500ms', '1s', '2s', '5s', '20s', '100s'];

/** Makes steps of the numbers that a random source yields. */
export class RandomSteps {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** One request, or a while of waiting. */
  next(world: Surroundings): Step {
    const open = world.runs.filter(({ status }) => status === 'RUNNING' || status === 'PAUSED');
    if (open.length === 0) return this.#start();
    const waiting = open.find(({ workflowTask }) => workflowTask?.status === 'Scheduled');
    if (waiting !== undefined && this.#random.below(3) > 0)
      return this.#poll(world, waiting.workflowId);
    const kinds: Choices<Step> = [
      () => (this.#random.below(3) > 0 ? this.#sleep() : this.#start()),
      () => this.#poll(world, this.#pick(WORKFLOWS)),
      () => this.#complete(world),
      () => this.#complete(world),
      () => this.#complete(world),
      () => this.#complete(world),
      () => (this.#random.below(3) > 0 ? this.#complete(world) : this.#failTask(world)),
      () => this.#pollActivity(world),
      () => this.#pollActivity(world),
      () => this.#aboutActivityTask(world),
      () => this.#aboutActivityTask(world),
      () => this.#aboutActivity(open),
      () => this.#aboutWorkflow(world),
      () => this.#aboutWorkflow(world),
      () => this.#sleep(),
    ];
    return this.#pick(kinds)();
  }

  #pick<Item>(items: readonly [Item, ...Item[]]): Item;
  #pick<Item>(items: readonly Item[]): Item | undefined;
  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.#random.below(items.length)];
  }

  #sometimes<Extra extends object>(oneIn: number, extra: () => Extra): Partial<Extra> {
    return this.#random.below(oneIn) === 0 ? extra() : {};
  }

  readonly #duration = (): Duration => this.#pick(DURATIONS);

  #sleep(): Step {
    return { do: 'Sleep', ms: this.#pick([1, 300, 300, 1000, 1000, 3000, 10_000, 61_000]) };
  }

  readonly #retryPolicy = () => ({
    retryPolicy: {
      initialInterval: this.#duration(),
      maximumAttempts: this.#random.below(4),
      backoffCoefficient: this.#pick([1, 2]),
    },
  });

  #start(): Step {
    const workflowId = this.#pick(WORKFLOWS);
    const fields = {
      workflowId,
      workflowType: 'flow',
      taskQueue: workflowId,
      ...this.#sometimes(4, this.#retryPolicy),
      ...this.#sometimes(8, () => ({ workflowRunTimeout: this.#duration() })),
      ...this.#sometimes(8, () => ({ workflowExecutionTimeout: this.#duration() })),
      ...this.#sometimes(6, () => ({ workflowTaskTimeout: this.#duration() })),
      ...(this.#random.below(5) === 0
        ? { cronSchedule: this.#pick(['@every 5s', '* * * * *']) }
        : this.#sometimes(6, () => ({ workflowStartDelay: this.#duration() }))),
      ...this.#sometimes(4, () => ({
        workflowIdReusePolicy: this.#pick<WorkflowIdReusePolicy>([
          'ALLOW_DUPLICATE_FAILED_ONLY',
          'REJECT_DUPLICATE',
          'TERMINATE_IF_RUNNING',
        ]),
      })),
      ...this.#sometimes(4, () => ({
        workflowIdConflictPolicy: this.#pick<WorkflowIdConflictPolicy>([
          'USE_EXISTING',
          'TERMINATE_EXISTING',
        ]),
      })),
    };
    return this.#random.below(4) === 0
      ? { do: 'SignalWithStartWorkflowExecution', signalName: 's', ...fields }
      : { do: 'StartWorkflowExecution', ...fields };
  }

  #poll(world: Surroundings, taskQueue: string): Step {
    const sticky = this.#random.below(3) === 0;
    return { do: 'PollWorkflowTaskQueue', as: world.nextName(), taskQueue, sticky, upToMs: 10 };
  }

  #pollActivity(world: Surroundings): Step {
    const taskQueue = this.#pick(['a', 'b']);
    return { do: 'PollActivityTaskQueue', as: world.nextName(), taskQueue, upToMs: 10 };
  }

  #complete(world: Surroundings): Step {
    const held =
      this.#random.below(8) === 0 ? this.#pick(world.workflowTasks) : world.workflowTasks.at(-1);
    if (held === undefined) return this.#poll(world, this.#pick(WORKFLOWS));
    const commands: Command[] = [];
    const messages: UpdateMessage[] = [];
    while (this.#random.below(3) > 0) commands.push(this.#command(held.view));
    for (const updateId of held.updateIds) {
      if (this.#random.below(4) === 0) continue;
      const message = this.#answer(updateId, messages);
      commands.push({ type: 'ProtocolMessage', messageId: message });
    }
    if (this.#random.below(5) === 0) commands.push(this.#close());
    return {
      do: 'RespondWorkflowTaskCompleted',
      task: held.name,
      commands,
      messages,
      as: world.nextName(),
      ...this.#sometimes(5, () => ({ forceCreateNewWorkflowTask: true })),
      ...this.#sometimes(3, () => ({ returnNewWorkflowTask: true })),
      ...this.#sometimes(2, () => ({
        stickyAttributes: { scheduleToStartTimeout: '5s' as const },
      })),
      ...this.#sometimes(2, () => ({
        capabilities: { discardSpeculativeWorkflowTaskWithEvents: true },
      })),
    };
  }

  #answer(updateId: string, messages: UpdateMessage[]): string {
    const id = `${updateId}-${messages.length}`;
    switch (this.#random.below(3)) {
      case 0:
        messages.push({ id, updateId, body: 'Rejection', failure: boom });
        return id;
      case 1:
        messages.push({ id, updateId, body: 'Acceptance' });
        return id;
      default:
        messages.push({ id, updateId, body: 'Acceptance' });
        messages.push({ id: `${id}-done`, updateId, body: 'Response', result: [1] });
        return id;
    }
  }

  #command(view: ExecutionView | undefined): Command {
    const others: Choices<Command> = [
      () => this.#schedule(),
      () => this.#schedule(),
      () => this.#cancelActivity(view),
      () => this.#timer(),
      () => this.#timer(),
      () => this.#cancelTimer(view),
      () => this.#child(),
      () => cancelExternal(this.#pick(WORKFLOWS), { childWorkflowOnly: this.#random.below(2) > 0 }),
      () => signalExternal(this.#pick(WORKFLOWS), { childWorkflowOnly: this.#random.below(2) > 0 }),
      () => ({ type: 'RecordMarker', markerName: 'm' }),
    ];
    return this.#pick(others)();
  }

  #cancelActivity(view: ExecutionView | undefined): Command {
    const activities = view?.pendingActivities ?? [];
    if (activities.length === 0 && this.#random.below(10) > 0) return this.#schedule();
    const { scheduledEventId } = this.#pick(activities) ?? { scheduledEventId: 5 };
    return { type: 'RequestCancelActivityTask', scheduledEventId };
  }

  #cancelTimer(view: ExecutionView | undefined): Command {
    const timers = view?.pendingTimers ?? [];
    if (timers.length === 0 && this.#random.below(10) > 0) return this.#timer();
    return { type: 'CancelTimer', timerId: this.#pick(timers)?.timerId ?? 't1' };
  }

  #timer(): Command {
    const timerId = `t${this.#random.below(20)}`;
    return { type: 'StartTimer', timerId, startToFireTimeout: this.#duration() };
  }

  #schedule(): Command {
    return activity(`${this.#pick(['a', 'b'])}${this.#random.below(9)}`, {
      taskQueue: this.#pick(['a', 'b']),
      startToCloseTimeout: this.#duration(),
      ...this.#sometimes(3, () => ({ heartbeatTimeout: this.#duration() })),
      ...this.#sometimes(3, () => ({ scheduleToStartTimeout: this.#duration() })),
      ...this.#sometimes(3, () => ({ scheduleToCloseTimeout: this.#duration() })),
      ...this.#sometimes(2, this.#retryPolicy),
    });
  }

  #child(): Command {
    const workflowId = this.#pick(WORKFLOWS);
    return child(workflowId, {
      parentClosePolicy: this.#pick(['TERMINATE', 'ABANDON', 'REQUEST_CANCEL']),
      ...this.#sometimes(3, this.#retryPolicy),
      ...this.#sometimes(3, () => ({ workflowRunTimeout: this.#duration() })),
      ...this.#sometimes(5, () => ({ cronSchedule: '@every 5s' })),
      ...this.#sometimes(3, () => ({ workflowIdReusePolicy: 'REJECT_DUPLICATE' as const })),
    });
  }

  #close(): Command {
    return this.#pick<Command>([
      { type: 'CompleteWorkflowExecution', result: [1] },
      { type: 'FailWorkflowExecution', failure: boom },
      { type: 'FailWorkflowExecution', failure: canceledFailure },
      { type: 'CancelWorkflowExecution' },
      continueAsNew(),
      continueAsNew({ backoffStartInterval: '5s' }),
    ]);
  }

  #failTask(world: Surroundings): Step {
    const task = world.workflowTasks.at(-1)?.name;
    if (task === undefined) return this.#poll(world, this.#pick(WORKFLOWS));
    return { do: 'RespondWorkflowTaskFailed', task, failure: boom };
  }

  #aboutActivityTask(world: Surroundings): Step {
    const task = this.#pick(world.activityTasks);
    if (task === undefined) return this.#pollActivity(world);
    return this.#pick<() => Step>([
      () => ({ do: 'RecordActivityTaskHeartbeat', task, details: [1] }),
      () => ({ do: 'RespondActivityTaskCompleted', task }),
      () => ({ do: 'RespondActivityTaskFailed', task, failure: this.#pick([boom, fatal]) }),
      () => ({ do: 'RespondActivityTaskCanceled', task }),
    ])();
  }

  #aboutActivity(open: readonly ExecutionView[]): Step {
    const view = this.#pick(open);
    const workflowId = view?.workflowId ?? 'w';
    const activityId = this.#pick(view?.pendingActivities ?? [])?.activityId ?? 'a1';
    const of = { workflowId, activityId };
    return this.#pick<() => Step>([
      () => ({ do: 'PauseActivity', ...of }),
      () => ({ do: 'UnpauseActivity', ...of, resetAttempts: this.#random.below(2) > 0 }),
      () => ({ do: 'ResetActivity', ...of, keepPaused: this.#random.below(2) > 0 }),
      () => ({ do: 'ResetActivity', ...of, resetHeartbeat: true }),
      () => ({ do: 'RespondActivityTaskCompletedById', ...of }),
      () => ({ do: 'RespondActivityTaskFailedById', ...of, failure: boom }),
      () => ({ do: 'RespondActivityTaskCanceledById', ...of }),
      () => ({ do: 'RecordActivityTaskHeartbeatById', ...of }),
    ])();
  }

  #aboutWorkflow(world: Surroundings): Step {
    const workflowId = this.#pick(WORKFLOWS);
    const run = this.#pick(world.runs);
    const completed = run?.events.filter(({ type }) => type === 'WorkflowTaskCompleted') ?? [];
    return this.#pick<() => Step>([
      () => ({ do: 'RequestCancelWorkflowExecution', workflowId }),
      () =>
        this.#random.below(3) > 0
          ? this.#sleep()
          : { do: 'TerminateWorkflowExecution', workflowId },
      () => ({ do: 'SignalWorkflowExecution', workflowId, signalName: 's' }),
      () => ({ do: 'SignalWorkflowExecution', workflowId, signalName: 's' }),
      () => {
        const as = world.nextName();
        const waitStage = 'COMPLETED';
        return {
          do: 'UpdateWorkflowExecution',
          as,
          updateId: as,
          workflowId,
          name: 'u',
          waitStage,
        };
      },
      () => ({ do: 'DescribeWorkflowExecution', workflowId }),
      () => ({ do: 'GetWorkflowExecutionHistory', workflowId }),
      () => ({
        do: this.#random.below(4) > 0 ? 'UnpauseWorkflowExecution' : 'PauseWorkflowExecution',
        workflowId,
      }),
      () => ({
        do: 'ResetWorkflowExecution',
        workflowId: run?.workflowId ?? 'w',
        runId: run?.runId ?? '',
        reason: 'again',
        workflowTaskFinishEventId: completed[this.#random.below(completed.length)]?.eventId ?? 4,
      }),
    ])();
  }
}
