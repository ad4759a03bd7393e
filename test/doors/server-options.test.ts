/** What a test is given for its server means the same to the world that stands for it. */
import {
  defineSearchAttributeKey,
  SearchAttributeType,
} from '@temporalio/common/lib/search-attributes.js';
import { expect, test } from 'vitest';
import { worldOptionsOf } from '../../src/testing/server-options.ts';

test('a server with nothing special is a world with nothing special', () => {
  const nothing = { searchAttributes: {}, workflowPause: false, dynamicConfig: {} };
  expect(worldOptionsOf({})).toEqual(nothing);
  expect(worldOptionsOf({ extraArgs: ['--ui-port', '8080', '--headless'] })).toEqual(nothing);
});

test('search attributes are registered, by keys and by arguments', () => {
  const { searchAttributes } = worldOptionsOf({
    searchAttributes: [defineSearchAttributeKey('Tags', SearchAttributeType.KEYWORD_LIST)],
    extraArgs: ['--search-attribute', 'City=Text', '--search-attribute=Size=Int'],
  });
  expect(searchAttributes).toEqual({ Tags: 'KeywordList', City: 'Text', Size: 'Int' });
});

test('what is modelled of the dynamic configuration is set', () => {
  const { dynamicConfig, workflowPause } = worldOptionsOf({
    extraArgs: [
      ...['--dynamic-config-value', 'limit.historyCount.error=70'],
      ...['--dynamic-config-value', 'history.workflowTaskRetryMaxInterval="5s"'],
      ...['--dynamic-config-value', 'frontend.WorkflowPauseEnabled=true'],
      ...['--dynamic-config-value', 'system.enableEagerness=true'],
    ],
  });
  expect(dynamicConfig).toEqual({
    'limit.historyCount.error': 70,
    'history.workflowTaskRetryMaxInterval': '5s',
  });
  expect(workflowPause).toBe(true);
});
