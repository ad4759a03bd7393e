/** Effects: what activities do to the world outside, as laws with parameters count them. */
import type { Payload } from '../../protocol/payload.ts';
import { OptionError } from '../../simulation/error.ts';
import type { ActivityAttempt, AttemptReport } from '../../protocol/attempt.ts';

/**
 * An effect: the activities of a type, by their function or its name, each of which has its effect when its code has come to its end;
 * or a list of keys that is kept elsewhere, where each stands for one effect.
 */
export type Effect =
  string | ((...args: never[]) => unknown) | { readonly name: string; keys(): readonly string[] };

/** The name of an effect. @throws OptionError if it is none */
export function effectName(effect: Effect): string {
  const name: unknown = typeof effect === 'string' ? effect : effect?.name;
  if (typeof name === 'string' && name !== '') return name;
  throw new OptionError('an effect', effect, 'an activity, its type, or { name, keys }');
}

/** How to list the keys of an effect that is kept elsewhere. */
export const keysOf = (effect: Effect): (() => readonly string[]) | undefined =>
  typeof effect === 'object' ? () => effect.keys() : undefined;

/** Whether a report says that an activity of this effect has come to its end. */
export const tookEffect = (
  attempt: ActivityAttempt | undefined,
  report: AttemptReport,
  effect: Effect,
): attempt is ActivityAttempt =>
  report.type === 'ended' &&
  report.outcome.status === 'completed' &&
  typeof effect !== 'object' &&
  attempt?.activityType === effectName(effect);

/** Arguments as text: equal texts for equal arguments. */
export const inputText = (input: readonly Payload[]): string =>
  input.map(({ data }) => Buffer.from(data ?? []).toString()).join(', ');
