import { setImmediate as breathe } from 'node:timers/promises';
import { patiently } from './patience.ts';

type Pages<R> = {
  readonly after: number;
  readonly limit: number;
  /** Rows read at once on this thread: about a millisecond of work. */
  readonly size: number;
  readonly page: (after: number, count: number) => readonly R[];
  /** What the next page starts after. */
  readonly cursor: (row: R) => number;
};

/** Reads rows in small pages and lets the event loop breathe between them. */
export async function* paged<R>({
  after,
  limit,
  size,
  page,
  cursor,
}: Pages<R>): AsyncGenerator<readonly R[]> {
  let left = limit;
  for (let from = after; left > 0; await breathe()) {
    const start = from;
    const count = Math.min(size, left);
    const rows = await patiently(() => page(start, count));
    if (rows.length > 0) yield rows;
    const end = rows.at(-1);
    if (!end || rows.length < count) return;
    left -= rows.length;
    from = cursor(end);
  }
}
