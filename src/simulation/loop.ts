/** The loop: takes one step after the other, and lets user code come to a halt in between. */
import { invariant } from '../common/invariant.ts';
import type { EpochMs } from '../common/time.ts';
import { activeResources } from '../host/ambient-globals.ts';
import { real } from '../host/real-globals.ts';
import { acquireRealm, type Release } from '../host/realm.ts';
import type { ChoicePoint, Chooser, Placement } from './chooser.ts';
import { afterMicrotasks, microtasksDrained } from './drain.ts';
import { ScenarioStuckError, StepLimitError, tellCallers } from './error.ts';
import { putOff } from './mishap.ts';
import type { StepObserver } from './observer.ts';
import { onlyFailingTasks, openRuns } from './open-runs.ts';
import type { Participant } from './participant.ts';
import { realTimeOver, RealTimeRemarks, type WaitedFor } from './real-time.ts';
import type { Step, TakenStep } from './step.ts';
import type { UnderWay, World } from './world.ts';

/** What a run is given beside its world. */
export interface LoopHooks {
  readonly chooser?: Chooser | undefined;
  readonly observers: readonly StepObserver[];
  /** What may be placed before the next step, where a chooser asks. */
  readonly placements?:
    ((world: World, next: Step | undefined) => readonly Placement[]) | undefined;
  /** How far virtual time may go while the scenario waits. Default: as far as it takes. */
  readonly horizon?: EpochMs | undefined;
  /** How many steps a run with a horizon, or whose scenario is over, may go on with nothing placed. Default: as many as it takes. */
  readonly patience?: number | undefined;
  /** What is done, in the place of all else, when no step is enabled: false ends the run. */
  readonly moveOn?: (() => boolean | Promise<void>) | undefined;
}

/** What may be heard of calls, the dearest first. */
const MOST = ['with all sites', 'with sites', true] as const;

const NO_PLACEMENTS = (): readonly Placement[] => [];

/** How many steps of the same words are enabled before a step. */
function namesakesBefore(step: Step, enabled: readonly Step[]): number {
  let before = 0;
  for (const other of enabled) {
    if (other === step) break;
    if (other.name === step.name) before++;
  }
  return before;
}

/** What the loop waits for: that no microtask is left, a promise, or nothing any more. */
type Awaited = 'microtasks' | 'nothing' | Promise<unknown>;

/**
 * Drives a world until its scenario is over and nothing more is to be waited for.
 * It goes on in callbacks, not in async functions: the promises that those make at every step are dear.
 */
export class Loop {
  readonly #world: World;
  readonly #participant: Participant;
  readonly #hooks: LoopHooks;
  /** After the scenario: how far virtual time may still go. */
  #horizon: number | undefined;
  /** How many steps had been taken when the scenario was over, or something was placed. */
  #quietSince = 0;
  /** After how many steps it is seen whether the run only fails. */
  #nextLook = 1_000;
  readonly #remarks: RealTimeRemarks;
  #last: TakenStep | undefined;
  /** The step that is being taken. */
  #taking: TakenStep | undefined;
  /** Its activation, and whether the microtasks have run since that went on last. */
  #underWay: UnderWay | undefined;
  #drained = false;
  /** Other user code was set going, and has come to a halt when the loop goes on. */
  #settling = false;
  /** Gives the realm back; undefined while the loop does not have it. */
  #release: Release | undefined;
  #ended = false;

  constructor(world: World, participant: Participant, hooks: LoopHooks) {
    this.#world = world;
    const listening = hooks.observers.filter((observer) => observer.occurred !== undefined);
    if (listening.length > 0) {
      const hearing = listening.map(({ hearsCalls }) => hearsCalls);
      world.listen(
        (occurrence) => {
          for (const observer of listening) observer.occurred?.(occurrence, world);
        },
        MOST.find((most) => hearing.includes(most)) ?? false,
      );
    }
    this.#participant = participant;
    this.#remarks = new RealTimeRemarks(world);
    this.#hooks = hooks;
    world.draws.chooser = hooks.chooser;
    for (const observer of hooks.observers) observer.begun?.(world);
  }

  /** @throws SimulationError, whatever an observer throws, and whatever the scenario threw */
  async run(): Promise<void> {
    const failure = await new Promise<{ readonly error: unknown } | undefined>((end) => {
      const goOn = (): void => {
        try {
          const awaited = this.#work();
          if (awaited === 'microtasks') afterMicrotasks(goOn);
          else if (awaited === 'nothing') end(undefined);
          else awaited.then(goOn, (error: unknown) => end({ error }));
        } catch (error) {
          end({ error });
        }
      };
      goOn();
    });
    this.#giveRealmBack();
    if (failure !== undefined) throw tellCallers(failure.error);
    this.#end();
  }

