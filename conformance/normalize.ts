/**
 * Reduces a history (proto3 JSON, as `temporal workflow show --output json` prints it) to what two faithful
 * implementations must agree on: which events, in which order, with which attributes. Ids that differ from
 * run to run become stable names, and what depends on the machine or the SDK's version is left out.
 */

export interface NormalizedEvent {
  readonly id: number;
  readonly type: string;
  /** Milliseconds since the execution's first event; compare with a tolerance. */
  readonly at: number;
  readonly attributes: Record<string, unknown>;
}

type Json = any;

const VOLATILE = new Set([
  'identity',
  'requestId',
  'taskId',
  'version',
  'binaryChecksum',
  'sdkMetadata',
  'workerVersion',
  'buildIdRedirectCounter',
  'historySizeBytes',
  'suggestContinueAsNew',
  'meteringMetadata',
  'stackTrace',
  'encodedAttributes',
  'taskQueue',
  'workflowNamespace',
  'namespace',
  'namespaceId',
  'parentWorkflowNamespace',
  'parentWorkflowNamespaceId',
  'header',
  'prevAutoResetPoints',
  'firstWorkflowTaskBackoff',
  'workflowExecutionExpirationTime',
  'searchAttributes',
  'memo',
  'userMetadata',
  'links',
  'priority',
  'versioningBehavior',
  'deployment',
  'deploymentVersion',
  'workerDeploymentName',
  'workerDeploymentVersion',
  'versioningOverride',
  'inheritedBuildId',
  'useWorkflowBuildId',
  'control',
  'rootWorkflowExecution',
  'completionCallbacks',
  'sourceVersionStamp',
  'workerInstanceKey',
  'targetWorkerDeploymentVersionChanged',
  'suggestContinueAsNewReasons',
  'eagerExecutionAccepted',
  'eventGroupMarkers',
  'timeSkippingConfig',
  'protocolInstanceId',
  'acceptedRequestMessageId',
  'acceptedRequestSequencingEventId',
  'rejectedRequestMessageId',
  'workflowTaskCompletedMetadata',
]);

const RUN_ID_KEYS = new Set([
  'runId',
  'originalExecutionRunId',
  'firstExecutionRunId',
  'continuedExecutionRunId',
  'newExecutionRunId',
  'baseRunId',
  'newRunId',
]);

/** Times inside the payload of a local activity's marker. */
export const MARKER_TIMES: ReadonlySet<string> = new Set([
  'complete_time',
  'original_schedule_time',
]);

/** Ids inside texts and payloads, such as update ids and "terminated by new runID: ...". */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Gives run ids the names run-1, run-2, ... in the order in which they are first met. */
export class RunNames {
  private readonly names = new Map<string, string>();
  of(runId: string): string {
    let name = this.names.get(runId);
    if (name === undefined) this.names.set(runId, (name = `run-${this.names.size + 1}`));
    return name;
  }
}

export function normalizeHistory(history: { events: Json[] }, runs: RunNames): NormalizedEvent[] {
  const start = Date.parse(history.events[0]?.eventTime ?? 0);
  return history.events.map((event) => {
    const attributesKey = Object.keys(event).find((key) => key.endsWith('EventAttributes'));
    return {
      id: Number(event.eventId),
      type: eventTypeName(event.eventType),
      at: Date.parse(event.eventTime) - start,
      attributes: (attributesKey ? clean(event[attributesKey], runs) : {}) as Record<
        string,
        unknown
      >,
    };
  });
}

/** EVENT_TYPE_WORKFLOW_EXECUTION_STARTED and WorkflowExecutionStarted are the same event. */
export function eventTypeName(type: string): string {
  if (!type.startsWith('EVENT_TYPE_')) return type;
  return type
    .slice('EVENT_TYPE_'.length)
    .toLowerCase()
    .replace(/(^|_)([a-z])/g, (_m, _u, c: string) => c.toUpperCase());
}

function clean(value: Json, runs: RunNames): Json {
  if (Array.isArray(value)) return value.map((item) => clean(item, runs));
  if (typeof value === 'string') return value.replaceAll(UUID, '<uuid>');
  if (value === null || typeof value !== 'object') return value;
  if (isPayload(value)) return decodePayload(value);
  const out: Record<string, Json> = {};
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (VOLATILE.has(key) || isEmpty(item)) continue;
    if (RUN_ID_KEYS.has(key)) out[key] = runs.of(String(item));
    else if (key.endsWith('EventId')) out[key] = Number(item);
    else {
      const cleaned = clean(item, runs);
      if (!isEmpty(cleaned)) out[key] = cleaned;
    }
  }
  return out;
}

function isEmpty(value: Json): boolean {
  if (
    value === undefined ||
    value === null ||
    value === '' ||
    value === 0 ||
    value === '0' ||
    value === '0s' ||
    value === false
  )
    return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'string') return value.endsWith('_UNSPECIFIED') || value === 'Unspecified';
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function isPayload(value: Json): boolean {
  return (
    typeof value.metadata === 'object' && value.metadata !== null && 'encoding' in value.metadata
  );
}

function decodePayload(payload: Json): Json {
  const encoding = Buffer.from(payload.metadata.encoding, 'base64').toString();
  if (encoding === 'binary/null') return { payload: null };
  if (payload.data === undefined) return { payload: null };
  const data = Buffer.from(payload.data, 'base64').toString().replaceAll(UUID, '<uuid>');
  if (encoding !== 'json/plain') return { payload: `${encoding}:${data}` };
  const timeless = (key: string, value: Json): Json => (MARKER_TIMES.has(key) ? undefined : value);
  return { payload: JSON.parse(data, timeless) };
}
