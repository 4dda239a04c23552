import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Embedder } from '../../actors/memory/embedder.ts';
import { Memory } from '../../actors/memory/memory.ts';
import type { Finding, FindRequest, Memorable } from '../../actors/memory/memory.ts';
import { sha256 } from '../../events/hash.ts';
import type { BlobStore } from '../../events/substrate/blobs.ts';
import type { Projection } from '../../projections/index.ts';
import type { MemoryParts } from './openParts.ts';

const Row = z.object({
  artifact_id: z.string(),
  artifact_type: z.string(),
  capability: z.string(),
  description: z.string(),
  language: z.string(),
  entry: z.string(),
  content: z.string(),
  quality_score: z.number(),
  usage_count: z.number(),
  tags: z.array(z.string()),
  served: z.boolean(),
  offered: z.boolean(),
  stored_seq: z.number(),
});
type Row = z.infer<typeof Row>;

/** Rows read at a time: a query answers with so many at most. */
const PAGE = 5000;

export type StoreFinding = Finding &
  Pick<Row, 'artifact_type' | 'capability' | 'description' | 'language' | 'served'>;
export type StoreFound = { readonly findings: readonly StoreFinding[]; readonly embedder: string };

/** What a data folder has stored, found by description: read from the view `memory` and the sources, and kept up with them. */
export class StoreMemory {
  readonly #knowledge: () => Promise<Projection>;
  readonly #blobs: Pick<BlobStore, 'get'>;
  readonly #open: (mark: string) => Promise<MemoryParts>;
  #memory: Memory | null = null;
  readonly #rows = new Map<string, Row>();
  readonly #codes = new Map<string, string>();
  /** One reading after the other: two at once would take in the same things in another order. */
  #reading: Promise<void> = Promise.resolve();
  /** The one that has not begun yet. */
  #next: Promise<Memory | null> | null = null;

  /**
   * `knowledge`: the projection, caught up with the log. `open`: what the memory stands on, asked for when it is first needed and again
   * while it fails; `mark` is the log's own, the same in every copy.
   */
  constructor(
    knowledge: () => Promise<Projection>,
    blobs: Pick<BlobStore, 'get'>,
    open: (mark: string) => Promise<MemoryParts>,
  ) {
    this.#knowledge = knowledge;
    this.#blobs = blobs;
    this.#open = open;
  }

  /** What texts are embedded with, as of what is stored now; null as long as nothing is. */
  async embedder(): Promise<Embedder | null> {
    return (await this.#current())?.embedder ?? null;
  }

  async find(request: FindRequest): Promise<StoreFound> {
    const memory = await this.#current();
    if (!memory) return { findings: [], embedder: 'none' };
    const { findings, embedder } = await memory.find(request);
    return {
      embedder,
      findings: findings.map((finding) => {
        const { artifact_type, capability, description, language, served } = this.#rows.get(finding.id)!;
        return { ...finding, artifact_type, capability, description, language, served };
      }),
    };
  }

  async close(): Promise<void> {
    await this.#memory?.close();
  }

  /** Who asks while a reading is still to begin is answered by that one: it will see everything there was when they asked. */
  #current(): Promise<Memory | null> {
    if (this.#next) return this.#next;
    const reading = this.#reading.then(() => {
      this.#next = null;
      return this.#catchUp();
    });
    this.#next = reading;
    this.#reading = reading.then(
      () => undefined,
      () => undefined,
    );
    return reading;
  }

  /** Null while the log is empty. */
  async #catchUp(): Promise<Memory | null> {
    const projection = await this.#knowledge();
    this.#memory ??= await this.#opened(projection);
    if (!this.#memory) return null;
    const things: Memorable[] = [];
    const changed: Row[] = [];
    for (let after = 0; ;) {
      const { rows } = await projection.query(
        `SELECT * FROM memory WHERE stored_seq > ${after} ORDER BY stored_seq LIMIT ${PAGE}`,
      );
      for (const row of z.array(Row).parse(rows)) {
        after = row.stored_seq;
        if (isDeepStrictEqual(this.#rows.get(row.artifact_id), row)) continue;
        changed.push(row);
        things.push(await this.#memorable(row));
      }
      if (rows.length < PAGE) break;
    }
    // From here on the memory holds them, written or still to be written.
    for (const row of changed) this.#rows.set(row.artifact_id, row);
    await this.#memory.take(things);
    return this.#memory;
  }

  async #opened(projection: Projection): Promise<Memory | null> {
    const { rows } = await projection.query('SELECT id FROM commits WHERE seq = 1');
    const [first] = z.array(z.object({ id: z.string() })).parse(rows);
    if (!first) return null;
    const { open, embedder } = await this.#open(sha256(first.id).slice(0, 12));
    return new Memory(open, embedder);
  }

  async #memorable(row: Row): Promise<Memorable> {
    const { artifact_type: type, language, tags, capability } = row;
    return {
      id: row.artifact_id,
      description: row.description,
      code: await this.#code(row),
      quality: row.quality_score,
      used: row.usage_count,
      offered: row.offered,
      fields: { type, language, tags, capability },
    };
  }

  /** Names and source. Of a source that was erased the names are left. */
  async #code({ artifact_id, capability, entry, content }: Row): Promise<string> {
    const known = this.#codes.get(artifact_id);
    if (known !== undefined) return known;
    const source = await this.#blobs.get(content);
    const code = `${capability} ${entry}\n${source === null ? '' : Buffer.from(source).toString('utf8')}`;
    this.#codes.set(artifact_id, code);
    return code;
  }
}
