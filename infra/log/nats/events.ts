import { headers } from '@nats-io/transport-node';
import type { StoredMsg } from '@nats-io/jetstream';
import type { ActorKind, ActorRef, Commit } from '../../../events/commit.ts';
import type { AppendOutcome, EventLog, Head, StoredCommit } from '../../../events/substrate/events.ts';
import { admit } from '../admit.ts';
import { isConflict, isFull, isMissing, logFailure } from './failure.ts';
import type { Ground } from './ground.ts';
import type { PendingIndex } from './pendingIndex.ts';
import { Reader } from './reader.ts';
import { lastSequence } from './tail.ts';

const VERSION = 'dse-version';
const ID = 'Nats-Msg-Id';

type Message = Pick<StoredMsg, 'seq' | 'subject' | 'data'> & { readonly header: (name: string) => string };
type Outcome = Exclude<AppendOutcome, { status: 'refused' }>;

const decoder = new TextDecoder();

function stored({ seq, subject, data, header }: Message): StoredCommit {
  const [, , kind, id] = subject.split('.');
  return {
    position: seq,
    actor: { kind: kind as ActorKind, id: id! },
    version: Number(header(VERSION)),
    id: header(ID),
    body: decoder.decode(data),
  };
}

const headOf = ({ version, position }: StoredCommit): Head => ({ version, token: String(position) });

/** The commits: one message each, one subject per actor (DESIGN 4). `index` hears of them as they are stored. */
export function natsEvents(
  ground: Ground,
  stream: string,
  index: PendingIndex,
): EventLog & { close(): Promise<void> } {
  const { patience, publisher, jsm, root } = ground;
  const subjectOf = ({ kind, id }: ActorRef): string => `${root}.event.${kind}.${id}`;
  const everything = new Reader(ground, stream);
  const inFlight = new Set<Promise<unknown>>();

  const message = async (request: () => Promise<StoredMsg | null>): Promise<StoredCommit | null> => {
    try {
      const found = await patience.ask(request);
      return found === null ? null : stored({ ...pick(found), header: (name) => found.header.get(name) });
    } catch (error) {
      if (isMissing(error)) return null;
      throw logFailure(error, ground);
    }
  };
  const last = (actor: ActorRef): Promise<StoredCommit | null> =>
    message(() => jsm.streams.getMessage(stream, { last_by_subj: subjectOf(actor) }));

  const read = async (
    actor: ActorRef,
    after: number | Head,
    limit: number,
  ): Promise<readonly StoredCommit[]> => {
    const [version, from] = typeof after === 'number' ? [after, 0] : [after.version, Number(after.token)];
    const found: StoredCommit[] = [];
    for (let sequence = from + 1; found.length < limit;) {
      // Any copy may answer, perhaps a moment behind: what is built on it is checked when it is appended to.
      const seq = sequence;
      const next = await message(() =>
        jsm.direct.getMessage(stream, { seq, next_by_subj: subjectOf(actor) }),
      );
      if (next === null) break;
      if (next.version > version) found.push(next);
      sequence = next.position + 1;
    }
    return found;
  };

  /** What became of a commit that the server did not take: it may stand there already. */
  const settled = async (commit: Commit): Promise<Outcome | null> => {
    const end = await last(commit.actor);
    if (end === null) return null;
    const own =
      end.version === commit.version
        ? end
        : end.version > commit.version
          ? await versionOf(commit)
          : undefined;
    if (own?.id === commit.id)
      return {
        status: 'appended',
        head: headOf(own),
        position: own.position,
        durability: ground.durability,
        duplicate: true,
      };
    return { status: 'conflict', head: headOf(end) };
  };
  const versionOf = async ({ actor, version }: Commit): Promise<StoredCommit | undefined> =>
    (await read(actor, version - 1, 1))[0];

  const store = async (commit: Commit, body: string, expected: Head | null): Promise<AppendOutcome> => {
    const own = headers();
    own.append(ID, commit.id);
    own.append('Nats-Expected-Stream', stream);
    own.append('Nats-Expected-Last-Subject-Sequence', expected === null ? '0' : expected.token);
    own.append(VERSION, String(commit.version));
    own.append('dse-types', commit.events.map(({ type }) => type).join(','));
    if (commit.effects.length > 0) own.append('dse-effects', String(commit.effects.length));
    if (commit.ended.length > 0) own.append('dse-ended', commit.ended.join(','));
    try {
      const ack = await publisher.publish(subjectOf(commit.actor), body, own);
      index.appended(ack.seq, ack.duplicate ? null : commit);
      return {
        status: 'appended',
        head: { version: commit.version, token: String(ack.seq) },
        position: ack.seq,
        durability: ground.durability,
        duplicate: ack.duplicate,
      };
    } catch (error) {
      if (isFull(error)) return { status: 'refused', reason: logFailure(error, ground).message };
      // Refused for another expectation: whatever stands there is the answer, this very commit included.
      if (isConflict(error)) return (await settled(commit)) ?? { status: 'conflict', head: null };
      throw logFailure(error, ground);
    }
  };

  return {
    append: async (commit, body, expected) => {
      const reason = admit(commit, body, expected);
      if (reason !== null) return { status: 'refused', reason };
      const job = store(commit, body, expected);
      inFlight.add(job);
      try {
        return await job;
      } finally {
        inFlight.delete(job);
      }
    },
    read: (actor, after = 0, limit = Infinity) => read(actor, after, limit),
    head: async (actor) => {
      const found = await last(actor);
      return found && headOf(found);
    },
    readAll: async (after, limit) =>
      (await everything.read(after, limit)).map((one) =>
        stored({ ...pick(one), header: (name) => one.headers?.get(name) ?? '' }),
      ),
    position: () => lastSequence(ground, stream),
    onAppended: (wake) => index.onCommit(wake),
    close: async () => {
      await Promise.allSettled(inFlight);
      await everything.close();
    },
  };
}

const pick = ({ seq, subject, data }: Pick<StoredMsg, 'seq' | 'subject' | 'data'>) => ({
  seq,
  subject,
  data,
});
