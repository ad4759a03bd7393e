/** The floor: the bench's stories as bare async code on a hand-written heap, with a history of plain objects and nothing else. */
import { BinaryHeap } from '../src/common/binary-heap.ts';

const { nextTick } = process;

interface Due {
  readonly at: number;
  readonly seq: number;
  readonly fire: () => void;
  dead: boolean;
}

interface Recorded {
  readonly id: number;
  readonly type: string;
  readonly at: number;
}

class Cancelled extends Error {}

/** Waits until the queue of microtasks is empty, as cheaply as Node allows. */
const drained = (): Promise<void> => new Promise((resolve) => nextTick(resolve));

/** A clock, a heap, a history. */
class Kernel {
  now = 0;
  readonly history: Recorded[] = [];
  readonly #heap = new BinaryHeap<Due>((a, b) => a.at < b.at || (a.at === b.at && a.seq < b.seq));
  #seq = 0;

  at(delay: number, fire: () => void): Due {
    const due = { at: this.now + delay, seq: this.#seq++, fire, dead: false };
    this.#heap.push(due);
    return due;
  }

  record(type: string): void {
    this.history.push({ id: this.history.length + 1, type, at: this.now });
  }

  async run(): Promise<void> {
    await drained();
    for (let due = this.#heap.pop(); due !== undefined; due = this.#heap.pop()) {
      if (due.dead) continue;
      this.now = due.at;
      due.fire();
      await drained();
    }
  }
}

/** What can be cancelled once, from outside. */
class Scope {
  readonly #heard: ((error: Error) => void)[] = [];

  onCancel(heard: (error: Error) => void): void {
    this.#heard.push(heard);
  }

  cancel(): void {
    const error = new Cancelled('cancelled');
    for (const heard of this.#heard) heard(error);
  }
}

function sleep(kernel: Kernel, ms: number, scope?: Scope): Promise<void> {
  return new Promise((resolve, reject) => {
    kernel.record('TimerStarted');
    const due = kernel.at(ms, () => {
      kernel.record('TimerFired');
      resolve();
    });
    scope?.onCancel((error) => {
      due.dead = true;
      kernel.record('TimerCanceled');
      reject(error);
    });
  });
}

/** An activity that takes `ms` and beats `beats` times, each beat arming its timeout anew. */
function activity(kernel: Kernel, ms: number, beats: number, scope?: Scope): Promise<string> {
  return new Promise((resolve, reject) => {
    kernel.record('ActivityTaskScheduled');
    let deadline: Due | undefined;
    const end = kernel.at(ms, () => {
      if (deadline !== undefined) deadline.dead = true;
      kernel.record('ActivityTaskCompleted');
      resolve('done');
    });
    const beat = (left: number): void => {
      if (deadline !== undefined) deadline.dead = true;
      deadline = kernel.at(3_000, () => reject(new Error('heartbeat timeout')));
      if (left > 1) kernel.at(ms / beats, () => beat(left - 1));
    };
    if (beats > 0) beat(beats);
    scope?.onCancel((error) => {
      end.dead = true;
      kernel.record('ActivityTaskCanceled');
      reject(error);
    });
  });
}

async function order(kernel: Kernel, scope: Scope): Promise<void> {
  kernel.record('WorkflowExecutionStarted');
  try {
    await activity(kernel, 5_000, 5);
    await sleep(kernel, 3_600_000, scope);
  } catch (error) {
    await activity(kernel, 2_000, 0);
    throw error;
  }
}

/** S1: an activity with five heartbeats, an hour of sleep, a cancel after half of it, a shielded clean-up, the error again. */
export async function floorS1(): Promise<number> {
  const kernel = new Kernel();
  const scope = new Scope();
  const ended = order(kernel, scope).catch(() => kernel.record('WorkflowExecutionCanceled'));
  kernel.at(1_800_000, () => {
    kernel.record('WorkflowExecutionCancelRequested');
    scope.cancel();
  });
  await kernel.run();
  await ended;
  return kernel.history.length;
}

/** S2: so many activities at once, all cancelled half-way; the workflow waits for all. */
export async function floorS2(count: number): Promise<number> {
  const kernel = new Kernel();
  const scope = new Scope();
  const all = Array.from({ length: count }, () =>
    activity(kernel, 10_000, 0, scope).catch(() => undefined),
  );
  kernel.at(5_000, () => scope.cancel());
  await kernel.run();
  await Promise.all(all);
  return kernel.history.length;
}

/** S3: so many rounds of an activity, then a timer. */
export async function floorS3(rounds: number): Promise<number> {
  const kernel = new Kernel();
  const ended = (async (): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      await activity(kernel, 1_000, 0);
      await sleep(kernel, 1_000);
    }
  })();
  await kernel.run();
  await ended;
  return kernel.history.length;
}

/** S4: a chain of so many runs, each of them a sleep. */
export async function floorS4(runs: number): Promise<number> {
  const kernel = new Kernel();
  const ended = (async (): Promise<void> => {
    for (let run = 0; run < runs; run++) {
      kernel.record('WorkflowExecutionStarted');
      await sleep(kernel, 1_000);
      kernel.record('WorkflowExecutionContinuedAsNew');
    }
  })();
  await kernel.run();
  await ended;
  return kernel.history.length;
}

/** S5: so many children at once, each of them a sleep. */
export async function floorS5(count: number): Promise<number> {
  const kernel = new Kernel();
  const children = Array.from({ length: count }, async () => {
    kernel.record('StartChildWorkflowExecutionInitiated');
    kernel.record('WorkflowExecutionStarted');
    await sleep(kernel, 1_000);
    kernel.record('WorkflowExecutionCompleted');
    kernel.record('ChildWorkflowExecutionCompleted');
  });
  await kernel.run();
  await Promise.all(children);
  return kernel.history.length;
}
