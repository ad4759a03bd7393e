/** State machines as data: a table of edges that can be read, drawn, and counted by tests. */
import { IllegalTransitionError } from './invariant.ts';

/** What an edge yields: the next state, and what has to be done about it. */
export interface Transition<State, Effect> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** One edge: where it may lead, and how the state changes on the way. */
export interface Edge<From, Input, State extends { readonly status: string }, Effect> {
  readonly to: readonly State['status'][];
  readonly apply: (state: From, input: Input) => Transition<State, Effect>;
}

/**
 * A machine: for every status the inputs it takes. `'ignored'` says that an input is expected there and changes nothing;
 * an absent edge is a defect and throws.
 */
export interface Machine<
  State extends { readonly status: string },
  Input extends { readonly type: string },
  Effect,
> {
  readonly name: string;
  readonly edges: {
    readonly [S in State['status']]: {
      readonly [T in Input['type']]?:
        'ignored' | Edge<Extract<State, { status: S }>, Extract<Input, { type: T }>, State, Effect>;
    };
  };
}

/** Told of every edge that is taken, with the very machine whose edge it is: `npm run edges` counts which edges the tests take. */
export type EdgeListener = (machine: object, from: string, input: string, to: string) => void;

let listener: EdgeListener | undefined;

/** Installs the listener for edges taken from now on, or removes it. */
export function listenToEdges(next: EdgeListener | undefined): void {
  listener = next;
}

/** Feeds one input to a machine in a given state. @throws IllegalTransitionError where the table has no edge */
export function transition<
  State extends { readonly status: string },
  Input extends { readonly type: string },
  Effect,
>(machine: Machine<State, Input, Effect>, state: State, input: Input): Transition<State, Effect> {
  const edges = machine.edges[state.status as State['status']] as Record<
    string,
    'ignored' | Edge<State, Input, State, Effect> | undefined
  >;
  const edge = edges[input.type];
  if (edge === undefined) throw new IllegalTransitionError(machine.name, state.status, input.type);
  if (edge === 'ignored') {
    listener?.(machine, state.status, input.type, state.status);
    return { state, effects: [] };
  }
  const result = edge.apply(state, input);
  listener?.(machine, state.status, input.type, result.state.status);
  return result;
}
