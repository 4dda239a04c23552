import { decodeCommit } from '../../events/codec.ts';
import type { ActorRef, Commit } from '../../events/commit.ts';
import type { StoredCommit } from '../../events/substrate/events.ts';
import { NewerSchema } from '../../events/upcast.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';

/** A commit and where it stands in the log. */
export type Placed = { readonly position: number; readonly commit: Commit };

const PAGE = 500;

/** Reads a stored commit. @throws UnreadableCommit, NewerSchema naming the position. */
export function placed(stored: StoredCommit): Placed {
  const where = `commit at position ${stored.position}`;
  try {
    return { position: stored.position, commit: decodeCommit(stored.body, where) };
  } catch (error) {
    if (!(error instanceof NewerSchema) || error.message.startsWith(where)) throw error;
    throw new NewerSchema(`${where}: ${error.message}`, { cause: error });
  }
}

/** All commits after a position, in order. @throws UnreadableCommit, NewerSchema naming the position. */
export async function* commitsAfter(substrate: Substrate, after: number): AsyncGenerator<Placed, void> {
  for (let from = after; ;) {
    const page = await substrate.events.readAll(from, PAGE);
    for (const stored of page) yield placed(stored);
    const last = page.at(-1);
    if (!last) return;
    from = last.position;
  }
}

/** One actor's commits, in order. */
export async function commitsOf(substrate: Substrate, actor: ActorRef): Promise<readonly Placed[]> {
  return (await substrate.events.read(actor)).map(placed);
}
