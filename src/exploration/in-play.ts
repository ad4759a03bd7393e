/** What is in play in an exploration: which kinds of interrupts and faults may be placed, and which messages may be sent. */
import { OptionError } from '../simulation/error.ts';

/** A signal or an update that may be sent at any moment. */
export interface Message {
  readonly kind: 'signal' | 'update';
  readonly name: string;
  readonly args?: readonly unknown[] | undefined;
  /** To whom, by its id or the name that it has in the steps (`'order-7/pack#1'`); without it to every open execution that is no child. */
  readonly workflowId?: string | undefined;
}

/**
 * Interrupts by kind; a message stands for itself. `timeout`: the run timeout of an execution that has one is drawn nearer, so that
 * it falls due now.
 */
export type InterruptKind = 'cancel' | 'terminate' | 'childCancel' | 'childTerminate' | 'timeout';

/**
 * Faults by kind. `answerLost`: a request takes effect, its answer is lost, and it is sent again. `requestDoubled`: a request arrives
 * twice. `taskTimeout`: what a worker has to say of a task, a workflow task or an attempt, comes only when that has timed out.
 */
export type FaultKind =
  | 'workerCrash'
  | 'workerCrashWithZombies'
  | 'eviction'
  | 'workerShutdown'
  | 'heartbeatLoss'
  | 'answerLost'
  | 'requestDoubled'
  | 'taskTimeout';

/** What is in play. */
export interface InPlay {
  readonly place: readonly (InterruptKind | Message)[];
  readonly faults: readonly FaultKind[];
}

const INTERRUPTS: readonly InterruptKind[] = [
  'cancel',
  'terminate',
  'childCancel',
  'childTerminate',
  'timeout',
];
const FAULTS: readonly FaultKind[] = [
  'workerCrash',
  'workerCrashWithZombies',
  'eviction',
  'workerShutdown',
  'heartbeatLoss',
  'answerLost',
  'requestDoubled',
  'taskTimeout',
];

const isIn = (kinds: readonly string[], kind: unknown): boolean =>
  typeof kind === 'string' && kinds.includes(kind);

const isMessage = (given: unknown): given is Message => {
  if (typeof given !== 'object' || given === null) return false;
  const { kind, name } = given as Partial<Message>;
  return (kind === 'signal' || kind === 'update') && typeof name === 'string' && name !== '';
};

/** All that a schedule may name: whatever there is, and the messages that are in play. */
export const allInPlay = ({ place }: InPlay): InPlay => ({
  place: [...INTERRUPTS, ...place.filter((kind) => typeof kind !== 'string')],
  faults: FAULTS,
});

/** What of it has never been possible, by the names of what was, and their kinds. */
export function neverPossible(
  { place, faults }: InPlay,
  possible: ReadonlyMap<string, string>,
): readonly string[] {
  const kinds = new Set(possible.values());
  return [...place, ...faults].flatMap((kind) => {
    if (typeof kind === 'string') return kinds.has(kind) ? [] : [kind];
    const words = `${kind.kind} ${kind.name}`;
    return [...possible.keys()].some((name) => name.startsWith(`${words} to `)) ? [] : [words];
  });
}

/** @throws OptionError for a kind that there is not, or a message without a name */
export function checkInPlay({ place, faults }: InPlay): void {
  if (!Array.isArray(place)) throw new OptionError('place', place, 'an array');
  if (!Array.isArray(faults)) throw new OptionError('faults', faults, 'an array');
  for (const kind of place as readonly unknown[]) {
    if (!isIn(INTERRUPTS, kind) && !isMessage(kind)) {
      throw new OptionError(
        'place',
        kind,
        `one of ${INTERRUPTS.join(', ')}, or a message such as { kind: 'signal', name: 'stop' }`,
      );
    }
  }
  for (const kind of faults as readonly unknown[])
    if (!isIn(FAULTS, kind)) throw new OptionError('faults', kind, `one of ${FAULTS.join(', ')}`);
}
