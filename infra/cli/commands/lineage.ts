import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { lineageOf, relativeRow } from '../../answers/lineage.ts';
import type { Relative } from '../../answers/lineage.ts';
import { populationLineage } from '../../answers/populationLineage.ts';
import { command } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { painted } from '../print/say.ts';
import { sayPopulationLineage } from '../print/sayPopulationLineage.ts';
import { cellText } from '../print/table.ts';
import { treeLines } from '../print/tree.ts';
import type { Branch } from '../print/tree.ts';
import type { Form } from '../command.ts';

const Options = z.strictObject({ id: z.string(), all: z.boolean().default(false) });
/** More rejected candidates of one parent than this say nothing new. */
const LOSERS = 3;

const POPULATION = 'population/';

/** `dse lineage ID`: who descends from whom, by what, how good, and who serves; of a population how what it found came to be, and what became of it. */
export const lineage = command({
  name: 'lineage',
  needs: 'knowledge',
  options: Options,
  configure: (program, act) =>
    void program
      .command('lineage <id>')
      .description(
        'show the family tree of an artifact, tool or workflow, of a whole capability, or of what a population found',
      )
      .option('--all', 'every rejected candidate, too')
      .action((id: string, { all }: { all?: boolean }) => act({ id, all: all ?? false })),
  async *run({ house, form }, { id, all }) {
    const knowledge = await house.knowledge();
    const substrate = await house.substrate();
    const bare = id.startsWith(POPULATION) ? id.slice(POPULATION.length) : id;
    const named = { kind: 'population', id: bare } as const;
    if (bare !== id || (Id.safeParse(id).success && (await substrate.events.head(named)) !== null)) {
      yield* sayPopulationLineage(
        await populationLineage(substrate, (sql) => knowledge.query(sql), bare),
        form,
      );
      return EXIT.ok;
    }
    const family = await lineageOf(knowledge, id);
    if (form.json) {
      for (const relative of family) yield { out: JSON.stringify(relativeRow(relative)) };
      return EXIT.ok;
    }
    const members = new Set(family.map((node) => node.id));
    for (const root of family.filter(({ parents }) => !parents.some((parent) => members.has(parent)))) {
      for (const line of treeLines(branchOf(root, family, { asked: id, all, form }))) yield { out: line };
    }
    return EXIT.ok;
  },
});

type Showing = { readonly asked: string; readonly all: boolean; readonly form: Form };

function branchOf(node: Relative, family: readonly Relative[], showing: Showing): Branch {
  // A child of two parents hangs below the first and names the other.
  const children = family.filter(({ parents }) => parents[0] === node.id);
  const lost = children.filter((child) => child.row['state'] === 'rejected' && child.id !== showing.asked);
  const folded = !showing.all && lost.length > LOSERS ? new Set(lost.slice(LOSERS)) : new Set<Relative>();
  const branches = children
    .filter((child) => !folded.has(child))
    .map((child) => branchOf(child, family, showing));
  if (folded.size > 0)
    branches.push({ text: `and ${folded.size} more rejected candidates (--all shows them)`, children: [] });
  return { text: nodeText(node, showing), children: branches };
}

function nodeText({ id, parents, row }: Relative, { asked, form }: Showing): string {
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
