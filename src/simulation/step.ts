/** Steps: everything that happens in a world is one of these, with a name, an actor and a time. All data. */
import type { EpochMs } from '../common/time.ts';
import type { CoreTimer } from '../core/effect.ts';
import type { Activation } from '../protocol/activation.ts';
import type { ServiceRequest } from '../protocol/request.ts';
import type { CallId, ServiceTimer, ServiceTransfer } from '../service/effect.ts';

/** Who takes a step. */
export type Actor =
  'scenario' | 'client' | 'service' | 'worker' | 'workflow' | 'activity' | 'fault';

interface Named {
  /** Says which step it is, in words that survive harmless edits of the code: `'activity:charge#1 started'`. */
  readonly name: string;
  readonly actor: Actor;
  readonly workflowId?: string | undefined;
  readonly runId?: string | undefined;
}

/** A step that can be taken. */
export type Step = Named &
  /** A request reaches the service; `worker` sent it, or a client where there is none. */
  (
    | {
        readonly type: 'Request';
        readonly callId: CallId;
        readonly request: ServiceRequest;
        readonly worker?: string | undefined;
      }
    /** An answer that was held back reaches its caller. */
    | { readonly type: 'Answer'; readonly deliver: () => void }
    | { readonly type: 'Transfer'; readonly transfer: ServiceTransfer }
    | { readonly type: 'ServiceTimer'; readonly timer: ServiceTimer }
    | { readonly type: 'Activation'; readonly worker: string; readonly activation: Activation }
    | { readonly type: 'CoreTimer'; readonly worker: string; readonly timer: CoreTimer }
    | { readonly type: 'WakeActivity' }
    /** Something the scenario waits for has come about: a sleep, a verb of the world. */
    | { readonly type: 'Wake'; readonly wake: () => void }
    /** A fault strikes, or an interrupt is placed. */
    | { readonly type: 'Fault'; readonly strike: () => void }
  );

/** A step that was taken. */
export interface TakenStep {
  /** From 0, in the order taken. */
  readonly index: number;
  readonly at: EpochMs;
  readonly name: string;
  readonly type: Step['type'];
  readonly actor: Actor;
  readonly workflowId?: string | undefined;
  readonly runId?: string | undefined;
}
