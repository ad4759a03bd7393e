/** How workflow laws speak of spans of time, activities and handlers. */
import type { DurationMs } from '../../common/time.ts';

/** A span of virtual time: `'300 ms'`, `'5 s'`, `'3 days'`. */
export function seconds(span: DurationMs): string {
  if (span < 1000) return `${span} ms`;
  if (span < 600_000) return `${Number((span / 1000).toFixed(1))} s`;
  if (span < 86_400_000) return `${Number((span / 3_600_000).toFixed(1))} h`;
  return `${Number((span / 86_400_000).toFixed(1))} days`;
}

/** A list in words: `'a'`, `'a and b'`, `'a, b and c'`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? 'nothing';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
