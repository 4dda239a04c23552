import { z } from 'zod';
import { sha256, uuidFrom } from './hash.ts';

/** What ids of actors, capabilities, workers and commands are made of (DESIGN 4). */
export const Id = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'ids match [a-z0-9][a-z0-9_-]{0,63}');
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex');
export const Timestamp = z.iso.datetime({ precision: 3 });

export const ActorKind = z.enum([
  'capability',
  'artifact',
  'tool',
  'workflow',
  'task',
  'optimization',
  'rollout',
  'population',
  'budget',
  'pressure',
  'log',
]);
export type ActorKind = z.infer<typeof ActorKind>;

export const ActorRef = z.strictObject({ kind: ActorKind, id: Id });
export type ActorRef = z.infer<typeof ActorRef>;

/** A fact: past tense, versioned; its `data` is checked by the catalog (`events/catalog.ts`). */
export const Fact = z.strictObject({
  type: z.string().regex(/^[a-z]+(\.[a-z_]+)+$/),
  v: z.int().min(1),
  data: z.record(z.string(), z.unknown()),
});
export type Fact = z.infer<typeof Fact>;

/**
 * A side effect the facts of this commit asked for, recorded before it runs (law 3). Its key is `<commit id>.<index>`.
 * `child` is the invocation that asked; leaving the state that asked ends the effect (`ended` of a later commit).
 * A timer is an effect named `timer` with a `due` time.
 */
export const Effect = z.strictObject({
  name: z.string().min(1),
  child: z.string().min(1),
  input: z.record(z.string(), z.unknown()),
  due: Timestamp.optional(),
});
export type Effect = z.infer<typeof Effect>;

export const Meta = z.strictObject({
  at: Timestamp,
  /** The command that was handled: handling it twice is handling it once. */
  command: z.string().min(1).max(200),
  /** The task or producer request all of this belongs to. */
  correlation: z.string().min(1).max(200),
  /** The commit or producer command that caused this one. */
  causation: z.string().min(1).max(200),
  producer: z.strictObject({ machine: z.string(), version: z.int().min(1), writer: z.string() }),
  /** The version of the rules and thresholds that decided. */
  policy: z.string(),
  traceparent: z.string().optional(),
});
export type Meta = z.infer<typeof Meta>;

/** The unit of the log: what one actor decided at once (DESIGN 4). */
export const Commit = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  actor: ActorRef,
  /** Gapless per actor, from 1. */
  version: z.int().min(1),
  events: z.array(Fact).min(1),
  effects: z.array(Effect),
  /** Children of earlier commits whose effects or timers this commit ended. */
  ended: z.array(z.string()),
  meta: Meta,
  /** sha256 of `JSON.stringify({value, historyValue, context})` after these facts. */
  state: Sha256,
  /** sha256 of the stored text of the actor's previous commit; null for the first. */
  prev: Sha256.nullable(),
});
export type Commit = z.infer<typeof Commit>;

/** No log accepts a larger commit (DESIGN 4). */
export const COMMIT_BYTES_MAX = 512 * 1024;
/** The commit format this build reads and writes. */
export const COMMIT_VERSION = 1;

/** The same decision made twice is the same commit: UUIDv8 of sha256(kind, id, version, command). */
export function commitId(actor: ActorRef, version: number, command: string): string {
  return uuidFrom(`${actor.kind}\n${actor.id}\n${version}\n${command}`);
}

export function effectKey(commit: string, index: number): string {
  return `${commit}.${index}`;
}

/** The hash that the actor's next commit carries as `prev`. `body` is the stored text, byte for byte. */
export function bodyHash(body: string): string {
  return sha256(body);
}
