/** ListWorkflowExecutions and CountWorkflowExecutions. */
import type { WorkflowExecutionStatus } from '../protocol/event.ts';
import type { Payload } from '../protocol/payload.ts';
import type { Reply, RequestOf, WorkflowExecutionInfo } from '../protocol/request.ts';
import { parseTime } from './calendar.ts';
import { executionInfo } from './describe.ts';
import type { Execution } from './execution.ts';
import { decodeJson, encodeJson } from './json-payload.ts';
import { invalidArgument } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Shard } from './shard.ts';
import { parseVisibilityQuery } from './visibility-query.ts';
import type {
  QueryExpression,
  QueryOperator,
  QueryValue,
  VisibilityQuery,
} from './visibility-query.ts';

const STATUS_NAMES: Record<WorkflowExecutionStatus, string> = {
  RUNNING: 'Running',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELED: 'Canceled',
  TERMINATED: 'Terminated',
  CONTINUED_AS_NEW: 'ContinuedAsNew',
  TIMED_OUT: 'TimedOut',
  PAUSED: 'Paused',
};

/** In the order of their numbers in the API. */
const STATUSES = Object.keys(STATUS_NAMES) as readonly WorkflowExecutionStatus[];

const TIMES: ReadonlySet<string> = new Set(['StartTime', 'ExecutionTime', 'CloseTime']);
const DEFAULT_PAGE_SIZE = 1000;

type Value = QueryValue | undefined;

/** The values of an attribute; a list has several, and an attribute that is not set has none. */
function valuesOf(execution: Execution, attribute: string): readonly Value[] {
  const { started, startTime } = execution.origin;
  const { state } = execution;
  switch (attribute) {
    case 'WorkflowId':
      return [execution.workflowId];
    case 'RunId':
      return [execution.runId];
    case 'WorkflowType':
      return [started.workflowType.name];
    case 'TaskQueue':
      return [started.taskQueue.name];
    case 'ExecutionStatus':
      return [STATUS_NAMES[state.status]];
    case 'StartTime':
      return [startTime];
    case 'ExecutionTime':
      return [execution.executionTime];
    case 'CloseTime':
      return [state.closeTime];
    case 'HistoryLength':
      return [state.closeTime === undefined ? undefined : execution.history.length];
    case 'ParentWorkflowId':
      return [started.parentWorkflowExecution?.workflowId];
    case 'ParentRunId':
      return [started.parentWorkflowExecution?.runId];
    case 'RootWorkflowId':
      return [(started.rootWorkflowExecution ?? execution.reference).workflowId];
    case 'RootRunId':
      return [(started.rootWorkflowExecution ?? execution.reference).runId];
    default:
      return customValues(state.searchAttributes?.indexedFields[attribute]);
  }
}

function customValues(payload: Payload | undefined): readonly Value[] {
  if (payload === undefined) return [undefined];
  const decoded = decodeJson(payload);
  const values = Array.isArray(decoded) ? (decoded as unknown[]) : [decoded];
  return values.filter(
    (value): value is QueryValue =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
  );
}

function compare(value: QueryValue, operand: QueryValue): number {
  return value < operand ? -1 : value > operand ? 1 : 0;
}

function holds(value: Value, operator: QueryOperator, values: readonly QueryValue[]): boolean {
  const [first = '', second = ''] = values;
  if (operator === 'IS NULL') return value === undefined;
  if (operator === 'IS NOT NULL') return value !== undefined;
  if (value === undefined) return false;
  switch (operator) {
    case '=':
      return value === first;
    case '!=':
      return value !== first;
    case '<':
      return compare(value, first) < 0;
    case '<=':
      return compare(value, first) <= 0;
    case '>':
      return compare(value, first) > 0;
    case '>=':
      return compare(value, first) >= 0;
    case 'IN':
      return values.includes(value);
    case 'NOT IN':
      return !values.includes(value);
    case 'BETWEEN':
      return compare(value, first) >= 0 && compare(value, second) <= 0;
    case 'NOT BETWEEN':
      return compare(value, first) < 0 || compare(value, second) > 0;
    case 'STARTS_WITH':
      return String(value).startsWith(String(first));
    case 'NOT STARTS_WITH':
      return !String(value).startsWith(String(first));
  }
}

const NEGATIVE: readonly QueryOperator[] = ['!=', 'NOT IN', 'NOT STARTS_WITH', 'IS NULL'];

function matches(execution: Execution, expression: QueryExpression): boolean {
  switch (expression.type) {
    case 'And':
      return matches(execution, expression.left) && matches(execution, expression.right);
    case 'Or':
      return matches(execution, expression.left) || matches(execution, expression.right);
    case 'Not':
      return !matches(execution, expression.operand);
    case 'Compare': {
      const { attribute, operator, values } = expression;
      const actual = valuesOf(execution, attribute);
      const test = (value: Value): boolean => holds(value, operator, values);
      return NEGATIVE.includes(operator) ? actual.every(test) : actual.some(test);
    }
  }
}

const GO_TYPES: Record<string, string> = { number: 'int64', boolean: 'bool', string: 'string' };

