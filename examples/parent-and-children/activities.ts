/** The activities of a tour, made for one book of bookings. */
import { heartbeat, sleep } from '@temporalio/activity';

/** What the activities of a tour do. */
export interface TourActivities {
  book(city: string): Promise<void>;
  cancelBooking(city: string): Promise<void>;
  waitForGuest(city: string): Promise<void>;
}

const HOUR = 3_600_000;
const BEAT = 600_000;

/** Makes the activities. @param booked - the cities that are booked now */
export function createActivities(booked: Set<string>): TourActivities {
  return {
    async book(city) {
      await sleep(500);
      booked.add(city);
    },
    async cancelBooking(city) {
      await sleep(500);
      booked.delete(city);
    },
    async waitForGuest() {
      for (let waited = 0; waited < HOUR; waited += BEAT) {
        heartbeat();
        await sleep(BEAT);
      }
    },
  };
}
