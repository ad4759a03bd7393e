/** Names of steps: words that say what happens to what, and that survive harmless edits of the code under test. */
import type { ActivityAttempt } from '../protocol/attempt.ts';
import type { Method, ServiceRequest } from '../protocol/request.ts';
import type { TaskToken } from '../protocol/task.ts';
import type { ExecutionView } from '../service/service.ts';

/** How a client's requests are called, by method. */
const VERBS: Partial<Record<Method, string>> = {
  StartWorkflowExecution: 'start',
  SignalWithStartWorkflowExecution: 'signal with start',
  RequestCancelWorkflowExecution: 'cancel',
  TerminateWorkflowExecution: 'terminate',
  SignalWorkflowExecution: 'signal',
  QueryWorkflow: 'query',
  UpdateWorkflowExecution: 'update',
  PollWorkflowExecutionUpdate: 'await update of',
  DescribeWorkflowExecution: 'describe',
  GetWorkflowExecutionHistory: 'read history of',
  ResetWorkflowExecution: 'reset',
  PauseWorkflowExecution: 'pause',
  UnpauseWorkflowExecution: 'unpause',
  PauseActivity: 'pause activity of',
  UnpauseActivity: 'unpause activity of',
  ResetActivity: 'reset activity of',
  ListWorkflowExecutions: 'list workflows',
  CountWorkflowExecutions: 'count workflows',
  AddSearchAttributes: 'add search attributes',
  ListSearchAttributes: 'list search attributes',
};

/** What a request of a worker says of the thing it is about. */
const SAYS: Partial<Record<Method, string>> = {
  RespondWorkflowTaskCompleted: 'task completed',
  RespondWorkflowTaskFailed: 'task failed',
  RespondQueryTaskCompleted: 'query answered',
  RecordActivityTaskHeartbeat: 'heartbeat',
  RespondActivityTaskCompleted: 'completed',
  RespondActivityTaskFailed: 'failed',
  RespondActivityTaskCanceled: 'canceled',
};

/** The workflow that a request is about, where it names one. */
export function workflowOf(request: ServiceRequest['request']): string | undefined {
  if ('workflowId' in request) return request.workflowId;
  if ('workflowExecution' in request) return request.workflowExecution.workflowId;
  if ('execution' in request) return request.execution.workflowId;
  if ('updateRef' in request) return request.updateRef.workflowExecution.workflowId;
  return undefined;
}

/** What is known of a workflow by which a name can be made for it. */
export type KnownWorkflow = Pick<ExecutionView, 'workflowType' | 'parent'>;

/** An id that nobody has chosen: the SDK draws one for a child that is given none. */
const DRAWN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Gives names to the steps of one world; the same run gives the same names. */
export class StepNames {
  readonly #find: (workflowId: string) => KnownWorkflow | undefined;
  readonly #workflows = new Map<string, string>();
  readonly #activities = new Map<string, string>();
  readonly #ordinals = new Map<string, number>();
  readonly #tokens = new Map<TaskToken, string>();
  readonly #seen = new Map<string, number>();
  readonly #started = new Map<string, number>();

  /** @param find looks up a workflow by its id */
  constructor(find: (workflowId: string) => KnownWorkflow | undefined) {
    this.#find = find;
  }

  /** The same words again get a number: `'workflow:w activated'`, `'workflow:w activated (2)'`. */
  unique(name: string): string {
    const count = (this.#seen.get(name) ?? 0) + 1;
    this.#seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  }

  /** The name that `unique` would give to the next step of these words, or to one behind so many others of the same. */
  next(name: string, ahead = 0): string {
    const count = (this.#seen.get(name) ?? 0) + 1 + ahead;
    return count === 1 ? name : `${name} (${count})`;
  }

  /** The code of an activity is set going: in a step of its own, or in that of the workflow task that asked for it. */
  attemptStarted(activity: string): void {
    const name = `${activity} started`;
    this.#started.set(name, (this.#started.get(name) ?? 0) + 1);
  }

  /** Whether a step of that name has been taken, or that attempt been set going (`'activity:charge#1 started (2)'`). */
  taken(name: string): boolean {
    const [, base = name, nth = '1'] = /^(.*) \((\d+)\)$/.exec(name) ?? [];
    const times = Math.max(this.#seen.get(base) ?? 0, this.#started.get(base) ?? 0);
    return times >= Number(nth);
  }

  /** The names of the steps taken so far, without their numbers. */
  known(): readonly string[] {
    return [...this.#seen.keys()];
  }

  /** The id of a workflow; or `order-7/pack#1`, the first child of the type `pack` of `order-7` that was given no id, and is heard of here. */
  workflow(workflowId: string): string {
    if (!DRAWN.test(workflowId)) return workflowId;
    const known = this.#workflows.get(workflowId);
    if (known !== undefined) return known;
    const { parent, workflowType } = this.#find(workflowId) ?? {};
    if (parent === undefined) return workflowId;
    const name = this.#numbered(`${this.workflow(parent.workflowId)}/${workflowType}`);
    this.#workflows.set(workflowId, name);
    return name;
  }

  /** `what#1`, and `what#2` the next time. */
  #numbered(what: string): string {
    const ordinal = (this.#ordinals.get(what) ?? 0) + 1;
    this.#ordinals.set(what, ordinal);
    return `${what}#${ordinal}`;
  }

  /** `activity:charge#1`: the first activity of the type `charge` of which this world hears. */
  activity(runId: string, activityId: string, activityType: string): string {
    const key = `${runId}/${activityId}`;
    let name = this.#activities.get(key);
    if (name === undefined) {
      name = this.#numbered(`activity:${activityType}`);
      this.#activities.set(key, name);
    }
    return name;
  }

  /** Remembers the attempt that a task token stands for, until `forget`. */
  attempt({ taskToken, workflowExecution, activityId, activityType }: ActivityAttempt): string {
    const name = this.activity(workflowExecution.runId, activityId, activityType);
    this.#tokens.set(taskToken, name);
    return name;
  }

  /** The attempt of that token, by the name of its activity. */
  ofToken(token: TaskToken): string | undefined {
    return this.#tokens.get(token);
  }

  /** The attempt has ended: its token will not be met again. */
  forget(token: TaskToken): void {
    this.#tokens.delete(token);
  }

  /** A request of a client. */
  clientRequest({ method, request }: ServiceRequest): string {
    const verb = VERBS[method] ?? method;
    const message =
      'signalName' in request
        ? ` ${request.signalName} to`
        : method === 'UpdateWorkflowExecution'
          ? ` ${(request as { request: { input: { name: string } } }).request.input.name} of`
          : method === 'QueryWorkflow'
            ? ` ${(request as { query: { queryType: string } }).query.queryType} of`
            : '';
    const workflowId = workflowOf(request);
    return `client:${verb}${message}${workflowId === undefined ? '' : ` ${this.workflow(workflowId)}`}`;
  }

  /** A request of a worker, about the workflow task or the attempt that it holds. */
  workerRequest({ method, request }: ServiceRequest, workflowId: string | undefined): string {
    const says = SAYS[method];
    if (says === undefined) return `worker:${method}`;
    const attempt = 'taskToken' in request ? this.#tokens.get(request.taskToken) : undefined;
    return `${attempt ?? `workflow:${workflowId === undefined ? '?' : this.workflow(workflowId)}`} ${says}`;
  }
}
