/** Bug 38, the activities. */
import { sleep } from '@temporalio/activity';
import { ledger } from '../ledger.ts';

export async function bookHotel(id: string): Promise<void> {
  await sleep('2s');
  ledger.record('hotel', id);
}
export async function cancelHotel(id: string): Promise<void> {
  if (ledger.net('hotel', 'unhotel', id) > 0) ledger.record('unhotel', id);
}
export async function bookCar(id: string): Promise<void> {
  await sleep('2s');
  ledger.record('car', id);
}
export async function cancelCar(id: string): Promise<void> {
  if (ledger.net('car', 'uncar', id) > 0) ledger.record('uncar', id);
}
