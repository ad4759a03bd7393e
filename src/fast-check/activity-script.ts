/** Scripts of activities: what each attempt does, as plain data, and the activity that does it. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import fc from 'fast-check';

/** What one attempt does. */
export interface AttemptScript {
  /** How long it works, in milliseconds. */
  readonly takes: number;
  /** A heartbeat every so many milliseconds; 0: none. */
  readonly beatsEvery: number;
  readonly ends: 'returns' | 'fails' | 'fails for good';
  /**
   * When it is told to stop: `heeds` stops at once, `cleans up` takes as long again before it does, `swallows` stops and
   * returns as if nothing had been, `ignores` goes on to its end.
   */
  readonly whenTold: 'heeds' | 'cleans up' | 'swallows' | 'ignores';
}

/** What an activity does in its attempts; the last one says what all that follow do. */
export type ActivityScript = readonly AttemptScript[];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function work({ takes, beatsEvery, whenTold }: AttemptScript): Promise<void> {
  const context = Context.current();
  const wait = whenTold === 'ignores' ? pause : (ms: number) => context.sleep(ms);
  for (let done = 0; done < takes;) {
    const stretch = Math.min(beatsEvery || takes, takes - done);
    await wait(stretch);
    done += stretch;
    if (beatsEvery > 0) context.heartbeat(done);
  }
}

/** The activity that follows its script. */
export async function scripted(script: ActivityScript): Promise<string> {
  const { attempt } = Context.current().info;
  const own = script[Math.min(attempt, script.length) - 1] as AttemptScript;
  try {
    await work(own);
  } catch (error) {
    if (!(error instanceof CancelledFailure)) throw error;
    if (own.whenTold === 'swallows') return `stopped in attempt ${attempt}`;
    if (own.whenTold === 'cleans up') await pause(own.takes);
    throw error;
  }
  if (own.ends === 'returns') return `attempt ${attempt}`;
  throw ApplicationFailure.create({
    message: `attempt ${attempt}`,
    nonRetryable: own.ends === 'fails for good',
  });
}

const attempts = (apart: boolean): fc.Arbitrary<AttemptScript> =>
  fc.record({
    takes: apart
      ? fc.integer({ min: 1, max: 50_000 })
      : fc.constantFrom(0, 1, 10, 100, 500, 1000, 1500, 5000),
    beatsEvery: apart ? fc.constant(0) : fc.constantFrom(0, 0, 100, 400, 1000),
    ends: fc.constantFrom('returns', 'returns', 'returns', 'fails', 'fails for good'),
    whenTold: fc.constantFrom('heeds', 'heeds', 'cleans up', 'swallows', 'ignores'),
  });

/** Scripts of one to three attempts; `apart`: hardly any two things happen at one instant. */
export const activityScript = (apart = false): fc.Arbitrary<ActivityScript> =>
  fc.array(attempts(apart), { minLength: 1, maxLength: 3 });
