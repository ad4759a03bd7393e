/** Search attributes have types: those that they were registered with, else those that their values suggest. */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  continueAsNew,
  executeChild,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import { simulate, type SimulationOptions } from '../../src/index.ts';

const since = new Date('2026-03-04T05:06:07.089Z');
const attributes = { Since: [since], City: ['Bern'], Size: [3], Ratio: [0.5], Open: [true] };

/** What an attribute is to workflow code: an instant is a Date. */
const kinds = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(workflowInfo().searchAttributes).map(([name, values]) => [
      name,
      Object.prototype.toString.call((values as unknown[])[0]).slice(8, -1),
    ]),
  );

const workflows = {
  async kindsAtStart(): Promise<Record<string, string>> {
    return kinds();
  },
  async parent(): Promise<Record<string, string>> {
    return await executeChild(workflows.kindsAtStart, { searchAttributes: attributes });
  },
  async successor(again: boolean): Promise<Record<string, string>> {
    if (again) await continueAsNew<typeof workflows.successor>(false);
    return kinds();
  },
  async upserts(): Promise<void> {
    upsertSearchAttributes({ Since: [since], City: [] });
  },
};

type Described = Record<string, unknown>;

async function described(
  workflow: keyof typeof workflows,
  options: Partial<SimulationOptions> = {},
): Promise<{ readonly result: unknown; readonly attributes: Described; readonly types: object }> {
  const run = await simulate({ workflows, ...options }, async ({ client }) => {
    const start = { workflowId: 'w', taskQueue: 'q', args: [true], searchAttributes: attributes };
    const handle = await client.workflow.start(workflow, start as never);
    const result = await handle.result();
    const { searchAttributes, typedSearchAttributes } = await handle.describe();
    // what the service itself adds
    delete searchAttributes['BuildIds'];
    const pairs = typedSearchAttributes.getAll().filter(({ key }) => key.name !== 'BuildIds');
    const types = Object.fromEntries(pairs.map(({ key }) => [key.name, key.type]));
    return { result, attributes: searchAttributes, types };
  });
  return run.value;
}

const KINDS = { Since: 'Date', City: 'String', Size: 'Number', Ratio: 'Number', Open: 'Boolean' };

describe('attributes that nobody registered', () => {
  test('are read by clients as they were set', async () => {
    expect((await described('kindsAtStart')).attributes).toEqual(attributes);
  });

  test.for(['kindsAtStart', 'parent', 'successor'] as const)(
    'are read by workflow code as they were set: %s',
    async (workflow) => {
      expect((await described(workflow)).result).toEqual(KINDS);
    },
  );

  test('that workflow code sets or takes away are so for clients', async () => {
    const { City: _gone, ...left } = attributes;
    expect((await described('upserts')).attributes).toEqual(left);
  });

  test('have the types that their values suggest', async () => {
    const { DATETIME, KEYWORD, INT, DOUBLE, BOOL } = SearchAttributeType;
    const types = { Since: DATETIME, City: KEYWORD, Size: INT, Ratio: DOUBLE, Open: BOOL };
    expect((await described('kindsAtStart')).types).toEqual(types);
  });
});

describe('registered attributes', () => {
  test('have the types that they were registered with', async () => {
    const { types } = await described('kindsAtStart', {
      searchAttributes: { City: 'Text', Size: 'Double' },
    });
    expect(types).toMatchObject({
      City: SearchAttributeType.TEXT,
      Size: SearchAttributeType.DOUBLE,
      Ratio: SearchAttributeType.DOUBLE,
    });
  });

  test('may be registered by a client, who can list them', async () => {
    const options = { workflows, searchAttributes: { Size: 'Double' } } as const;
    await simulate(options, async ({ client }) => {
      const { operatorService } = client.connection;
      await operatorService.addSearchAttributes({ searchAttributes: { City: 1 } });
      const listed = await operatorService.listSearchAttributes({});
      expect(listed.customAttributes).toEqual({ Size: 4, City: 1 });
      const start = { workflowId: 'w', taskQueue: 'q', searchAttributes: { City: ['Bern'] } };
      const handle = await client.workflow.start(workflows.kindsAtStart, start);
      const { typedSearchAttributes } = await handle.describe();
      const city = defineSearchAttributeKey('City', SearchAttributeType.TEXT);
      expect(typedSearchAttributes.get(city)).toBe('Bern');
    });
  });

  test('have one of the types that there are', async () => {
    const options = { searchAttributes: { City: 'Name' } } as never;
    await expect(simulate(options, () => undefined)).rejects.toThrow(
      /searchAttributes\['City'\] cannot be 'Name': it must be one of Text, Keyword, Int/,
    );
  });
});
