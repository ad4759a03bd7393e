/** The activities of the demo: four ways to greet somebody slowly, of which not all can be stopped. */
import { CancelledFailure, heartbeat, sleep } from '@temporalio/activity';

const GREETING_TAKES = 10_000;
const BEAT = 1_000;

/** Writes a greeting, letter by letter, and heartbeats: it can be told to stop. */
export async function greet(name: string): Promise<string> {
  for (let written = 0; written < GREETING_TAKES; written += BEAT) {
    heartbeat(written);
    await sleep(BEAT);
  }
  return `Hello, ${name}!`;
}

/** Takes just as long, and never heartbeats: nobody can tell it anything. */
export async function greetSilently(name: string): Promise<string> {
  await sleep(GREETING_TAKES);
  return `Hello, ${name}!`;
}

/** Heartbeats, is told to stop, and pretends that it was done anyway. */
export async function greetRegardless(name: string): Promise<string> {
  try {
    return await greet(name);
  } catch (error) {
    if (error instanceof CancelledFailure) return `Hel... ${name}`;
    throw error;
  }
}

/** Looks at its watch. */
export async function countToThree(): Promise<void> {
  await sleep(3_000);
}

/** The clean-up. */
export async function putCardAway(name: string): Promise<string> {
  await sleep(500);
  return `the card for ${name} is back in its box`;
}
