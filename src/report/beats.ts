/** Beats: what happened in a run that matters for an interrupt, line by line, each with what it means. */
import type { EpochMs } from '../common/time.ts';
import { placeIn } from '../host/workflow-call-site.ts';
import type { WorkflowCallKind, WorkflowNotice } from '../host/workflow-watch.ts';
import type { ActivationJob } from '../protocol/activation.ts';
import type { ActivityAttempt, AttemptReport } from '../protocol/attempt.ts';
import { closingStatus, type EventType, type HistoryEvent } from '../protocol/event.ts';
import type { TaskToken } from '../protocol/task.ts';
import type { StepObserver } from '../simulation/observer.ts';
import type { Occurrence, OccurrenceOf } from '../simulation/occurrence.ts';
import type { TakenStep } from '../simulation/step.ts';
import type { World } from '../simulation/world.ts';
import { detailOf, subjectOf } from './event-text.ts';
import { MadeCalls, type MadeCall } from './made-calls.ts';

/** How much a beat says about an interrupt. */
export type Weight = 'deviation' | 'interrupt' | 'turn' | 'course';

/** One thing that happened. */
export interface Beat {
  readonly at: EpochMs;
  /** The index of the step in which it happened. */
  readonly step: number;
  readonly weight: Weight;
  /** Its id; of a child that was given none, the name that it has in the steps. */
  readonly workflowId: string | undefined;
  /** The event that it is, by its id in its history. */
  readonly eventId: number | undefined;
  readonly text: string;
  /** What it means, where that may not be plain. */
  readonly meaning: string | undefined;
}

/** A place in the code that says by itself what is wrong there. */
export interface Pointed {
  readonly step: number;
  readonly why: string;
  readonly site: string;
  /** It is in the code of an activity, which the workflow has called from elsewhere. */
  readonly inActivity: boolean;
}

const MEANINGS: Partial<Record<EventType, string>> = {
  WorkflowExecutionCancelRequested: 'heard of in the next workflow task',
  ActivityTaskCancelRequested: 'heard of by the next heartbeat, if any',
  ActivityTaskTimedOut: 'not heard of in time; it may go on',
  WorkflowExecutionTerminated: 'the code is not asked, and runs no more',
  WorkflowExecutionTimedOut: 'the code is not asked, and runs no more',
  WorkflowTaskFailed: 'the task is tried again',
  WorkflowTaskTimedOut: 'its worker did not answer in time',
};

const INTERRUPTING = /CancelRequested|Canceled|Terminated|TimedOut|TaskFailed|ExecutionSignaled/;
/** What is only the course of things. */
const COURSE = /^WorkflowTask(Scheduled|Started|Completed)$/;

const FAULT_MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^placed:crash worker .* go on$/, 'its attempts go on as zombies'],
  [/^placed:crash worker/, 'its attempts die, and nobody knows yet'],
  [/^placed:lose heartbeats/, 'nobody hears what attempts say'],
  [/^placed:evict/, 'the next workflow task replays the run'],
  [/^placed:shut worker/, 'its attempts are told to stop'],
];

const CLOSING: Readonly<Record<OccurrenceOf<'WorkflowClosing'>['how'], string>> = {
  completed: 'the code returns',
  failed: 'the code throws',
  cancelled: 'the code passes the cancellation on',
  continuedAsNew: 'the code continues as new',
};

/** Which kind of call a job resolves. */
const RESOLVES: Partial<Record<ActivationJob['type'], readonly WorkflowCallKind[]>> = {
  resolveActivity: ['activity', 'localActivity'],
  fireTimer: ['timer'],
  resolveChildWorkflowExecution: ['child'],
  resolveSignalExternalWorkflow: ['signal'],
};

/** Records the beats of one run, and the calls of workflow code with their places. */
export class Beats implements StepObserver {
  readonly hearsCalls: 'with sites' | 'with all sites';
  readonly beats: Beat[] = [];
  readonly pointed: Pointed[] = [];
  readonly #calls = new MadeCalls();
  readonly #closed = new Set<string>();
  readonly #told = new Set<TaskToken>();
  readonly #read = new Map<string, number>();
  readonly #workflowIds = new Map<string, string>();
  readonly #attempts = new Map<TaskToken, ActivityAttempt>();
  #now = 0;
  #step = 0;

