/** Histories as clients and files hold them, read into plain-object events. */
import type { HistoryEvent } from '../protocol/event.ts';
import { historyFromJson } from '../protocol/history-json.ts';
import { installedClient } from './installed-client.ts';

/** Whether a history is in JSON: there 64-bit integers are texts. */
function isJson(history: unknown): boolean {
  if (typeof history !== 'object' || history === null) return true;
  const { events } = history as { readonly events?: unknown };
  const first: unknown = Array.isArray(events) ? events[0] : undefined;
  const { eventId } = (first ?? {}) as { readonly eventId?: unknown };
  return eventId === undefined || typeof eventId === 'string';
}

/**
 * The events of a history: of a message that a client fetched, or of its JSON, parsed or not.
 * @throws HistoryImportError for what is no history
 * @see History of `@temporalio/client`
 */
export function eventsOf(history: unknown): readonly HistoryEvent[] {
  if (isJson(history)) return historyFromJson(history);
  const { messages, toJson } = installedClient();
  const type = messages.lookupType('temporal.api.history.v1.History');
  return historyFromJson(toJson(type, history as object));
}