  /** Goes on until there is something to wait for. */
  #work(): Awaited {
    const world = this.#world;
    const { agenda } = world;
    while (!this.#ended) {
      const awaited = this.#takeRealm() ?? this.#settle();
      if (awaited !== undefined) return awaited;
      if (this.#taking !== undefined) this.#endStep(this.#taking);
      else if (this.#failed()) break;
      else if (agenda.ready) {
        this.#beginStep();
        if (this.#taking !== undefined) continue;
      }
      this.#giveRealmBack();
      if (world.dirty || agenda.ready) continue;
      const moved = this.#moveOn();
      if (typeof moved !== 'boolean') return moved;
      this.#ended = !moved;
    }
    return 'nothing';
  }

  /** @returns what to wait for while another world has it */
  #takeRealm(): Promise<void> | undefined {
    if (this.#release !== undefined) return undefined;
    const locked = acquireRealm();
    if (typeof locked !== 'function')
      return locked.then((release) => void (this.#release = release));
    this.#release = locked;
    return undefined;
  }

  #giveRealmBack(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #failed(): boolean {
    return this.#participant.outcome?.ok === false;
  }

  #end(): void {
    const { outcome } = this.#participant;
    if (outcome?.ok === false) throw outcome.error;
    const { agenda } = this.#world;
    this.#over(!agenda.ready && agenda.nextAlarmAt === undefined);
  }

  /** Asks everybody who is asked at the end; also where the scenario waits in vain, so that laws are heard before that is said. */
  #over(atRest: boolean): void {
    for (const observer of this.#hooks.observers) observer.atEnd?.(this.#world, atRest);
    this.#participant.expectations.atEnd(this.#last);
  }

  #beginStep(): void {
    const world = this.#world;
    const step = this.#choose();
    if (step === undefined || (world.mishaps.any && putOff(world, step))) return;
    if (world.trace.taken >= world.options.stepLimit) throw this.#overLimit();
    const taken = world.record(step);
    this.#last = taken;
    this.#taking = taken;
    this.#underWay = world.perform(step);
    this.#drained = false;
  }

  #endStep(taken: TakenStep): void {
    this.#taking = undefined;
    for (const observer of this.#hooks.observers) observer.afterStep(taken, this.#world);
    this.#participant.expectations.afterStep(taken);
    this.#participant.afterStep(taken);
  }

  /**
   * Everything that is chosen in a run is chosen here and in `#beforeTheClockMoves`, and in `Chooser.draw`.
   * @returns undefined where the clock has moved past what is enabled
   */
  #choose(): Step | undefined {
    const { agenda } = this.#world;
    const { chooser } = this.#hooks;
    if (chooser === undefined) return agenda.take(0);
    for (;;) {
      const choice = chooser.choose(this.#choicePoint(agenda.enabled()));
      if (typeof choice === 'number') return agenda.take(choice);
      if (choice === 'wait') return this.#movePast();
      this.#place(choice);
    }
  }

  #movePast(): undefined {
    this.#world.isLate = true;
    invariant(this.#mayMoveTo() !== undefined && this.#advance(), 'the clock can move');
  }

  /** Where the clock may move though steps are enabled. */
  #mayMoveTo(): EpochMs | undefined {
    const { agenda, options } = this.#world;
    const { nextAlarmAt } = agenda;
    if (this.#participant.over)
      return nextAlarmAt !== undefined && nextAlarmAt <= this.#settledAt()
        ? nextAlarmAt
        : undefined;
    const isHeldUp = !this.#participant.waits || options.activityTime === 'real';
    return isHeldUp || this.#isBeyondHorizon() ? undefined : nextAlarmAt;
  }

  /** @returns whether something was placed, so that the clock must not move yet */
  #beforeTheClockMoves(): boolean {
    const { chooser } = this.#hooks;
    if (chooser === undefined) return false;
    const choice = chooser.choose(this.#choicePoint([]));
    if (typeof choice !== 'object') return false;
    this.#place(choice);
    return true;
  }

  /** What comes of it has as much time as if the scenario were over now. */
  #place({ place }: Placement): void {
    place();
    this.#quietSince = this.#world.trace.taken;
    this.#horizon = undefined;
  }

