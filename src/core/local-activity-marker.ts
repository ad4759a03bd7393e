/** Markers of local activities: the only trace that they leave in a history (`coresdk.external_data.LocalActivityMarkerData`). */
import type { DurationMs, EpochMs } from '../common/time.ts';
import type { Seq } from '../protocol/activation.ts';
import type { CommandOf } from '../protocol/command.ts';
import type { EventAttributes, HistoryEvent } from '../protocol/event.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Payload, UserMetadata } from '../protocol/payload.ts';
import { jsonPayload, readJsonPayload } from './json-payload.ts';

const MARKER_NAME = 'core_local_activity';
const NANOS_PER_MS = 1_000_000;

/** What a marker says of its local activity. */
export interface LocalActivityMarker {
  readonly seq: Seq;
  readonly attempt: number;
  readonly activityId: string;
  readonly activityType: string;
  /** Workflow time moves on to it when workflow code is told. */
  readonly completeTime: EpochMs | undefined;
  /** Set if workflow code is to sleep that long, then schedule it anew. */
  readonly backoff: DurationMs | undefined;
  readonly originalScheduleTime: EpochMs | undefined;
  /** Absent if there is a failure. */
  readonly result?: Payload | undefined;
  readonly failure?: Failure | undefined;
}

const protoTime = (milliseconds: number | undefined): object | null => {
  if (milliseconds === undefined) return null;
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: Math.round((milliseconds - seconds * 1000) * NANOS_PER_MS) };
};

/** The command that records a marker. The keys of its data have a fixed order, and none may be missing. */
export function localActivityMarker(
  marker: LocalActivityMarker,
  userMetadata: UserMetadata | undefined,
): CommandOf<'RecordMarker'> {
  const data = jsonPayload({
    seq: marker.seq,
    attempt: marker.attempt,
    activity_id: marker.activityId,
    activity_type: marker.activityType,
    complete_time: protoTime(marker.completeTime),
    backoff: protoTime(marker.backoff),
    original_schedule_time: protoTime(marker.originalScheduleTime),
  });
  const details = { data: { payloads: [data] } };
  return {
    type: 'RecordMarker',
    attributes: {
      markerName: MARKER_NAME,
      details:
        marker.result === undefined
          ? details
          : { ...details, result: { payloads: [marker.result] } },
      failure: marker.failure,
    },
    userMetadata,
  };
}

/** The attributes of a local activity's marker, or undefined if the event is none. */
export function localActivityMarkerEvent(
  event: HistoryEvent,
): EventAttributes['MarkerRecorded'] | undefined {
  return event.type === 'MarkerRecorded' && event.attributes.markerName === MARKER_NAME
    ? event.attributes
    : undefined;
}

/** What a marker says, or undefined if it can't be read. */
export function readLocalActivityMarker(
  attributes: EventAttributes['MarkerRecorded'],
): LocalActivityMarker | undefined {
  const data = readJsonPayload(attributes.details?.['data']?.payloads[0]);
  if (typeof data !== 'object' || data === null) return undefined;
  const fields = data as Readonly<Record<string, unknown>>;
  const { seq, attempt, activity_id: activityId, activity_type: activityType } = fields;
  const completeTime = readProtoTime(fields['complete_time']);
  const backoff = readProtoTime(fields['backoff']);
  const originalScheduleTime = readProtoTime(fields['original_schedule_time']);
  if (typeof seq !== 'number' || typeof attempt !== 'number') return undefined;
  if (typeof activityId !== 'string' || typeof activityType !== 'string') return undefined;
  if (!completeTime || !backoff || !originalScheduleTime) return undefined;
  return {
    seq,
    attempt,
    activityId,
    activityType,
    completeTime: completeTime.value,
    backoff: backoff.value,
    originalScheduleTime: originalScheduleTime.value,
    result: attributes.details?.['result']?.payloads[0],
    failure: attributes.failure,
  };
}

/** A time or a duration that may be null, but not missing. */
function readProtoTime(value: unknown): { readonly value: number | undefined } | undefined {
  if (value === null) return { value: undefined };
  if (typeof value !== 'object') return undefined;
  const { seconds, nanos } = value as Readonly<Record<string, unknown>>;
  if (typeof seconds !== 'number' || typeof nanos !== 'number') return undefined;
  return { value: seconds * 1000 + nanos / NANOS_PER_MS };
}
