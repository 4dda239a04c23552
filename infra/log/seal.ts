import { createHash } from 'node:crypto';
import { bodyHash } from '../../events/commit.ts';
import type { FactData } from '../../events/catalog.ts';
import type { EventLog, StoredCommit } from '../../events/substrate/events.ts';

const PAGE = 500;

/** One commit's line of a seal: its id and the hash of its text. */
export function sealLine(stored: StoredCommit): string {
  return `${stored.id} ${bodyHash(stored.body)}\n`;
}

/** The root of a seal: sha256 of the lines of its commits, in order of position. */
export function sealRoot(lines: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}

/** What the fact `log.sealed` says about the commits with positions `from` to `to`, both included (DESIGN 4). */
export async function sealOf(log: EventLog, from: number, to: number): Promise<FactData<'log.sealed'>> {
  const lines: string[] = [];
  for (let after = from - 1; after < to;) {
    const page = (await log.readAll(after, PAGE)).filter((stored) => stored.position <= to);
    const end = page.at(-1);
    if (!end) break;
    lines.push(...page.map(sealLine));
    after = end.position;
  }
  return { from, to, commits: lines.length, root: sealRoot(lines) };
}
