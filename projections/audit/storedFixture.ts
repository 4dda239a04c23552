import { bodyHash, commitId, effectKey } from '../../events/commit.ts';
import type { ActorKind, Commit, Effect, Fact } from '../../events/commit.ts';
import { versionOf } from '../../events/catalog.ts';
import type { FactType } from '../../events/catalog.ts';
import { sha256 } from '../../events/hash.ts';
import { RunBatch } from '../../events/run.ts';
import type { ModelCall } from '../../events/run.ts';
import type { StoredCommit } from '../../events/substrate/events.ts';
import type { StoredRunBatch } from '../../events/substrate/runs.ts';
import { jsonLines } from './jsonLines.ts';

type Fields = { readonly [field: string]: unknown };

type Defaults = ReadonlyMap<string, Fields>;

type CommitLine = {
  readonly commit: number;
  readonly actor: string;
  readonly facts: Fields;
  readonly effects?: readonly Effect[];
  readonly ended?: readonly string[];
  readonly command?: string;
};
type BatchLine = { readonly batch: number; readonly after: number; readonly runs: readonly FixtureRun[] };
type Line =
  | { readonly about: string; readonly begin: string }
  | { readonly default: string; readonly is: Fields }
  | CommitLine
  | BatchLine;

type FixtureRun = readonly [
  capability: string,
  run: string,
  kind: 'artifact' | 'tool' | 'workflow',
  ran: string,
  input: string,
  outcome: 'ok' | 'error' | 'timeout',
  quality: number | null,
  latencyUs: number,
  costMicro: number,
  cache: 'hit' | 'miss' | 'none',
  parent: string | null,
  model?: ModelCall | null,
  shared?: Fields,
];

export type StoredFixture = {
  readonly commits: readonly StoredCommit[];
  readonly batches: readonly StoredRunBatch[];
};

/** Text that stands for a hash in the fixture and in the expected tables. */
export function unabbreviated(text: string): string {
  return text.startsWith('hash:') ? sha256(text.slice('hash:'.length)) : text;
}

/**
 * The hand-written log of `fixture.ndjson` as a substrate would have stored it (that every fact agrees with the catalog is
 * tested). Run batch p, run i happened p minutes and i seconds after the fixture's begin.
 */
export function storedFixture(): StoredFixture {
  const lines = jsonLines<Line>('fixture.ndjson');
  const begin = Date.parse(lines.find((line) => 'begin' in line)!.begin);
  const defaults: Defaults = new Map(
    lines.filter((line) => 'default' in line).map((line) => [line.default, line.is]),
  );
  const commits: StoredCommit[] = [];
  const heads = new Map<string, { version: number; hash: string }>();
  for (const entry of lines.filter((line) => 'commit' in line)) {
    const position = entry.commit;
    const [kind, id] = entry.actor.split('/') as [ActorKind, string];
    const head = heads.get(entry.actor);
    const version = (head?.version ?? 0) + 1;
    const command = commandOf(entry.command, commits) ?? `c-${position}`;
    const commit: Commit = {
      v: 1,
      id: commitId({ kind, id }, version, command),
      actor: { kind, id },
      version,
      events: Object.entries(entry.facts).map(([type, data]) => said(type, expanded(data, defaults))),
      effects: [...(entry.effects ?? [])],
      ended: [...(entry.ended ?? [])],
      meta: {
        at: new Date(begin + position * 1000).toISOString(),
        command,
        correlation: 'producer',
        causation: 'producer',
        producer: { machine: kind, version: 1, writer: 'w1' },
        policy: 'p1',
      },
      state: sha256(`${entry.actor} ${version}`),
      prev: head?.hash ?? null,
    };
    const body = JSON.stringify(commit);
    heads.set(entry.actor, { version, hash: bodyHash(body) });
    commits.push({ position, actor: commit.actor, version, id: commit.id, body });
  }
  return {
    commits,
    batches: lines.filter((line) => 'batch' in line).map((line) => storedBatch(line, begin)),
  };
}

function said(type: string, data: unknown): Fact {
  return { type, v: versionOf(type as FactType), data: data as Fact['data'] };
}

function commandOf(text: string | undefined, before: readonly StoredCommit[]): string | undefined {
  const match = text === undefined ? null : /^key:(\d+)\.(\d+)$/.exec(text);
  if (!match) return text;
  return effectKey(before[Number(match[1]) - 1]!.id, Number(match[2]));
}

/** Fills in defaults and hashes, at every depth. */
function expanded(value: unknown, defaults: Defaults): unknown {
  if (typeof value === 'string') return unabbreviated(value);
  if (Array.isArray(value)) return value.map((item) => expanded(item, defaults));
  if (typeof value !== 'object' || value === null) return value;
  const { like, ...own } = value as Fields;
  const fields = typeof like === 'string' ? { ...defaults.get(like), ...own } : own;
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, expanded(field, defaults)]));
}

function storedBatch({ batch: position, after, runs }: BatchLine, begin: number): StoredRunBatch {
  const capability = runs[0]![0];
  const batch = RunBatch.parse({
    v: 1,
    id: `batch-${position}`,
    capability,
    writer: 'w1',
    n: position,
    after,
    runs: runs.map(
      ([, id, kind, ran, input, outcome, quality, latency, cost, cache, parent, model, shared], index) => ({
        id,
        kind,
        ran,
        input: { hash: sha256(input), json: JSON.stringify(input) },
        output: outcome === 'ok' ? { hash: sha256('out'), json: '"out"' } : null,
        outcome,
        error: outcome === 'ok' ? null : outcome,
        quality,
        failed: [],
        latency_us: latency,
        wall_us: latency,
        cpu_us: null,
        peak_bytes: null,
        output_bytes: outcome === 'ok' ? 5 : 0,
        fuel: null,
        cost_micro: cost,
        cache,
        at: new Date(begin + position * 60_000 + index * 1000).toISOString(),
        parent,
        correlation: 'producer',
        ...(model ? { model } : {}),
        ...(shared === undefined ? {} : (expanded(shared, new Map()) as Fields)),
      }),
    ),
  });
  return { position, id: batch.id, capability, after, body: JSON.stringify(batch) };
}
