/** Tasks that came for a run while it was busy with another one. @see BufferedTasks */
import type { WorkflowTask } from '../protocol/task.ts';

const isQueryOnly = ({ query, startedEventId }: WorkflowTask): boolean =>
  query !== undefined && startedEventId === 0;

/** At most one task that makes history, the latest; and the queries that came before and after it. */
export class BufferedTasks {
  #queries: WorkflowTask[] = [];
  #task: WorkflowTask | undefined;
  #laterQueries: WorkflowTask[] = [];

  add(task: WorkflowTask): void {
    if (isQueryOnly(task)) {
      (this.#task ? this.#laterQueries : this.#queries).push(task);
      return;
    }
    // A newer task means that the service has given up the one before.
    this.#laterQueries = [];
    this.#task = task;
  }

  /** Queries first; those that came after the buffered task count only once it is next. */
  next(): WorkflowTask | undefined {
    const query = this.#queries.shift() ?? this.#laterQueries.shift();
    if (query) return query;
    const task = this.#task;
    this.#task = undefined;
    return task;
  }

  get isEmpty(): boolean {
    return this.#task === undefined && this.#queries.length === 0;
  }
}
