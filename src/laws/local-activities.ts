/** Laws about local activities: they leave one marker each. */
import {
  localActivityMarkerEvent,
  readLocalActivityMarker,
} from '../core/local-activity-marker.ts';
import type { Law } from './law.ts';

/** L22: at most one marker for each local activity. */
const oneMarkerPerLocalActivity: Law = {
  name: 'one-marker-per-local-activity',
  statement: 'A local activity is recorded by at most one marker.',
  reason:
    'Core records the marker when the activity is resolved, whatever raced with it (core local_activity_state_machine.rs; sdk-rust#705, #803).',
  among: 'SDK workers',
  events: {
    MarkerRecorded(event, { markedLocalActivities }) {
      const attributes = localActivityMarkerEvent(event);
      const marker = attributes === undefined ? undefined : readLocalActivityMarker(attributes);
      if (marker === undefined) return undefined;
      return (
        !markedLocalActivities.has(marker.seq) ||
        `local activity ${marker.seq} has a marker already`
      );
    },
  },
};

/** The laws about local activities. */
export const localActivityLaws: readonly Law[] = [oneMarkerPerLocalActivity];
