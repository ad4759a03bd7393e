/** The workflow that carries out a program, written as users write workflows. */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  executeChild,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type * as activities from './activity-script.ts';
import type { Operation } from './workflow-program.ts';

/** The signal for which programs wait. */
export const go = defineSignal('go');

type Activities = Pick<typeof activities, 'scripted'>;

/** Carries out a program. */
export async function programmed(program: Operation): Promise<string> {
  const interpreter = new Interpreter();
  setHandler(go, () => {
    interpreter.signals++;
  });
  await interpreter.perform(program);
  return 'done';
}

class Interpreter {
  signals = 0;
  #children = 0;

  async perform(operation: Operation): Promise<void> {
    switch (operation.do) {
      case 'sleep':
        return sleep(operation.ms);
      case 'activity':
        await proxyActivities<Activities>(operation.options).scripted(operation.script);
        return;
      case 'local activity': {
        const { script, maximumAttempts } = operation;
        const retry = { maximumAttempts, initialInterval: 500 };
        const options = { startToCloseTimeout: 3000, retry };
        await proxyLocalActivities<Activities>(options).scripted(script);
        return;
      }
      case 'child':
        await executeChild(programmed, {
          ...operation.options,
          workflowId: `${workflowInfo().workflowId}/${++this.#children}`,
          args: [operation.of],
        });
        return;
      case 'sequence':
        for (const part of operation.of) await this.perform(part);
        return;
      case 'parallel':
        await Promise.all(operation.of.map((part) => this.perform(part)));
        return;
      case 'race':
        await Promise.race(operation.of.map((part) => this.perform(part)));
        return;
      case 'cancellable':
        return CancellationScope.cancellable(() => this.perform(operation.of));
      case 'nonCancellable':
        return CancellationScope.nonCancellable(() => this.perform(operation.of));
      case 'withTimeout':
        return CancellationScope.withTimeout(operation.ms, () => this.perform(operation.of));
      case 'cancel after':
        return this.#cancelAfter(operation.ms, operation.of);
      case 'try':
        return this.#tryTo(operation);
      case 'condition': {
        const enough = (): boolean => this.signals >= operation.signals;
        if (operation.timeout === undefined) await condition(enough);
        else await condition(enough, operation.timeout);
        return;
      }
      case 'fail':
        throw ApplicationFailure.create({ message: 'by the program' });
    }
  }

  async #cancelAfter(ms: number, of: Operation): Promise<void> {
    const scope = new CancellationScope();
    void sleep(ms).then(
      () => scope.cancel(),
      () => undefined,
    );
    await scope.run(() => this.perform(of));
  }

  async #tryTo({
    of,
    onError,
    cleanUp,
    shielded,
  }: Operation & { readonly do: 'try' }): Promise<void> {
    try {
      await this.perform(of);
    } catch (error) {
      if (onError === 'rethrow' || (onError === 'swallow if cancelled' && !isCancellation(error)))
        throw error;
    } finally {
      if (cleanUp !== undefined) {
        if (shielded) await CancellationScope.nonCancellable(() => this.perform(cleanUp));
        else await this.perform(cleanUp);
      }
    }
  }
}
