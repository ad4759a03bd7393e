/** The dynamic configuration of the service, as far as it is modelled: limits under the names that operators of a real one know. */
import type { Duration } from '@temporalio/common';
import type { ServiceLimits } from '../service/limits.ts';
import { OptionError } from './error.ts';
import { count, duration } from './option-value.ts';

type Unit = 'count' | 'duration';

const KEYS = {
  'limit.maxIDLength': ['maxIdLength', 'count'],
  'limit.blobSize.error': ['blobSize', 'count'],
  'limit.blobSize.warn': ['blobSizeWarn', 'count'],
  'limit.memoSize.error': ['memoSize', 'count'],
  'frontend.searchAttributesSizeOfValueLimit': ['searchAttributeValueSize', 'count'],
  'frontend.searchAttributesTotalSizeLimit': ['searchAttributesSize', 'count'],
  'limit.historySize.error': ['historySize', 'count'],
  'limit.historyCount.error': ['historyCount', 'count'],
  'limit.mutableStateSize.error': ['mutableStateSize', 'count'],
  'system.transactionSizeLimit': ['transactionSize', 'count'],
  'limit.historySize.suggestContinueAsNew': ['historySizeSuggestContinueAsNew', 'count'],
  'limit.historyCount.suggestContinueAsNew': ['historyCountSuggestContinueAsNew', 'count'],
  'limit.numPendingActivities.error': ['pendingActivities', 'count'],
  'limit.numPendingChildExecutions.error': ['pendingChildren', 'count'],
  'limit.numPendingSignals.error': ['pendingSignals', 'count'],
  'limit.numPendingCancelRequests.error': ['pendingRequestCancels', 'count'],
  'limit.mutableStateActivityFailureSize.error': ['activityFailureSize', 'count'],
  'history.maximumBufferedEventsBatch': ['bufferedEvents', 'count'],
  'history.maximumBufferedEventsSizeInBytes': ['bufferedEventsSize', 'count'],
  'history.maximumSignalsPerExecution': ['signalsPerExecution', 'count'],
  'history.maxInFlightUpdates': ['inFlightUpdates', 'count'],
  'history.maxInFlightUpdatePayloads': ['inFlightUpdatePayloads', 'count'],
  'history.maxTotalUpdates': ['totalUpdates', 'count'],
  'history.MaxBufferedQueryCount': ['bufferedQueries', 'count'],
  'history.discardSpeculativeWorkflowTaskMaximumEventsCount': [
    'discardSpeculativeTaskEvents',
    'count',
  ],
  'history.workflowTaskHeartbeatTimeout': ['workflowTaskHeartbeatTimeout', 'duration'],
  'history.defaultWorkflowTaskTimeout': ['defaultWorkflowTaskTimeout', 'duration'],
  'history.workflowTaskRetryMaxInterval': ['workflowTaskRetryMaxInterval', 'duration'],
  'history.workflowIdReuseMinimalInterval': ['minimalRunInterval', 'duration'],
} as const satisfies Readonly<Record<string, readonly [keyof ServiceLimits, Unit]>>;

/** The name of a setting of the service that can be changed here. */
export type DynamicConfigKey = keyof typeof KEYS;

/** Settings that differ from the defaults: sizes in bytes, numbers, durations. @see the files and `--dynamic-config-value` of a Temporal Service */
export type DynamicConfig = {
  readonly [Key in DynamicConfigKey]?:
    ((typeof KEYS)[Key][1] extends 'duration' ? Duration : number) | undefined;
};

/** The limits that are set, under the names that they have in the service. @throws OptionError for a setting that there is not, or of another kind */
export function limitsOf(config: DynamicConfig | undefined): Partial<ServiceLimits> | undefined {
  if (config === undefined) return undefined;
  const limits: { -readonly [Limit in keyof ServiceLimits]?: number } = {};
  for (const [key, value] of Object.entries<Duration | undefined>(config)) {
    if (!isDynamicConfigKey(key))
      throw new OptionError('dynamicConfig', key, `made of ${Object.keys(KEYS).join(', ')}`);
    if (value === undefined) continue;
    const [limit, unit] = KEYS[key];
    const option = `dynamicConfig['${key}']`;
    limits[limit] = unit === 'duration' ? duration(option, value) : count(option, Number(value), 0);
  }
  return limits;
}

/** Whether a setting is one that can be changed here. */
export const isDynamicConfigKey = (key: string): key is DynamicConfigKey =>
  Object.hasOwn(KEYS, key);
