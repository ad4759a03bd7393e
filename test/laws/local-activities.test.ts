/** Local activities: they leave one marker each. */
import { localActivityMarker } from '../../src/core/local-activity-marker.ts';
import type { HistoryBuilder } from './history-builder.ts';
import { specifyByHistories } from './specify-law.ts';

function marked(h: HistoryBuilder, seq: number): void {
  const marker = localActivityMarker(
    {
      seq,
      attempt: 1,
      activityId: `${seq}`,
      activityType: 'act',
      completeTime: 0,
      backoff: undefined,
      originalScheduleTime: 0,
    },
    undefined,
  );
  h.command('MarkerRecorded', marker.attributes);
}

specifyByHistories('one-marker-per-local-activity', {
  holds: {
    'two local activities have a marker each': (h) => {
      h.begun();
      marked(h, 1);
      marked(h, 2);
    },
  },
  breaks: {
    'a local activity has two markers': (h) => {
      h.begun();
      marked(h, 1);
      h.task();
      marked(h, 1);
    },
  },
});
