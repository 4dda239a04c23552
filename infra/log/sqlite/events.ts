import { type Commit, effectKey } from '../../../events/commit.ts';
import type { AppendOutcome, EventLog, Head, StoredCommit } from '../../../events/substrate/events.ts';
import { admit } from '../admit.ts';
import { type HeadRow, SELECT_HEAD } from './append.ts';
import type { Database } from './database.ts';
import { LogFailure } from '../failure.ts';
import { paged } from './paged.ts';
import { patiently } from './patience.ts';
import type { Asked } from './pending.ts';
import type { Wakes } from './wakes.ts';
import type { Writer } from './writer.ts';

type CommitRow = HeadRow & {
  readonly kind: Commit['actor']['kind'];
  readonly actor: string;
  readonly id: string;
  readonly body: string;
};

const SELECT = 'SELECT position, kind, actor, version, id, body FROM commits';
/** Commits read at once on the main thread: well under a millisecond of work. */
const PAGE = 200;

const headOf = ({ version, position }: HeadRow): Head => ({ version, token: String(position) });

export function sqliteEvents(
  reader: Database,
  writer: Writer,
  wakes: Wakes,
  durability: 'os' | 'fsync',
): EventLog {
  const stream = reader.prepare<CommitRow>(
    `${SELECT} WHERE kind = ? AND actor = ? AND version > ? ORDER BY version LIMIT ?`,
  );
  const everything = reader.prepare<CommitRow>(`${SELECT} WHERE position > ? ORDER BY position LIMIT ?`);
  const last = reader.prepare<HeadRow>(SELECT_HEAD);

  return {
    append: async (commit, body, expected): Promise<AppendOutcome> => {
      const reason = admit(commit, body, expected);
      if (reason !== null) return { status: 'refused', reason };
      const { kind, id } = commit.actor;
      const asked = commit.effects.length === 0 ? [] : askedBy(commit);
      const token = expected?.token ?? null;
      try {
        const written = await writer(
          'append',
          kind,
          id,
          commit.version,
          commit.id,
          body,
          token,
          asked,
          commit.ended,
        );
        if ('head' in written) return { status: 'conflict', head: written.head && headOf(written.head) };
        const { position, duplicate } = written;
        if (!duplicate) wakes.appended(position);
        return {
          status: 'appended',
          head: headOf({ version: commit.version, position }),
          position,
          durability,
          duplicate,
        };
      } catch (error) {
        if (error instanceof LogFailure && error.kind === 'full')
          return { status: 'refused', reason: error.message };
        throw error;
      }
    },
    read: ({ kind, id }, after = 0, limit = Infinity) =>
      stored({
        after: typeof after === 'number' ? after : after.version,
        limit,
        size: PAGE,
        page: (from, count) => stream.all(kind, id, from, count),
        cursor: (row) => row.version,
      }),
    head: async (actor) => {
      const row = await patiently(() => last.get(actor.kind, actor.id));
      return row ? headOf(row) : null;
    },
    readAll: (after, limit) =>
      stored({
        after,
        limit,
        size: PAGE,
        page: (from, count) => everything.all(from, count),
        cursor: (row) => row.position,
      }),
    position: () => patiently(wakes.position),
    onAppended: (wake) => wakes.on(wake),
  };
}

function askedBy(commit: Commit): Asked[] {
  return commit.effects.map((effect, index) => ({
    key: effectKey(commit.id, index),
    child: effect.child,
    name: effect.name,
    due: effect.due === undefined ? null : Date.parse(effect.due),
    effect: JSON.stringify(effect),
    correlation: commit.meta.correlation,
  }));
}

async function stored(pages: Parameters<typeof paged<CommitRow>>[0]): Promise<readonly StoredCommit[]> {
  const found: StoredCommit[] = [];
  for await (const rows of paged(pages)) {
    for (const { position, kind, actor, version, id, body } of rows) {
      found.push({ position, actor: { kind, id: actor }, version, id, body });
    }
  }
  return found;
}
