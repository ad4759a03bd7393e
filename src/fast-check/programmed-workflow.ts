/** The workflow that carries out a program, written as users write workflows. */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
  type QueryDefinition,
  type SignalDefinition,
} from '@temporalio/workflow';
import { defineSearchAttributeKey, type UpdateDefinition } from '@temporalio/common';
import type * as activities from './activity-script.ts';
import type { Operation } from './workflow-program.ts';

/** The signal for which programs wait. */
export const go: SignalDefinition<[], 'go'> = defineSignal('go');

/** How many signals have come. */
export const signalsSeen: QueryDefinition<number> = defineQuery<number>('signals seen');

/** A signal that has its handler carry out a program. */
export const perform: SignalDefinition<[Operation]> = defineSignal<[Operation]>('perform');

/** An update that has its handler carry out a program; one that would fail at once is rejected. */
export const change: UpdateDefinition<string, [Operation]> = defineUpdate<string, [Operation]>(
  'change',
);

type Activities = Pick<typeof activities, 'scripted'>;

/** Carries out a program. */
export async function programmed(program: Operation): Promise<string> {
  const interpreter = new Interpreter();
  setHandler(go, () => {
    interpreter.signals++;
  });
  setHandler(signalsSeen, () => interpreter.signals);
  setHandler(perform, (operation) => interpreter.perform(operation));
  setHandler(
    change,
    async (operation) => {
      await interpreter.perform(operation);
      return 'changed';
    },
    {
      validator(operation) {
        if (operation.do === 'fail') throw new Error('by the validator');
      },
    },
  );
  await interpreter.perform(program);
  return 'done';
}

const SIGNALS = defineSearchAttributeKey('Signals', 'INT');

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
        const { script, maximumAttempts, options: more } = operation;
        const retry = { maximumAttempts, initialInterval: 500 };
        const options = { startToCloseTimeout: 3000, retry, ...more };
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
      case 'detached':
        void this.perform(operation.of).catch(() => undefined);
        return;
      case 'patched':
        if (patched(operation.id)) await this.perform(operation.of);
        return;
      case 'upsert':
        if (operation.what === 'memo') upsertMemo({ signals: this.signals });
        else upsertSearchAttributes([{ key: SIGNALS, value: this.signals }]);
        return;
      case 'external': {
        const other = getExternalWorkflowHandle(operation.workflowId);
        return operation.what === 'signal' ? other.signal(go) : other.cancel();
      }
      case 'continue as new':
        return continueAsNew<typeof programmed>(operation.of);
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
