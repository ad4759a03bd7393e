/** Listing and counting workflows: what the query language says, and what it refuses. */
import { beforeAll, describe, expect, test } from 'vitest';
import { complete, payloads, PlayedService } from './played-service.ts';

const namespace = 'default';
const keyword = (value: unknown): NonNullable<ReturnType<typeof payloads>>['payloads'][number] => {
  const [payload] = payloads([value])?.payloads ?? [];
  if (payload === undefined) throw new Error('no payload');
  return payload;
};

const service = new PlayedService();

beforeAll(() => {
  service.begin('order-1', [complete]);
  service.advance(1000);
  service.start('order-2', {
    workflowType: { name: 'other' },
    searchAttributes: {
      indexedFields: { Customer: keyword('jane'), Tags: keyword(['a', 'b']), Amount: keyword(7) },
    },
  });
  service.advance(1000);
  service.start('invoice-1', {
    searchAttributes: { indexedFields: { Customer: keyword('joe'), Paid: keyword(true) } },
  });
  service.advance(1000);
  service.start('order-3');
  service.ask('TerminateWorkflowExecution', {
    namespace,
    workflowExecution: { workflowId: 'order-3' },
  });
});

const list = (query: string): readonly string[] =>
  service
    .ask('ListWorkflowExecutions', { namespace, query })
    .executions.map(({ execution }) => execution.workflowId);

test('without a query everything is listed: open runs first, then what closed last', () => {
  expect(list('')).toEqual(['invoice-1', 'order-2', 'order-3', 'order-1']);
});

