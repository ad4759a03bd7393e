/** Observers: told of every step after it was taken and user code has come to a halt. Laws are observers. */
import type { Occurrence } from './occurrence.ts';
import type { TakenStep } from './step.ts';
import type { World } from './world.ts';

/** How often what a law speaks of occurred. */
export interface LawWitness {
  readonly law: string;
  readonly premises: number;
}

/** Looks at a world after every step. It must not change anything. */
export interface StepObserver {
  /**
   * Whether it wants to be told of the calls of workflow code, which is not for nothing; `'with sites'`: and where they were made;
   * `'with all sites'`: and where promises were made that reject without being handled.
   */
  readonly hearsCalls?: boolean | 'with sites' | 'with all sites' | undefined;
  /** Told before the first step. */
  begun?(world: World): void;
  /** Told of what passes between the parts of the world, as it happens within a step. It must not throw. */
  occurred?(occurrence: Occurrence, world: World): void;
  /** @throws whatever should end the run */
  afterStep(taken: TakenStep, world: World): void;
  /** Of laws: how often what they speak of has occurred so far. */
  witnesses?(): readonly LawWitness[];
  /** Nothing is left to happen, or the run is over. */
  atEnd?(world: World, atRest: boolean): void;
}
