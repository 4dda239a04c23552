import { type ActorRef, type Commit, commitId, type Effect } from '../../../events/commit.ts';
import type { AppendOutcome, EventLog, Head } from '../../../events/substrate/events.ts';

export const AT = '2026-01-01T00:00:00.000Z';
export const artifact = (id: string): ActorRef => ({ kind: 'artifact', id });

type Parts = {
  readonly command?: string;
  readonly text?: string;
  readonly effects?: readonly Effect[];
  readonly ended?: readonly string[];
  readonly prev?: string;
};

/** A commit as an actor's host would make it; `text` travels in its fact. */
export function commitOf(actor: ActorRef, version: number, parts: Parts = {}): Commit {
  const command = parts.command ?? `command-${version}`;
  const data = { name: 'probe', child: 'probing', error: parts.text ?? '', attempts: 1 };
  return {
    v: 1,
    id: commitId(actor, version, command),
    actor,
    version,
    events: [{ type: 'effect.failed', v: 1, data }],
    effects: [...(parts.effects ?? [])],
    ended: [...(parts.ended ?? [])],
    meta: {
      at: AT,
      command,
      correlation: `request-of-${actor.id}`,
      causation: command,
      producer: { machine: 'lifecycle', version: 1, writer: 'test' },
      policy: 'policy-1',
    },
    state: '0'.repeat(64),
    prev: parts.prev ?? (version === 1 ? null : '1'.repeat(64)),
  };
}

export const effectOf = (name: string, child: string = name): Effect => ({
  name,
  child,
  input: { of: child },
});
export const timerOf = (child: string, dueMs: number): Effect => ({
  name: 'timer',
  child,
  input: {},
  due: new Date(dueMs).toISOString(),
});

export async function append(log: EventLog, commit: Commit, expected: Head | null): Promise<AppendOutcome> {
  return log.append(commit, JSON.stringify(commit), expected);
}

/** Appends and insists; gives the new head. */
export async function grow(log: EventLog, commit: Commit, expected: Head | null): Promise<Head> {
  const outcome = await append(log, commit, expected);
  if (outcome.status !== 'appended')
    throw new Error(`the test's commit was not appended: ${JSON.stringify(outcome)}`);
  return outcome.head;
}

/** Appends versions 1..count of one actor. */
export async function growTo(log: EventLog, actor: ActorRef, count: number): Promise<Head> {
  let head: Head | null = null;
  for (let version = 1; version <= count; version += 1)
    head = await grow(log, commitOf(actor, version), head);
  if (!head) throw new Error('growTo needs a count of at least 1');
  return head;
}
