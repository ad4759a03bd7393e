/** The watch over activity code: tells of attempts that go on sleeping on a context that is cancelled, and of those that work on when they have ended. */
import type { Context } from '@temporalio/activity';
import type { TaskToken } from '../protocol/task.ts';
import { followPromise, hasHeardFrom } from './hearing.ts';
import { callSite } from './workflow-call-site.ts';

/** What code asks of its surroundings, by which it is known that it goes on. */
export type AttemptAsks = 'a heartbeat' | 'a timer' | 'the time';

/** One thing that activity code does and should not. */
export type AttemptNotice =
  /** An attempt waits on its context although it was told to stop: `Context.sleep` rejects at once. */
  | {
      readonly type: 'AttemptSleepsOn';
      readonly taskToken: TaskToken;
      /** The cancellation was thrown to the code that sleeps. */
      readonly heard: boolean;
      /** The place in the user's code, where it is wanted. */
      readonly site: string | undefined;
    }
  /** An attempt has ended, and its code goes on: it asks for something. */
  | {
      readonly type: 'AttemptWorksOn';
      readonly taskToken: TaskToken;
      readonly asks: AttemptAsks;
      readonly site: string | undefined;
    };

/** Who hears of it. */
export interface AttemptWatch {
  /** Whether anybody listens: asked when an attempt starts. */
  readonly listening: boolean;
  /** Whether the places in the user's code are wanted, which is dear. */
  readonly callSites: boolean;
  tell(notice: AttemptNotice): void;
}

/** Sets the watch over the context of an attempt. @see Context.sleep of `@temporalio/activity` */
export function watchContext(context: Context, taskToken: TaskToken, watch: AttemptWatch): void {
  const { cancelled } = context;
  followPromise(cancelled);
  const sleep = context.sleep.bind(context);
  let isCancelled = false;
  cancelled.catch(() => (isCancelled = true));
  const watching: Context['sleep'] = (ms) => {
    if (isCancelled)
      watch.tell({
        type: 'AttemptSleepsOn',
        taskToken,
        heard: hasHeardFrom(cancelled),
        site: watch.callSites ? callSite() : undefined,
      });
    return sleep(ms);
  };
  Object.defineProperty(context, 'sleep', {
    value: watching,
    configurable: true,
    enumerable: true,
  });
}
