import type { Projection, ResultRow } from '../../projections/index.ts';
import { NotKnown } from './notKnown.ts';

/** One artifact, tool or workflow in its family; `row` is its row of the view `lineage`. */
export type Relative = { readonly id: string; readonly parents: readonly string[]; readonly row: ResultRow };

/** Who descends from whom: the family of an artifact, or all of a capability, in the order they were generated. @throws NotKnown */
export async function lineageOf(knowledge: Projection, id: string): Promise<readonly Relative[]> {
  const { rows } = await knowledge.query('SELECT * FROM lineage ORDER BY generated_seq, parent');
  const family = familyOf(nodesOf(rows), id);
  if (family.length > 0) return family;
  throw new NotKnown(`nothing known as "${id}": \`dse artifact list\` names what there is`);
}

/** One of a family, as programs read it. */
export function relativeRow({ row, parents }: Relative) {
  return { ...row, parent: undefined, parents };
}

function nodesOf(rows: readonly ResultRow[]): readonly Relative[] {
  const nodes = new Map<string, { id: string; parents: string[]; row: ResultRow }>();
  for (const row of rows) {
    const id = row['artifact_id'] as string;
    const node = nodes.get(id) ?? { id, parents: [], row };
    if (row['parent'] !== null) node.parents.push(row['parent'] as string);
    nodes.set(id, node);
  }
  return [...nodes.values()];
}

/** A capability's all; of an artifact its ancestors and everything that descends from them. */
function familyOf(nodes: readonly Relative[], id: string): readonly Relative[] {
  if (nodes.some(({ row }) => row['capability'] === id))
    return nodes.filter(({ row }) => row['capability'] === id);
  const known = new Set(nodes.some((node) => node.id === id) ? [id] : []);
  for (let size = -1; size !== known.size;) {
    size = known.size;
    for (const { id: child, parents } of nodes)
      if (known.has(child)) for (const parent of parents) known.add(parent);
  }
  // Nodes come in the order they were generated, so one pass reaches every descendant.
  for (const { id: child, parents } of nodes)
    if (parents.some((parent) => known.has(parent))) known.add(child);
  return nodes.filter((node) => known.has(node.id));
}
