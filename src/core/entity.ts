/** One thing that a run has under way (a timer, an activity, ...): its state, and the machine that moves it. */
import { transition, type Machine } from '../common/machine.ts';
import type { CommandType } from '../protocol/command.ts';
import type { HistoryEvent } from '../protocol/event.ts';
import type { FindingName } from './finding.ts';
import { nothing, type MachineEffect } from './machine-effect.ts';
import { fatal, nondeterminism } from './replay-check.ts';

/** What is common to all things of one kind. */
export interface EntityKind<
  State extends { readonly status: string },
  Input extends { readonly type: string },
> {
  readonly machine: Machine<State, Input, MachineEffect>;
  /**
   * What an event of the history is to the machine; undefined if it is none of its events. `checksIds`: whether ids and
   * types must be those of the command (core flag 1).
   */
  readonly eventInput: (event: HistoryEvent, checksIds: boolean) => Input | undefined;
  /** What it is to the machine that one of its commands takes its place among those to be sent. */
  readonly commandInput?: (command: CommandType) => Input | undefined;
  /** What tells it from others of its kind, where that matters to its events: the id of a patch. */
  readonly concerns?: (state: State) => string;
  /** Whether its commands fall away because it was cancelled before they were sent. */
  readonly isCancelledBeforeSent?: (state: State) => boolean;
  /** What the SDK calls a status that we tell apart from another one. */
  readonly sdkStatus?: (status: State['status']) => string;
  /** The defect of the real SDK that shows itself where an edge is missing. */
  readonly defect?: (state: State, input: Input) => FindingName | undefined;
}

/** A thing under way, whatever its kind. */
export interface Entity {
  readonly name: string;
  readonly status: string;
  readonly isCancelledBeforeSent: boolean;
  readonly concerns: string | undefined;
  /** Feeds an event that belongs to it. @throws WorkflowMachinesError */
  handleEvent(event: HistoryEvent, checksIds: boolean): readonly MachineEffect[];
  /** One of its commands takes its place. @throws WorkflowMachinesError */
  handleCommand(command: CommandType): readonly MachineEffect[];
}

/** A thing under way, of a known kind. */
export class EntityOf<
  State extends { readonly status: string },
  Input extends { readonly type: string },
> implements Entity {
  readonly #kind: EntityKind<State, Input>;
  #state: State;

  constructor(kind: EntityKind<State, Input>, state: NoInfer<State>) {
    this.#kind = kind;
    this.#state = state;
  }

  get name(): string {
    return this.#kind.machine.name;
  }

  get status(): string {
    return this.#state.status;
  }

  get state(): State {
    return this.#state;
  }

  get isCancelledBeforeSent(): boolean {
    return this.#kind.isCancelledBeforeSent?.(this.#state) ?? false;
  }

  get concerns(): string | undefined {
    return this.#kind.concerns?.(this.#state);
  }

  handleEvent(event: HistoryEvent, checksIds: boolean): readonly MachineEffect[] {
    const input = this.#kind.eventInput(event, checksIds);
    if (input === undefined) {
      throw nondeterminism(`${this.name} machine does not handle this event: ${describe(event)}`);
    }
    if (!this.#takes(input)) {
      throw fatal(
        `${this.name}Machine in state ${this.#sdkStatus()} says the transition is invalid during event ` +
          `EventInfo { event_id: ${event.eventId}, event_type: ${event.type} }`,
        this.#kind.defect?.(this.#state, input),
      );
    }
    return this.#move(input);
  }

  handleCommand(command: CommandType): readonly MachineEffect[] {
    const input = this.#kind.commandInput?.(command);
    if (input === undefined) return nothing;
    if (!this.#takes(input)) {
      throw nondeterminism(
        `Unexpected command producing an invalid transition ${command} in state ${this.#sdkStatus()}`,
      );
    }
    return this.#move(input);
  }

  /** Feeds an input that comes neither from the history nor from a command's place. @throws WorkflowMachinesError */
  take(input: Input): readonly MachineEffect[] {
    if (!this.#takes(input)) {
      throw nondeterminism(
        'Invalid transition in state machine',
        this.#kind.defect?.(this.#state, input),
      );
    }
    return this.#move(input);
  }

  #sdkStatus(): string {
    return this.#kind.sdkStatus?.(this.#state.status) ?? this.#state.status;
  }

  #takes(input: Input): boolean {
    const edges: Readonly<Record<string, unknown>> =
      this.#kind.machine.edges[this.#state.status as State['status']];
    return edges[input.type] !== undefined;
  }

  #move(input: Input): readonly MachineEffect[] {
    const { state, effects } = transition(this.#kind.machine, this.#state, input);
    this.#state = state;
    return effects;
  }
}

/** An event as sdk-core names it in its errors. */
export const describe = (event: HistoryEvent): string =>
  `HistoryEvent(id: ${event.eventId}, ${event.type})`;
