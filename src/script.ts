/** Scripts of activities: what each attempt does, in a line, typed as the activity that it stands for. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import { CancelledFailure, type Duration } from '@temporalio/common';
import type { DurationMs } from './common/time.ts';
import { runningActivity } from './host/activity-globals.ts';
import { SimulationError } from './host/simulation-error.ts';
import { bounds, duration } from './simulation/option-value.ts';

/**
 * How long something lasts, in milliseconds: between two bounds. In activity code, where it is called, it is as short as can be
 * in the boring run; explorations try what else it may be. In scenarios it is `world.between`.
 * @throws OptionError, SimulationError outside of an activity that lastcall runs
 */
export function between(atLeast: Duration, atMost: Duration): DurationMs {
  const [low, high] = bounds('between()', atLeast, atMost);
  const attempt = runningActivity();
  if (attempt === undefined)
    throw new SimulationError(
      'between() was called outside of activity code that lastcall runs. In a scenario call world.between().',
    );
  return attempt.lasting(low, high);
}

/** What an attempt does when it is told to stop: stops at once, goes on to its end, or stops and returns as if nothing had been. */
export type WhenToldToStop = 'heeds' | 'ignores' | 'swallows';

/** What one attempt does. */
interface AttemptScript {
  readonly takes: readonly [atLeast: DurationMs, atMost: DurationMs];
  /** 0: never. */
  readonly beatsEvery: DurationMs;
  readonly whenTold: WhenToldToStop;
  readonly end: () => unknown;
}

type AnyActivity = (...args: never[]) => unknown;

/** An activity that follows its script. Each word of the script makes another one, about the attempt that it has come to. */
export interface Script<Activity extends AnyActivity> {
  (...args: Parameters<Activity>): Promise<Awaited<ReturnType<Activity>>>;
  /** How long it works; between two bounds, where there are two: explorations then try what it may be. Default: no time. */
  takes(atLeast: Duration, atMost?: Duration): Script<Activity>;
  /** It heartbeats so often, with the time that it has worked. Default: never. */
  beats(every: Duration): Script<Activity>;
  /** Default: it heeds. */
  whenToldToStop(does: WhenToldToStop): Script<Activity>;
  /** It ends so. Default: with undefined. */
  returns(value: Awaited<ReturnType<Activity>>): Script<Activity>;
  /** It ends so: with a failure that may be retried, or with an error of your own. */
  fails(error: string | Error): Script<Activity>;
  /** What follows is about the next attempt, and those after it. */
  next(): Script<Activity>;
}

const IDLE: AttemptScript = {
  takes: [0, 0],
  beatsEvery: 0,
  whenTold: 'heeds',
  end: () => undefined,
};

const pause = (ms: DurationMs): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function work({ takes, beatsEvery, whenTold }: AttemptScript): Promise<void> {
  const context = Context.current();
  const [atLeast, atMost] = takes;
  const whole = atLeast === atMost ? atLeast : between(atLeast, atMost);
  const wait = whenTold === 'ignores' ? pause : (ms: DurationMs) => context.sleep(ms);
  for (let done = 0; done < whole;) {
    const stretch = Math.min(beatsEvery || whole, whole - done);
    await wait(stretch);
    done += stretch;
    if (beatsEvery > 0) context.heartbeat(done);
  }
}

async function follow(attempts: readonly AttemptScript[]): Promise<unknown> {
  const { attempt } = Context.current().info;
  const own = attempts[Math.min(attempt, attempts.length) - 1] ?? IDLE;
  try {
    await work(own);
  } catch (error) {
    if (!(error instanceof CancelledFailure) || own.whenTold === 'heeds') throw error;
  }
  return own.end();
}

function thrower(error: string | Error): () => never {
  return () => {
    throw typeof error === 'string' ? ApplicationFailure.retryable(error) : error;
  };
}

function scriptOf<Activity extends AnyActivity>(
  before: readonly AttemptScript[],
  own: AttemptScript,
): Script<Activity> {
  const attempts = [...before, own];
  const but = (change: Partial<AttemptScript>): Script<Activity> =>
    scriptOf(before, { ...own, ...change });
  const words: Pick<Script<Activity>, keyof Script<Activity>> = {
    takes: (atLeast, atMost) => but({ takes: bounds('takes()', atLeast, atMost) }),
    beats: (every) => but({ beatsEvery: duration('interval of beats()', every) }),
    whenToldToStop: (does) => but({ whenTold: does }),
    returns: (value) => but({ end: () => value }),
    fails: (error) => but({ end: thrower(error) }),
    next: () => scriptOf(attempts, IDLE),
  };
  return Object.assign(() => follow(attempts), words) as unknown as Script<Activity>;
}

/**
 * A deterministic stand-in for an activity, with its types: `script(charge).beats('5s').takes('1m').returns('ok')`. Until it is
 * told otherwise it takes no time and returns undefined.
 * @param _activity - only its type counts
 */
export function script<Activity extends AnyActivity>(_activity?: Activity): Script<Activity> {
  return scriptOf([], IDLE);
}
