import { LEXICAL_DIMS } from '../../../actors/memory/lexicalEmbedder.ts';
import { Memory } from '../../../actors/memory/memory.ts';
import type { Memorable } from '../../../actors/memory/memory.ts';
import type { VectorRecord } from '../../../actors/memory/vectorIndex.ts';
import { randomFrom } from '../../../machines/rules/random.ts';
import { EmbeddedVectors } from '../../vectors/embedded.ts';
import type { BenchRow } from '../outcome.ts';
import type { Rewordings } from './rewordings.ts';
import { VectorTable } from './vectorTable.ts';

/** What finding among many cost, milliseconds. */
export type Scale = {
  readonly artifacts: number;
  readonly finds: number;
  /** Made of halves of real descriptions and of real code, not stored by anybody. */
  readonly simulated: true;
  /** Words counted, vectors made, both indexes filled. */
  readonly buildMs: number;
  readonly artifactsPerSecond: number;
  readonly find: Times;
  readonly scan: Times;
  readonly duckdb: Times;
  /** How many of the nearest by DuckDB are the nearest by the index, of all; rounding may swap equals. */
  readonly sameNearest: number;
};

type Times = { readonly p50: number; readonly p95: number };

const LIMIT = 5;

/** Keeps what goes into the index, so that other ways can hold the same. */
class TappedVectors extends EmbeddedVectors {
  readonly records: VectorRecord[] = [];
  /** The last vector searched for among all. */
  searched = new Float32Array();

  override async upsert(records: readonly VectorRecord[]): Promise<void> {
    for (const record of records) this.records.push(record);
    return super.upsert(records);
  }

  override async search(...[vector, search]: Parameters<EmbeddedVectors['search']>) {
    if (search.among === undefined) this.searched = Float32Array.from(vector);
    return super.search(vector, search);
  }
}

/** Finding among many, in turns with an exact scan of the same vectors in memory and in DuckDB. */
export async function measureScale(
  { originals, questions }: Rewordings,
  { artifacts, finds, seed }: { readonly artifacts: number; readonly finds: number; readonly seed: number },
): Promise<Scale> {
  const things = many(originals, artifacts, seed);
  const index = new TappedVectors(LEXICAL_DIMS);
  const memory = new Memory(async () => index);
  const begun = performance.now();
  await memory.take(things);
  const buildMs = performance.now() - begun;
  const table = await VectorTable.of(index.records, LEXICAL_DIMS);
  const times = { find: [] as number[], scan: [] as number[], duckdb: [] as number[] };
  let same = 0;
  for (let turn = 0; turn < finds; turn++) {
    const { text } = questions[turn % questions.length]!;
    times.find.push(
      await timed(() =>
        memory.find({ text, limit: LIMIT, minQuality: 0.75, minSimilarity: 0.15, where: [] }),
      ),
    );
    const vector = index.searched;
    let nearest: readonly string[] = [];
    times.scan.push(
      await timed(async () => {
        nearest = (await index.search(vector, { limit: LIMIT })).map(({ id }) => id);
      }),
    );
    times.duckdb.push(
      await timed(async () => {
        const theirs = await table.nearest(vector, LIMIT);
        same += theirs.filter((id) => nearest.includes(id)).length;
      }),
    );
  }
  table.close();
  return {
    artifacts,
    finds,
    simulated: true,
    buildMs,
    artifactsPerSecond: artifacts / (buildMs / 1000),
    find: timesOf(times.find),
    scan: timesOf(times.scan),
    duckdb: timesOf(times.duckdb),
    sameNearest: same / (LIMIT * finds),
  };
}

export function scaleRows({ artifacts, find, scan, duckdb, artifactsPerSecond }: Scale): BenchRow[] {
  const row = (name: string, ours: number, reference: number, most: number | null): BenchRow => ({
    name: `${name} among ${artifacts}, µs`,
    ours: Math.round(ours * 1000),
    reference: Math.round(reference * 1000),
    ratio: ours / reference,
    spread: null,
    rule: most === null ? 'reported' : `<= ${most} x`,
    holds: most === null || ours / reference <= most,
  });
  return [
    row('find p50, beside an exact scan in DuckDB', find.p50, duckdb.p50, null),
    row('find p95, beside an exact scan in DuckDB', find.p95, duckdb.p95, 1.5),
    row('find p50, beside the vectors alone', find.p50, scan.p50, null),
    row('find p95, beside the vectors alone', find.p95, scan.p95, null),
    {
      name: 'artifacts indexed per second',
      ours: Math.round(artifactsPerSecond),
      reference: null,
      ratio: null,
      spread: null,
      rule: 'reported',
      holds: true,
    },
  ];
}

/** Descriptions of the first half of one and the second of another, code that is another's with a line of its own. */
function many(originals: Rewordings['originals'], count: number, seed: number): Memorable[] {
  const random = randomFrom(seed);
  const one = () => originals[Math.floor(random.uniform() * originals.length)]!;
  return Array.from({ length: count }, (_, at) => {
    const [front, back] = [one().text.split(' '), one()];
    const behind = back.text.split(' ');
    const words = [...front.slice(0, front.length / 2), ...behind.slice(behind.length / 2)];
    return {
      id: `made-${String(at).padStart(7, '0')}`,
      description: words.join(' '),
      code: `${back.name}\n${back.code}\n# ${at}`,
      quality: 0.7 + 0.3 * random.uniform(),
      used: 0,
      offered: true,
      fields: { type: 'function' },
    };
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function timesOf(values: readonly number[]): Times {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { p50: at(0.5), p95: at(0.95) };
}
