/** The import of a file, row by row: it heartbeats how far it has come, and a next attempt goes on from there. */
import { activityInfo, heartbeat, sleep } from '@temporalio/activity';

/** What the import writes to. */
export interface Table {
  readonly rows: string[];
}

/** What the activities of an import do. */
export interface ImportActivities {
  importRows(rows: readonly string[]): Promise<number>;
}

/** Makes the activities for one table. */
export function createActivities(table: Table): ImportActivities {
  return {
    async importRows(rows) {
      const { heartbeatDetails } = activityInfo();
      const first = typeof heartbeatDetails === 'number' ? heartbeatDetails : 0;
      for (let row = first; row < rows.length; row++) {
        // Throws when it has been told to stop: the heartbeat is what it hears it by.
        await sleep(1_000);
        table.rows.push(rows[row] ?? '');
        heartbeat(row + 1);
      }
      return rows.length;
    },
  };
}
