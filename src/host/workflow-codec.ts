/** Payload codecs around workflow code: decode what an activation carries in, encode what its commands carry out. */
import type { Activation, ActivationJob, WorkflowCommand } from '../protocol/activation.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Memo, Payload, Payloads, UserMetadata } from '../protocol/payload.ts';
import type {
  PayloadCodec,
  SdkPayload,
  SerializationContext,
  WorkflowSerializationContext,
} from './sdk.ts';

/** Passes payloads through the codecs, one way or the other. */
type Code = (payloads: readonly Payload[]) => Promise<readonly Payload[]>;

/** Whose payloads those of a later job are: kept from the command that asked for it. */
type Kind = 'activity' | 'child' | 'signal' | 'cancel';

interface RunContexts {
  readonly workflow: WorkflowSerializationContext;
  readonly pending: Map<string, SerializationContext>;
}

async function single(code: Code, payload: Payload | undefined): Promise<Payload | undefined> {
  if (payload === undefined) return undefined;
  const [coded] = await code([payload]);
  return coded;
}

async function list(code: Code, payloads: Payloads | undefined): Promise<Payloads | undefined> {
  return payloads && { payloads: await code(payloads.payloads) };
}

async function memo(code: Code, of: Memo | undefined): Promise<Memo | undefined> {
  if (of === undefined) return undefined;
  const fields: Record<string, Payload> = {};
  for (const [name, payload] of Object.entries(of.fields)) {
    fields[name] = (await single(code, payload)) ?? payload;
  }
  return { fields };
}

async function metadata(
  code: Code,
  of: UserMetadata | undefined,
): Promise<UserMetadata | undefined> {
  return of && { summary: await single(code, of.summary), details: await single(code, of.details) };
}

/** Every payload of a failure and of its causes. */
async function failure(code: Code, of: Failure): Promise<Failure> {
  const { applicationFailureInfo, canceledFailureInfo } = of;
  const { timeoutFailureInfo, resetWorkflowFailureInfo } = of;
  return {
    ...of,
    encodedAttributes: await single(code, of.encodedAttributes),
    cause: of.cause && (await failure(code, of.cause)),
    applicationFailureInfo: applicationFailureInfo && {
      ...applicationFailureInfo,
      details: await list(code, applicationFailureInfo.details),
    },
    canceledFailureInfo: canceledFailureInfo && {
      ...canceledFailureInfo,
      details: await list(code, canceledFailureInfo.details),
    },
    timeoutFailureInfo: timeoutFailureInfo && {
      ...timeoutFailureInfo,
      lastHeartbeatDetails: await list(code, timeoutFailureInfo.lastHeartbeatDetails),
    },
    resetWorkflowFailureInfo: resetWorkflowFailureInfo && {
      lastHeartbeatDetails: await list(code, resetWorkflowFailureInfo.lastHeartbeatDetails),
    },
  };
}

/** What a resolution carries, if anything. */
async function resolution<
  R extends { readonly result?: Payload | undefined } | { readonly failure: Failure } | object,
>(code: Code, of: R): Promise<R> {
  if ('failure' in of) return { ...of, failure: await failure(code, of.failure as Failure) };
  if ('result' in of) {
    return { ...of, result: await single(code, of.result as Payload | undefined) };
  }
  return of;
}

async function jobPayloads(code: Code, job: ActivationJob): Promise<ActivationJob> {
  switch (job.type) {
    case 'initializeWorkflow':
      return {
        ...job,
        arguments: await code(job.arguments),
        continuedFailure: job.continuedFailure && (await failure(code, job.continuedFailure)),
        memo: await memo(code, job.memo),
        lastCompletionResult: await list(code, job.lastCompletionResult),
      };
    case 'signalWorkflow':
    case 'doUpdate':
      return { ...job, input: await code(job.input) };
    case 'queryWorkflow':
      return { ...job, arguments: await code(job.arguments) };
    case 'resolveActivity':
      return { ...job, result: await resolution(code, job.result) };
    case 'resolveChildWorkflowExecutionStart':
      return { ...job, result: await resolution(code, job.result) };
    case 'resolveChildWorkflowExecution':
      return { ...job, result: await resolution(code, job.result) };
    case 'resolveSignalExternalWorkflow':
    case 'resolveRequestCancelExternalWorkflow':
      return { ...job, failure: job.failure && (await failure(code, job.failure)) };
    case 'notifyHasPatch':
    case 'updateRandomSeed':
    case 'cancelWorkflow':
    case 'fireTimer':
      return job;
  }
}

/** The payloads of a command beside its metadata. */
async function commandPayloads(code: Code, command: WorkflowCommand): Promise<WorkflowCommand> {
  switch (command.type) {
    case 'scheduleActivity':
    case 'scheduleLocalActivity':
      return { ...command, arguments: await code(command.arguments) };
    case 'startChildWorkflowExecution':
      return {
        ...command,
        input: await code(command.input),
        memo: await memo(code, command.memo),
      };
    case 'continueAsNewWorkflowExecution':
      return {
        ...command,
        arguments: await code(command.arguments),
        memo: await memo(code, command.memo),
      };
    case 'signalExternalWorkflowExecution':
      return { ...command, args: await code(command.args) };
    case 'modifyWorkflowProperties':
      return { ...command, upsertedMemo: await memo(code, command.upsertedMemo) };
    case 'completeWorkflowExecution':
      return { ...command, result: await single(code, command.result) };
    case 'failWorkflowExecution':
      return { ...command, failure: await failure(code, command.failure) };
    case 'updateResponse':
      return { ...command, response: await resolution(code, command.response) };
    case 'respondToQuery':
      return {
        ...command,
        result:
          command.result.resultType === 'QUERY_RESULT_TYPE_ANSWERED'
            ? {
                ...command.result,
                answer: { payloads: await code(command.result.answer.payloads) },
              }
            : {
                ...command.result,
                failure: command.result.failure && (await failure(code, command.result.failure)),
              },
      };
    case 'startTimer':
    case 'cancelTimer':
    case 'requestCancelActivity':
    case 'requestCancelLocalActivity':
    case 'cancelChildWorkflowExecution':
    case 'requestCancelExternalWorkflowExecution':
    case 'cancelSignalWorkflow':
    case 'setPatchMarker':
    case 'upsertWorkflowSearchAttributes':
    case 'cancelWorkflowExecution':
      return command;
  }
}

