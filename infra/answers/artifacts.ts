import { Id } from '../../events/commit.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import type { Projection, ResultRow } from '../../projections/index.ts';
import { commitsOf } from './commits.ts';
import { NotKnown } from './notKnown.ts';

const unknown = (id: string): NotKnown =>
  new NotKnown(`there is no artifact "${id}": \`dse artifact list --all\` names what there is`);

/** A page of what was generated, oldest first; rejected candidates only when they are asked for. */
export async function artifactPage(
  knowledge: Projection,
  page: {
    readonly capability: string | null;
    readonly all: boolean;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<readonly ResultRow[]> {
  const { capability, all, limit, offset } = page;
  const of = capability === null ? '' : `AND capability = '${Id.parse(capability)}'`;
  const { rows } = await knowledge.query(
    `SELECT * FROM artifacts WHERE ${all ? 'true' : "state <> 'rejected'"} ${of} ORDER BY generated_seq, artifact_id LIMIT ${limit} OFFSET ${offset}`,
  );
  return rows;
}

/** All that is known of one artifact, tool or workflow. @throws NotKnown */
export async function artifactOf(knowledge: Projection, id: string): Promise<ResultRow> {
  if (!Id.safeParse(id).success) throw unknown(id);
  const { rows } = await knowledge.query(`SELECT * FROM artifacts WHERE artifact_id = '${id}'`);
  if (rows[0]) return rows[0];
  throw unknown(id);
}

export type Source = {
  readonly id: string;
  readonly kind: string;
  readonly language: unknown;
  readonly hash: string;
  readonly source: string;
};

/** The code itself; of a tool or workflow, its declaration. @throws NotKnown, also when it was erased. */
export async function sourceOf(substrate: Substrate, id: string): Promise<Source> {
  if (!Id.safeParse(id).success) throw unknown(id);
  for (const kind of ['artifact', 'tool', 'workflow'] as const) {
    const [first] = await commitsOf(substrate, { kind, id });
    const born = first?.commit.events.find(({ type }) => type === 'artifact.generated');
    if (!born) continue;
    const hash = String(born.data['source']);
    const bytes = await substrate.blobs.get(hash);
    if (!bytes)
      throw new NotKnown(
        `the source of ${kind}/${id} (blob ${hash}) is missing or was erased: \`dse events --type blob.erased\` shows erasures`,
      );
    return {
      id,
      kind,
      language: born.data['language'],
      hash,
      source: Buffer.from(bytes).toString('utf8'),
    };
  }
  throw unknown(id);
}