  /** @param ofPromises note where promises are made that reject without being handled, which is dear */
  constructor({ ofPromises = false }: { readonly ofPromises?: boolean } = {}) {
    this.hearsCalls = ofPromises ? 'with all sites' : 'with sites';
  }

  get calls(): readonly MadeCall[] {
    return this.#calls.list;
  }

  occurred(occurrence: Occurrence, { now, trace, names }: World): void {
    this.#now = now;
    this.#step = trace.taken - 1;
    switch (occurrence.type) {
      case 'EventsWritten':
        return this.#events(occurrence, names.workflow(occurrence.execution.workflowId));
      case 'ActivationStarted':
        return this.#activation(occurrence);
      case 'AttemptStarted':
        return this.#started(occurrence.attempt);
      case 'AttemptCancelled': {
        const { taskToken, reason } = occurrence;
        this.#told.add(taskToken);
        return this.#attempt(taskToken, 'interrupt', `told to stop: ${reason}`);
      }
      case 'AttemptReported':
        return this.#report(occurrence.report);
      case 'AttemptSleepsOn':
        if (occurrence.heard) this.#sleepsOn(occurrence);
        return;
      case 'AttemptWorksOn':
        return this.#worksOn(occurrence);
      case 'WorkflowCall':
      case 'WorkflowCallRejected':
      case 'WorkflowRejectionUnhandled':
      case 'WorkflowClosing':
        return this.#notice(occurrence);
      default:
    }
  }

  /** What was placed is told as a step of its own, before what it brought about. */
  afterStep({ name, at, index }: TakenStep): void {
    if (!name.startsWith('placed:')) return;
    const meaning = FAULT_MEANINGS.find(([pattern]) => pattern.test(name))?.[1];
    const first = this.beats.findIndex(({ step }) => step === index);
    const beat: Beat = {
      at,
      step: index,
      weight: 'deviation',
      workflowId: undefined,
      eventId: undefined,
      text: name.slice('placed:'.length),
      meaning: meaning ?? 'placed by the schedule',
    };
    this.beats.splice(first === -1 ? this.beats.length : first, 0, beat);
  }

  #add(weight: Weight, workflowId: string | undefined, text: string, meaning?: string): void {
    const [at, step] = [this.#now, this.#step];
    this.beats.push({ at, step, weight, workflowId, eventId: undefined, text, meaning });
  }