/** The jobs that answer a command: their payloads have the same context as those of the command. */
const ANSWERS: Readonly<Partial<Record<ActivationJob['type'], Kind>>> = {
  resolveActivity: 'activity',
  resolveChildWorkflowExecutionStart: 'child',
  resolveChildWorkflowExecution: 'child',
  resolveSignalExternalWorkflow: 'signal',
  resolveRequestCancelExternalWorkflow: 'cancel',
};

/** What a command's payloads belong to, and under which kind that is kept for the job that answers it. */
function subjectOf(
  command: WorkflowCommand,
  workflow: WorkflowSerializationContext,
): readonly [SerializationContext, Kind?] {
  const { namespace, workflowId } = workflow;
  const other = (id: string): SerializationContext => ({
    type: 'workflow',
    namespace,
    workflowId: id,
  });
  if (command.type === 'scheduleActivity' || command.type === 'scheduleLocalActivity') {
    const { activityId } = command;
    const isLocal = command.type === 'scheduleLocalActivity';
    return [{ type: 'activity', namespace, activityId, workflowId, isLocal }, 'activity'];
  }
  if (command.type === 'startChildWorkflowExecution') return [other(command.workflowId), 'child'];
  if (command.type === 'signalExternalWorkflowExecution') {
    return [other(command.target.workflowId), 'signal'];
  }
  if (command.type === 'requestCancelExternalWorkflowExecution') {
    return [other(command.workflowId), 'cancel'];
  }
  return [workflow];
}

/**
 * The codecs of one worker, and what they are told about the payloads they get.
 * @see WorkflowCodecRunner of `@temporalio/worker`
 */
export class WorkflowCodec {
  readonly #codecs: readonly PayloadCodec[];
  readonly #namespace: string;
  readonly #runs = new Map<string, RunContexts>();

  constructor(codecs: readonly PayloadCodec[], namespace: string) {
    this.#codecs = codecs;
    this.#namespace = namespace;
  }

  async decodeActivation(activation: Activation): Promise<Activation> {
    const contexts = this.#contexts(activation.runId, activation.jobs[0]);
    const jobs: ActivationJob[] = [];
    for (const job of activation.jobs) {
      const kind = ANSWERS[job.type];
      const context =
        kind !== undefined && 'seq' in job
          ? contexts?.pending.get(`${kind} ${job.seq}`)
          : contexts?.workflow;
      jobs.push(await jobPayloads((payloads) => this.#decode(payloads, context), job));
    }
    return { ...activation, jobs };
  }

  async encodeCommands(
    runId: string,
    commands: readonly WorkflowCommand[],
  ): Promise<readonly WorkflowCommand[]> {
    const contexts = this.#runs.get(runId);
    const encoded: WorkflowCommand[] = [];
    for (const command of commands) {
      const context = contexts && this.#contextOf(command, contexts);
      const code: Code = (payloads) => this.#encode(payloads, context);
      const coded = await commandPayloads(code, command);
      const { userMetadata } = command;
      encoded.push(
        userMetadata === undefined
          ? coded
          : { ...coded, userMetadata: await metadata(code, userMetadata) },
      );
    }
    return encoded;
  }

  async encodeFailure(runId: string, of: Failure): Promise<Failure> {
    const context = this.#runs.get(runId)?.workflow;
    return failure((payloads) => this.#encode(payloads, context), of);
  }

  forget(runId: string): void {
    this.#runs.delete(runId);
  }

  #contexts(runId: string, first: ActivationJob | undefined): RunContexts | undefined {
    if (first?.type !== 'initializeWorkflow') return this.#runs.get(runId);
    const { workflowId } = first;
    const contexts: RunContexts = {
      workflow: { type: 'workflow', namespace: this.#namespace, workflowId },
      pending: new Map(),
    };
    this.#runs.set(runId, contexts);
    return contexts;
  }

  /** The context of a command's payloads, which is kept for the job that answers it. */
  #contextOf(command: WorkflowCommand, { workflow, pending }: RunContexts): SerializationContext {
    const [context, kind] = subjectOf(command, workflow);
    if (kind !== undefined && 'seq' in command) pending.set(`${kind} ${command.seq}`, context);
    return context;
  }

  async #decode(
    payloads: readonly Payload[],
    context: SerializationContext | undefined,
  ): Promise<readonly Payload[]> {
    let coded = payloads as SdkPayload[];
    for (const codec of this.#codecs.toReversed()) coded = await codec.decode(coded, context);
    return coded as readonly Payload[];
  }

  async #encode(
    payloads: readonly Payload[],
    context: SerializationContext | undefined,
  ): Promise<readonly Payload[]> {
    let coded = payloads as SdkPayload[];
    for (const codec of this.#codecs) coded = await codec.encode(coded, context);
    return coded as readonly Payload[];
  }
}