  #choicePoint(enabled: readonly Step[]): ChoicePoint {
    const world = this.#world;
    const { placements } = this.#hooks;
    return {
      index: world.trace.taken,
      now: world.now,
      enabled,
      last: this.#last?.name,
      nextAlarmAt: this.#mayMoveTo(),
      nameOf: (step) => world.names.next(step.name, namesakesBefore(step, enabled)),
      placements: placements === undefined ? NO_PLACEMENTS : (next) => placements(world, next),
    };
  }

  /** Lets user code that was set going come to a halt. @returns what to wait for meanwhile */
  #settle(): Awaited | undefined {
    const world = this.#world;
    if (this.#underWay !== undefined) {
      const awaited = this.#carryThrough(this.#underWay);
      if (awaited !== undefined) return awaited;
    }
    if (this.#settling) {
      this.#settling = false;
      world.collect();
    }
    if (!world.dirty) return undefined;
    world.dirty = false;
    this.#settling = true;
    return 'microtasks';
  }

  #carryThrough({ worker, runId, running }: UnderWay): Awaited | undefined {
    if (!this.#drained) {
      this.#drained = true;
      return 'microtasks';
    }
    const state = running.proceed();
    if (state === 'again') return 'microtasks';
    if (state !== 'done') {
      this.#drained = false;
      return state;
    }
    this.#underWay = undefined;
    worker.activated(runId, running);
    return undefined;
  }

  /** No step is enabled: moves the clock, or waits in real time. @returns false when the run is over */
  #moveOn(): boolean | Promise<void> {
    if (this.#hooks.moveOn !== undefined) return this.#hooks.moveOn();
    if (this.#participant.over) return this.#moveOnAfterScenario();
    if (!this.#participant.waits) return this.#waitInRealTime('the scenario');
    if (this.#activitiesWaitForReal()) return this.#waitInRealTime('an activity');
    if (this.#beforeTheClockMoves()) return true;
    if (this.#isBeyondHorizon()) throw this.#stuck('the horizon is reached');
    if (this.#failsForEver()) throw this.#stuck('all that is left fails again and again');
    if (this.#advance()) return true;
    if (this.#participant.atRest()) return true;
    if (this.#running() && activeResources().length > 0) return this.#waitInRealTime('an activity');
    throw this.#stuck('nothing is left that could happen');
  }

  /** Looked at once in so many steps, for it looks at all runs. */
  #failsForEver(): boolean {
    const { trace, service, agenda } = this.#world;
    if (trace.taken < this.#nextLook) return false;
    this.#nextLook = trace.taken + 1_000;
    return onlyFailingTasks(service.executions(), agenda.alarmTimes().length);
  }

  #isBeyondHorizon(): boolean {
    const { nextAlarmAt } = this.#world.agenda;
    const { horizon } = this.#hooks;
    if (horizon === undefined || nextAlarmAt === undefined) return false;
    return nextAlarmAt > horizon || this.#isOutOfPatience();
  }

  #isOutOfPatience(): boolean {
    const { patience = Infinity } = this.#hooks;
    return this.#world.trace.taken - this.#quietSince > patience;
  }

  /** @throws what those who are asked at the end throw */
  #stuck(why: string): ScenarioStuckError {
    const { now, trace, agenda, service } = this.#world;
    this.#over(agenda.nextAlarmAt === undefined);
    return new ScenarioStuckError(
      `The scenario waits for ${this.#participant.waitsFor.join(', ')}, but ${why} ` +
        `(virtual time ${new Date(now).toISOString()}, after ${trace.taken} steps). ${openRuns(service.executions())}`,
    );
  }

  #advance(): boolean {
    const { agenda, clock } = this.#world;
    if (!agenda.advance()) return false;
    clock.setNow(agenda.now);
    return true;
  }

  #moveOnAfterScenario(): boolean {
    const settledAt = this.#settledAt();
    const next = this.#world.agenda.nextAlarmAt;
    if (next !== undefined && this.#isOutOfPatience()) return false;
    if (this.#beforeTheClockMoves()) return true;
    return next !== undefined && next <= settledAt && this.#advance();
  }

  /** After the scenario: how far virtual time may still go. */
  #settledAt(): EpochMs {
    const { now, options, trace } = this.#world;
    if (this.#horizon === undefined) this.#quietSince = trace.taken;
    this.#horizon ??= now + options.settleWithin;
    return this.#horizon;
  }

  #running(): boolean {
    for (const worker of this.#world.workers.values())
      if (worker.activities.running > 0) return true;
    return false;
  }

  /** Whether activity code is under way that has set no virtual timer, and is to be given real time. */
  #activitiesWaitForReal(): boolean {
    const { options, clock } = this.#world;
    if (clock.nextWakeUpAt() !== undefined || !this.#running()) return false;
    if (options.activityTime === 'real') return true;
    this.#remarks.passedOver();
    return false;
  }

  /** Gives real time until something of the simulation moves. */
  async #waitInRealTime(who: WaitedFor): Promise<void> {
    const world = this.#world;
    const { realTimeLimit } = world.options;
    const began = real.now();
    if (who === 'an activity' && activeResources().length > 0) this.#remarks.waitsFor(who);
    for (;;) {
      await microtasksDrained();
      world.collect();
      if (world.dirty || world.agenda.ready || this.#participant.over) return;
      if (this.#participant.waits && who === 'the scenario') return;
      if (real.now() - began > realTimeLimit) {
        throw realTimeOver(realTimeLimit, who, world);
      }
      this.#remarks.waitsFor(who);
      await new Promise((resolve) => real.setTimeout(resolve, 1));
    }
  }

  #overLimit(): StepLimitError {
    const { trace, options, now, service } = this.#world;
    const last = trace.steps.slice(-6).map(({ name }) => name);
    return new StepLimitError(
      `The run took ${options.stepLimit} steps and has not ended (virtual time ${new Date(now).toISOString()}). ` +
        `The last ones: ${last.join(' | ')}. ${openRuns(service.executions())} ` +
        'If the scenario is meant to take that long, raise stepLimit; else look at what repeats.',
    );
  }
}
