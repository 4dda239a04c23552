import { z } from 'zod';
import type { ResultRow } from '../../../projections/index.ts';
import { command } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { painted } from '../print/say.ts';
import { cellText } from '../print/table.ts';
import { treeLines } from '../print/tree.ts';
import type { Branch } from '../print/tree.ts';
import type { Form } from '../command.ts';

const Options = z.strictObject({ id: z.string(), all: z.boolean().default(false) });
/** More rejected candidates of one parent than this say nothing new. */
const LOSERS = 3;

type Node = { readonly id: string; readonly parents: readonly string[]; readonly row: ResultRow };

/** `dse lineage ID`: who descends from whom, by what, how good, and who serves. */
export const lineage = command({
  name: 'lineage',
  needs: 'knowledge',
  options: Options,
  configure: (program, act) =>
    void program
      .command('lineage <id>')
      .description('show the family tree of an artifact, tool or workflow, or of a whole capability')
      .option('--all', 'every rejected candidate, too')
      .action((id: string, { all }: { all?: boolean }) => act({ id, all: all ?? false })),
  async *run({ house, form }, { id, all }) {
    const knowledge = await house.knowledge();
    const { rows } = await knowledge.query('SELECT * FROM lineage ORDER BY generated_seq, parent');
    const nodes = nodesOf(rows);
    const family = familyOf(nodes, id);
    if (family.length === 0) {
      throw new CliProblem(
        EXIT.failed,
        `nothing known as "${id}": \`dse artifact list\` names what there is`,
      );
    }
    if (form.json) {
      for (const { row, parents } of family)
        yield { out: JSON.stringify({ ...row, parent: undefined, parents }) };
      return EXIT.ok;
    }
    const members = new Set(family.map((node) => node.id));
    for (const root of family.filter(({ parents }) => !parents.some((parent) => members.has(parent)))) {
      for (const line of treeLines(branchOf(root, family, { asked: id, all, form }))) yield { out: line };
    }
    return EXIT.ok;
  },
});

function nodesOf(rows: readonly ResultRow[]): readonly Node[] {
  const nodes = new Map<string, { id: string; parents: string[]; row: ResultRow }>();
  for (const row of rows) {
    const id = cellText(row['artifact_id']);
    const node = nodes.get(id) ?? { id, parents: [], row };
    if (row['parent'] !== null) node.parents.push(cellText(row['parent']));
    nodes.set(id, node);
  }
  return [...nodes.values()];
}

/** A capability's all; of an artifact its ancestors and everything that descends from them. */
function familyOf(nodes: readonly Node[], id: string): readonly Node[] {
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

type Showing = { readonly asked: string; readonly all: boolean; readonly form: Form };

function branchOf(node: Node, family: readonly Node[], showing: Showing): Branch {
  // A child of two parents hangs below the first and names the other.
  const children = family.filter(({ parents }) => parents[0] === node.id);
  const lost = children.filter((child) => child.row['state'] === 'rejected' && child.id !== showing.asked);
  const folded = !showing.all && lost.length > LOSERS ? new Set(lost.slice(LOSERS)) : new Set<Node>();
  const branches = children
    .filter((child) => !folded.has(child))
    .map((child) => branchOf(child, family, showing));
  if (folded.size > 0)
    branches.push({ text: `and ${folded.size} more rejected candidates (--all shows them)`, children: [] });
  return { text: nodeText(node, showing), children: branches };
}

function nodeText({ id, parents, row }: Node, { asked, form }: Showing): string {
  const operators = row['operators'] as readonly string[];
  const parts = [
    painted(id === asked ? 'bold' : 'reset', id, form),
    `generation ${cellText(row['generation'])}`,
    `${cellText(row['generator'])}${operators.length > 0 ? `: ${operators.join(', ')}` : ''}`,
    `quality ${cellText(row['quality'])}`,
    `${cellText(row['usage_count'])} runs`,
    painted(row['state'] === 'rejected' ? 'red' : 'green', cellText(row['shown']), form),
  ];
  if (row['served'] === true) parts.push(painted('green', 'serves', form));
  if (parents.length > 1) parts.push(`also from ${parents.slice(1).join(', ')}`);
  return parts.join(' · ');
}