test('the list knows of a run what was known at its start, or at its end', () => {
  const { executions } = service.ask('ListWorkflowExecutions', { namespace, query: '' });
  expect(executions.map(({ historyLength }) => historyLength)).toEqual([0, 0, 3, 5]);
  expect(executions.map(({ historySizeBytes }) => historySizeBytes > 0)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('who has no memo and no search attributes has empty ones', () => {
  const execution = { workflowId: 'order-1' };
  const { workflowExecutionInfo, executionConfig } = service.ask('DescribeWorkflowExecution', {
    namespace,
    execution,
  });
  expect(workflowExecutionInfo).toMatchObject({
    memo: { fields: {} },
    searchAttributes: { indexedFields: {} },
    historyLength: 5,
  });
  expect(executionConfig.workflowRunTimeout).toBeUndefined();
});

describe('a query', () => {
  test.for<[string, readonly string[]]>([
    ["WorkflowId = 'order-1'", ['order-1']],
    ['WorkflowId = "order-1"', ['order-1']],
    ["`WorkflowId` != 'order-1'", ['invoice-1', 'order-2', 'order-3']],
    ["WorkflowId STARTS_WITH 'order-'", ['order-2', 'order-3', 'order-1']],
    ["WorkflowId NOT STARTS_WITH 'order-'", ['invoice-1']],
    ["WorkflowId IN ('order-1', 'invoice-1', 'none')", ['invoice-1', 'order-1']],
    ["WorkflowId NOT IN ('order-1', 'invoice-1')", ['order-2', 'order-3']],
    ["WorkflowType = 'other'", ['order-2']],
    ["ExecutionStatus = 'Running'", ['invoice-1', 'order-2']],
    ["ExecutionStatus = 'Terminated' OR ExecutionStatus = 'Completed'", ['order-3', 'order-1']],
    ["NOT ExecutionStatus = 'Running'", ['order-3', 'order-1']],
    ["StartTime > '2024-01-01T00:00:01Z'", ['invoice-1', 'order-3']],
    ["StartTime >= '2024-01-01T00:00:01Z'", ['invoice-1', 'order-2', 'order-3']],
    ["StartTime < '2024-01-01T00:00:01Z'", ['order-1']],
    ["StartTime <= '2024-01-01T01:00:01+01:00'", ['order-2', 'order-1']],
    [
      "StartTime BETWEEN '2024-01-01T00:00:01Z' AND '2024-01-01T00:00:02Z'",
      ['invoice-1', 'order-2'],
    ],
    [
      "StartTime NOT BETWEEN '2024-01-01T00:00:01Z' AND '2024-01-01T00:00:02Z'",
      ['order-3', 'order-1'],
    ],
    ['CloseTime IS NULL', ['invoice-1', 'order-2']],
    ['CloseTime IS NOT NULL', ['order-3', 'order-1']],
    ["Customer = 'jane'", ['order-2']],
    ["Customer != 'jane'", ['invoice-1']],
    ["Tags = 'b'", ['order-2']],
    ['Amount > 5', ['order-2']],
    ['Amount < 5', []],
    ['Paid = true', ['invoice-1']],
    ["TaskQueue = 'order-3'", ['order-3']],
    [
      "(WorkflowType = 'flow' AND ExecutionStatus = 'Running') OR Customer = 'jane'",
      ['invoice-1', 'order-2'],
    ],
    ["WorkflowType = 'flow' and not (WorkflowId = 'order-1' or Customer = 'joe')", ['order-3']],
    ["WorkflowId = 'it''s'", []],
  ])('%s finds %j', ([query, expected]) => {
    expect(list(query)).toEqual(expected);
  });

  test.for([
    ["WorkflowId = 'a' ORDER BY StartTime", "operation is not supported: 'ORDER BY' clause"],
    ["WorkflowId = 'a' LIMIT 5", "operation is not supported: 'LIMIT' clause"],
    [
      "ExecutionStatus = 'Sleeping'",
      "invalid expression: invalid ExecutionStatus value 'Sleeping'",
    ],
    ["StartTime > 'soon'", "invalid expression: unable to parse datetime 'soon'"],
    ['WorkflowId', 'invalid expression: incomplete expression'],
    ['WorkflowId = ', 'malformed SQL query: syntax error'],
    ["(WorkflowId = 'a'", 'malformed SQL query: syntax error'],
    ["WorkflowId = 'a' 'b'", 'malformed SQL query: syntax error'],
    ["WorkflowId IN 'a'", 'malformed SQL query: syntax error'],
    ["WorkflowId BETWEEN 'a'", 'malformed SQL query: syntax error'],
    ["WorkflowId NOT = 'a'", 'malformed SQL query: syntax error'],
    ["WorkflowId ~ 'a'", 'malformed SQL query: syntax error'],
    ['CloseTime IS 5', 'malformed SQL query: syntax error'],
    ['GROUP BY ExecutionStatus', "operation is not supported: 'GROUP BY' clause"],
  ] as const)('%s is refused: %s', ([query, problem]) => {
    const reply = service.reply('ListWorkflowExecutions', { namespace, query });
    expect(reply).toMatchObject({
      ok: false,
      status: { code: 'INVALID_ARGUMENT', message: `invalid query: ${problem}` },
    });
  });
});

test('lists come in pages', () => {
  const seen: string[] = [];
  let nextPageToken: string | undefined;
  do {
    const page = service.ask('ListWorkflowExecutions', { namespace, pageSize: 3, nextPageToken });
    seen.push(...page.executions.map(({ execution }) => execution.workflowId));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken !== undefined);
  expect(seen).toEqual(list(''));
});

test('workflows are counted, and by status', () => {
  expect(service.ask('CountWorkflowExecutions', { namespace, query: '' }).count).toBe(4);
  const grouped = service.ask('CountWorkflowExecutions', {
    namespace,
    query: "WorkflowType = 'flow' GROUP BY ExecutionStatus",
  });
  expect(grouped).toEqual({
    count: 3,
    groups: [
      { groupValues: [keyword('Running')], count: 1 },
      { groupValues: [keyword('Completed')], count: 1 },
      { groupValues: [keyword('Terminated')], count: 1 },
    ],
  });
  const byType = service.reply('CountWorkflowExecutions', {
    namespace,
    query: 'GROUP BY WorkflowType',
  });
  expect(byType.ok).toBe(false);
});
