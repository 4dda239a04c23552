import type { FactData, FactOf, FactType } from '../../../events/catalog.ts';
import { decodeCommit } from '../../../events/codec.ts';
import type { Fact } from '../../../events/commit.ts';
import type { ExampleRow } from '../../../events/candidate.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { candidateOf } from '../../../machines/population/context.ts';
import type { Workshop } from '../../workshop.ts';

type Bred = Pick<FactData<'candidate.bred'>, 'source' | 'operators' | 'parents'> & {
  readonly version: number;
};

/** What a population has said of its candidates: what its context is too small for. */
export type PopulationHistory = {
  /** The version up to which it was read. */
  version: number;
  /** Commit ids and their versions. */
  readonly commits: Map<string, number>;
  /** By candidate, as it was first bred; the incumbent too. */
  readonly bred: Map<string, Bred>;
  /** By candidate and example: what was paid for. */
  readonly rows: Map<string, Map<string, ExampleRow>>;
};

/** Kept so that each effect reads only what is new; a few populations are at work at once. */
const KEPT = 8;
const known = new WeakMap<Substrate, Map<string, Promise<PopulationHistory>>>();

/** Everything a population has said of its candidates so far. What is new in its log since the last call is read. */
export async function populationHistory(workshop: Workshop, id: string): Promise<PopulationHistory> {
  const { substrate } = workshop.host;
  const all = known.get(substrate) ?? new Map<string, Promise<PopulationHistory>>();
  known.set(substrate, all);
  const before = all.get(id)?.catch(() => fresh()) ?? Promise.resolve(fresh());
  const after = before.then((history) => readOn(workshop, id, history));
  all.delete(id);
  all.set(id, after);
  for (const oldest of all.keys()) {
    if (all.size <= KEPT) break;
    all.delete(oldest);
  }
  return after;
}

function fresh(): PopulationHistory {
  return { version: 0, commits: new Map(), bred: new Map(), rows: new Map() };
}

async function readOn(
  workshop: Workshop,
  id: string,
  history: PopulationHistory,
): Promise<PopulationHistory> {
  const stored = await workshop.host.substrate.events.read({ kind: 'population', id }, history.version);
  for (const { body, version } of stored) {
    const commit = decodeCommit(body, `commit ${version} of population/${id}`);
    history.commits.set(commit.id, version);
    for (const fact of commit.events) note(history, fact, version);
    history.version = version;
  }
  return history;
}

function note(history: PopulationHistory, fact: Fact, version: number): void {
  if (is(fact, 'population.queued')) {
    const { incumbent: source } = fact.data;
    history.bred.set(candidateOf(source), { source, operators: [], parents: [], version });
  }
  if (is(fact, 'candidate.bred')) {
    const { candidate, source, operators, parents } = fact.data;
    if (!history.bred.has(candidate)) history.bred.set(candidate, { source, operators, parents, version });
  }
  if (is(fact, 'candidate.evaluated')) {
    const { candidate, rows } = fact.data;
    const own = history.rows.get(candidate) ?? new Map<string, ExampleRow>();
    for (const row of rows) own.set(row.example, row);
    history.rows.set(candidate, own);
  }
}

function is<T extends FactType>(fact: Fact, type: T): fact is Fact & FactOf<T> {
  return fact.type === type;
}

/** The version of the commit that asked for an effect, by the effect's key. */
export function askedAt(history: PopulationHistory, key: string): number {
  const version = history.commits.get(key.slice(0, key.lastIndexOf('.')));
  if (version === undefined) throw new Error(`no commit asked for the effect ${key}`);
  return version;
}

/** @throws Error naming a candidate that nobody bred. */
export function sourceHash(history: PopulationHistory, candidate: string): string {
  const bred = history.bred.get(candidate);
  if (!bred) throw new Error(`nobody bred candidate ${candidate}`);
  return bred.source;
}