  #events(
    { execution: { runId, events } }: OccurrenceOf<'EventsWritten'>,
    workflowId: string,
  ): void {
    this.#workflowIds.set(runId, workflowId);
    for (const event of events.slice(this.#read.get(runId) ?? 0)) {
      const { type, eventId } = event;
      if (closingStatus(type) !== undefined) this.#closed.add(runId);
      const words = [type, subjectOf(event, events), detailOf(event)];
      this.beats.push({
        at: this.#now,
        step: this.#step,
        weight: weightOf(event),
        workflowId,
        eventId,
        text: words.filter((word) => word !== '').join(' '),
        meaning: MEANINGS[type],
      });
    }
    this.#read.set(runId, events.length);
  }

  #activation({ activation }: OccurrenceOf<'ActivationStarted'>): void {
    const { jobs, runId, isReplaying } = activation;
    if (isReplaying) return;
    const workflowId = this.#workflowIds.get(runId);
    for (const job of jobs) {
      if (job.type === 'cancelWorkflow')
        this.#add(
          'interrupt',
          workflowId,
          'the code is told of the cancel request',
          'its root scope is cancelled',
        );
      if ('seq' in job) this.#calls.resolved(runId, RESOLVES[job.type] ?? [], job.seq, this.#step);
    }
  }

  #attempt(token: TaskToken, weight: Weight, said: string, meaning?: string): void {
    const attempt = this.#attempts.get(token);
    if (attempt === undefined) return;
    const { activityType, workflowExecution } = attempt;
    const workflowId = this.#workflowIds.get(workflowExecution.runId);
    this.#add(weight, workflowId, `activity ${activityType} ${said}`, meaning);
  }

  /** A first attempt is no news beside its ActivityTaskScheduled. */
  #started(attempt: ActivityAttempt): void {
    this.#attempts.set(attempt.taskToken, attempt);
    if (attempt.attempt > 1)
      this.#attempt(attempt.taskToken, 'turn', `is tried again, attempt ${attempt.attempt}`);
  }

  #report(report: AttemptReport): void {
    if (report.type !== 'ended') return;
    const { taskToken, outcome } = report;
    const attempt = this.#attempts.get(taskToken);
    const isLate = this.#closed.has(attempt?.workflowExecution.runId ?? '');
    const said =
      outcome.status === 'failed' ? `fails: ${outcome.failure.message ?? ''}` : outcome.status;
    this.#attempt(taskToken, 'turn', said, isLate ? 'its run is closed' : undefined);
    if (outcome.status === 'failed' && this.#told.has(taskToken))
      this.#point(taskToken, 'throws an error of its own', placeIn(outcome.failure.stackTrace));
  }

  #sleepsOn({ taskToken, site }: OccurrenceOf<'AttemptSleepsOn'>): void {
    this.#attempt(
      taskToken,
      'interrupt',
      'sleeps on its context',
      'which is cancelled: rejects at once',
    );
    this.#point(taskToken, 'sleeps on its cancelled context', site);
  }

  /** Once for each attempt and step. */
  #worksOn({ taskToken, asks, site }: OccurrenceOf<'AttemptWorksOn'>): void {
    const last = this.beats.at(-1);
    const said = `goes on: asks for ${asks}`;
    if (last?.step === this.#step && last.text.includes('goes on: ')) return;
    this.#attempt(taskToken, 'turn', said, 'but it has ended already');
    this.#point(taskToken, 'goes on here', site);
  }

  #point(token: TaskToken, what: string, site: string | undefined): void {
    const activityType = this.#attempts.get(token)?.activityType;
    if (site === undefined || activityType === undefined) return;
    const why = `activity ${activityType} ${what}`;
    this.pointed.push({ step: this.#step, why, site, inActivity: true });
  }

  #notice(notice: WorkflowNotice): void {
    const workflowId = this.#workflowIds.get(notice.runId);
    const interrupt = (text: string, meaning: string): void =>
      this.#add('interrupt', workflowId, text, meaning);
    switch (notice.type) {
      case 'WorkflowCall': {
        const { kind, name, fate } = this.#calls.made(notice, this.#step);
        if (fate === 'dead')
          interrupt(`${kind} ${name} is asked for`, 'in a dead scope: rejects at once');
        if (fate === 'thrown')
          interrupt(`${kind} ${name} is asked for`, 'the cancellation is thrown there');
        return;
      }
      case 'WorkflowCallRejected': {
        const call = this.#calls.rejected(notice, this.#step);
        if (call !== undefined)
          interrupt(`${call.kind} ${call.name} rejects`, 'the cancellation is thrown there');
        return;
      }
      case 'WorkflowRejectionUnhandled': {
        const { site } = notice;
        const why = 'nothing handles the rejection of this promise';
        if (site !== undefined)
          this.pointed.push({ step: this.#step, why, site, inActivity: false });
        return interrupt('a promise rejects', 'nothing handles that');
      }
      case 'WorkflowClosing': {
        const meaning = notice.heard ? 'it had heard of the cancellation' : undefined;
        this.#add('turn', workflowId, CLOSING[notice.how], meaning);
        for (const { kind, name } of notice.cutOff) {
          this.#calls.cutOff(notice.runId, kind, name, this.#step);
          interrupt(`${kind} ${name} is cut off`, 'asked for just now, it never begins');
        }
        return;
      }
    }
  }
}

function weightOf({ type }: HistoryEvent): Weight {
  if (closingStatus(type) !== undefined || INTERRUPTING.test(type)) return 'interrupt';
  return COURSE.test(type) ? 'course' : 'turn';
}
