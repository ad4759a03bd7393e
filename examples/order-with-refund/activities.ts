/** The activities of an order, made for one shop: each may be repeated without harm, since Temporal may repeat it. */
import { sleep } from '@temporalio/activity';
import type { Shop } from './shop.ts';

/** What the activities of an order do. */
export interface OrderActivities {
  reserve(order: string): Promise<void>;
  release(order: string): Promise<void>;
  charge(order: string, cents: number): Promise<void>;
  refund(order: string): Promise<void>;
}

/** Makes the activities. */
export function createActivities(shop: Shop): OrderActivities {
  return {
    async reserve(order) {
      await sleep(200);
      shop.reserved.add(order);
    },
    async release(order) {
      shop.reserved.delete(order);
    },
    async charge(order, cents) {
      await sleep(1_000);
      shop.paid.set(order, cents);
    },
    async refund(order) {
      await sleep(1_000);
      shop.paid.delete(order);
    },
  };
}
