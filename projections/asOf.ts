import type { ProjectionDatabase } from './database.ts';

/** A point of the log that means nothing: names the text and what it can be. */
export class BadAsOf extends Error {
  override readonly name = 'BadAsOf';
}

/**
 * The event position that `--as-of` means: a position as it is, or for a time the last position whose commit's `at` is
 * not later (0 when there is none). Null: no point was given, everything counts.
 * @throws BadAsOf when the text is neither.
 */
export async function seqAsOf(
  database: ProjectionDatabase,
  asOf: number | string | null,
): Promise<number | null> {
  if (asOf === null) return null;
  const seq = typeof asOf === 'number' ? asOf : /^\d+$/.test(asOf) ? Number(asOf) : null;
  if (seq !== null) {
    if (Number.isSafeInteger(seq) && seq >= 0) return seq;
    throw new BadAsOf(`as-of ${asOf}: a position is a whole number from 0`);
  }
  const time = Date.parse(String(asOf));
  if (Number.isNaN(time)) {
    throw new BadAsOf(
      `as-of "${asOf}" is neither a position (such as 120) nor a time (such as 2026-03-01T12:00:00Z)`,
    );
  }
  const [row] = await database.select(
    `SELECT coalesce(max(seq), 0) AS seq FROM raw.commit WHERE recorded_at <= '${new Date(time).toISOString()}'`,
  );
  return Number(row?.['seq'] ?? 0);
}