/** Makes the values of a query comparable with those of executions, or says why that cannot be. */
function typed(expression: QueryExpression): QueryExpression | { readonly problem: string } {
  switch (expression.type) {
    case 'And':
    case 'Or': {
      const left = typed(expression.left);
      if ('problem' in left) return left;
      const right = typed(expression.right);
      return 'problem' in right ? right : { ...expression, left, right };
    }
    case 'Not': {
      const operand = typed(expression.operand);
      return 'problem' in operand ? operand : { type: 'Not', operand };
    }
    case 'Compare': {
      const values: QueryValue[] = [];
      for (const value of expression.values) {
        const result = typedValue(expression.attribute, value);
        if (typeof result === 'object') return result;
        values.push(result);
      }
      return { ...expression, values };
    }
  }
}

function typedValue(
  attribute: string,
  value: QueryValue,
): QueryValue | { readonly problem: string } {
  if (attribute === 'ExecutionStatus') {
    const name = Object.values(STATUS_NAMES).includes(String(value));
    if (name) return value;
    const shown = typeof value === 'string' ? `'${value}'` : String(value);
    return { problem: `invalid expression: invalid ExecutionStatus value ${shown}` };
  }
  if (TIMES.has(attribute)) {
    if (typeof value === 'number') return value / 1e6;
    const time = typeof value === 'string' ? parseTime(value) : undefined;
    return time ?? { problem: `invalid expression: unable to parse datetime '${String(value)}'` };
  }
  if (attribute === 'WorkflowId' || attribute === 'WorkflowType' || attribute === 'RunId') {
    if (typeof value === 'string') return value;
    return {
      problem: `invalid expression: invalid value type for search attribute ${attribute} of type Keyword: ${String(value)} (type: ${GO_TYPES[typeof value] ?? ''})`,
    };
  }
  return value;
}

function understand(text: string | undefined): VisibilityQuery | Refusal {
  const parsed = parseVisibilityQuery(text ?? '');
  if ('problem' in parsed) return invalidArgument(`invalid query: ${parsed.problem}`);
  if (parsed.where === undefined) return parsed;
  const where = typed(parsed.where);
  if ('problem' in where) return invalidArgument(`invalid query: ${where.problem}`);
  return { ...parsed, where };
}

/** As it was when it was last written down: at the start of a run, and at its end. */
function visibleInfo(execution: Execution): WorkflowExecutionInfo {
  const info = executionInfo(execution);
  return info.closeTime === undefined ? { ...info, historyLength: 0, historySizeBytes: 0 } : info;
}

/** Open runs first, then those that closed last; among equals those that started last. */
function inOrder(a: Execution, b: Execution): number {
  const closeA = a.state.closeTime ?? Infinity;
  const closeB = b.state.closeTime ?? Infinity;
  if (closeA !== closeB) return closeB > closeA ? 1 : -1;
  return b.origin.startTime - a.origin.startTime;
}

/** @see WorkflowService.ListWorkflowExecutions */
export function listWorkflowExecutions(
  shard: Shard,
  request: RequestOf<'ListWorkflowExecutions'>,
): Reply<'ListWorkflowExecutions'> {
  const query = understand(request.query);
  if ('ok' in query) return query;
  if (query.groupBy !== undefined)
    return invalidArgument("invalid query: operation is not supported: 'GROUP BY' clause");
  const { where } = query;
  const found = [...shard.executions.values()]
    .filter((execution) => where === undefined || matches(execution, where))
    .sort(inOrder);
  const from = request.nextPageToken ? Number(request.nextPageToken) : 0;
  if (!(from >= 0)) return invalidArgument('invalid NextPageToken');
  const end = from + (request.pageSize || DEFAULT_PAGE_SIZE);
  return {
    ok: true,
    response: {
      executions: found.slice(from, end).map(visibleInfo),
      nextPageToken: end < found.length ? String(end) : undefined,
    },
  };
}

/** @see WorkflowService.CountWorkflowExecutions */
export function countWorkflowExecutions(
  shard: Shard,
  request: RequestOf<'CountWorkflowExecutions'>,
): Reply<'CountWorkflowExecutions'> {
  const query = understand(request.query);
  if ('ok' in query) return query;
  const { where, groupBy } = query;
  if (groupBy !== undefined && groupBy !== 'ExecutionStatus')
    return invalidArgument(
      `invalid query: operation is not supported: 'GROUP BY' clause is not supported for search attribute ${groupBy}`,
    );
  const counts = new Map<WorkflowExecutionStatus, number>();
  let count = 0;
  for (const execution of shard.executions.values()) {
    if (where !== undefined && !matches(execution, where)) continue;
    count++;
    const { status } = execution.state;
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  const groups = groupBy === undefined ? [] : STATUSES.filter((status) => counts.has(status));
  return {
    ok: true,
    response: {
      count,
      groups: groups.map((status) => ({
        groupValues: [encodeJson(STATUS_NAMES[status])],
        count: counts.get(status) ?? 0,
      })),
    },
  };
}
