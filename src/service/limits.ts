/** The limits of the service, with the defaults of its dynamic configuration. */
import type { DurationMs } from '../common/time.ts';

/** What the service allows, and for how long. */
export interface ServiceLimits {
  /** Ids, names and request ids may have this many characters. */
  readonly maxIdLength: number;
  /** `limit.blobSize.error`, in bytes. */
  readonly blobSize: number;
  /** `limit.blobSize.warn`, in bytes: so much of a failure that is too large is kept. */
  readonly blobSizeWarn: number;
  /** `limit.memoSize.error`, in bytes. */
  readonly memoSize: number;
  /** `frontend.searchAttributesSizeOfValueLimit`, in bytes. */
  readonly searchAttributeValueSize: number;
  /** `frontend.searchAttributesTotalSizeLimit`, in bytes. */
  readonly searchAttributesSize: number;
  /** `limit.historySize.error`, in bytes. */
  readonly historySize: number;
  /** `limit.historyCount.error`, in events. */
  readonly historyCount: number;
  /** `limit.mutableStateSize.error`, in bytes. */
  readonly mutableStateSize: number;
  /** `system.transactionSizeLimit`, in bytes. */
  readonly transactionSize: number;
  /** `limit.historySize.suggestContinueAsNew`, in bytes. */
  readonly historySizeSuggestContinueAsNew: number;
  /** `limit.historyCount.suggestContinueAsNew`, in events. */
  readonly historyCountSuggestContinueAsNew: number;
  /** `limit.numPendingActivities.error`. */
  readonly pendingActivities: number;
  /** `limit.numPendingChildExecutions.error`. */
  readonly pendingChildren: number;
  /** `limit.numPendingSignals.error`. */
  readonly pendingSignals: number;
  /** `limit.numPendingCancelRequests.error`. */
  readonly pendingRequestCancels: number;
  /** `history.maximumBufferedEventsBatch`. */
  readonly bufferedEvents: number;
  /** `history.maximumBufferedEventsSizeInBytes`. */
  readonly bufferedEventsSize: number;
  /** `history.maximumSignalsPerExecution`. */
  readonly signalsPerExecution: number;
  /** `history.maxInFlightUpdates`. */
  readonly inFlightUpdates: number;
  /** `history.maxInFlightUpdatePayloads`, in bytes. */
  readonly inFlightUpdatePayloads: number;
  /** `history.maxTotalUpdates`. */
  readonly totalUpdates: number;
  /** `limit.mutableStateActivityFailureSize.error`, in bytes. */
  readonly activityFailureSize: number;
  /** `history.workflowTaskHeartbeatTimeout`. */
  readonly workflowTaskHeartbeatTimeout: DurationMs;
  /** `history.defaultWorkflowTaskTimeout`. */
  readonly defaultWorkflowTaskTimeout: DurationMs;
  /** `history.workflowTaskRetryMaxInterval`. */
  readonly workflowTaskRetryMaxInterval: DurationMs;
  /** `history.workflowIdReuseMinimalInterval`. */
  readonly minimalRunInterval: DurationMs;
  /** `history.MaxBufferedQueryCount`. */
  readonly bufferedQueries: number;
  /** A sticky queue that nobody has polled for so long has no worker. */
  readonly stickyPollerPatience: DurationMs;
  /** `history.discardSpeculativeWorkflowTaskMaximumEventsCount`. */
  readonly discardSpeculativeTaskEvents: number;
}

const MEGABYTE = 1024 * 1024;

/** The defaults of Temporal Service 1.32. */
export const DEFAULT_LIMITS: ServiceLimits = {
  maxIdLength: 1000,
  blobSize: 2 * MEGABYTE,
  blobSizeWarn: MEGABYTE / 2,
  memoSize: 2 * MEGABYTE,
  searchAttributeValueSize: 2 * 1024,
  searchAttributesSize: 40 * 1024,
  historySize: 50 * MEGABYTE,
  historyCount: 51_200,
  mutableStateSize: 8 * MEGABYTE,
  transactionSize: 4 * MEGABYTE,
  historySizeSuggestContinueAsNew: 4 * MEGABYTE,
  historyCountSuggestContinueAsNew: 4096,
  pendingActivities: 2000,
  pendingChildren: 2000,
  pendingSignals: 2000,
  pendingRequestCancels: 2000,
  bufferedEvents: 100,
  bufferedEventsSize: 2 * MEGABYTE,
  signalsPerExecution: 10_000,
  inFlightUpdates: 10,
  inFlightUpdatePayloads: 20 * MEGABYTE,
  totalUpdates: 2000,
  activityFailureSize: 4 * 1024,
  workflowTaskHeartbeatTimeout: 30 * 60_000,
  defaultWorkflowTaskTimeout: 10_000,
  workflowTaskRetryMaxInterval: 10 * 60_000,
  minimalRunInterval: 1000,
  bufferedQueries: 1,
  stickyPollerPatience: 10_000,
  discardSpeculativeTaskEvents: 10,
};
