import { beforeAll, describe, expect, it } from 'vitest';
import type { FactData } from '../../events/catalog.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { populationLineage } from '../../infra/answers/populationLineage.ts';
import { sayPopulationLineage } from '../../infra/cli/print/sayPopulationLineage.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { hostOn, must } from '../hosting.ts';
import { live, queued, said } from '../populationWorld.ts';
import type { Options, World } from '../populationWorld.ts';

const ID = 'bits-1-pop1';
const PLAIN = { json: false, colour: false, width: null } as const;

/** The log of a population that lived, in a substrate of its own. */
async function logOf(world: World): Promise<Substrate> {
  const substrate = memorySubstrate();
  const host = hostOn(substrate);
  const ref = { kind: 'population', id: ID } as const;
  for (const [at, [command, from]] of world.commands.entries())
    await must(host, ref, command, `c${at}`, from);
  return substrate;
}

const lived = async (options: Options, rollouts: readonly object[], served: string | null) => {
  const world = live(options);
  const query = async (sql: string) =>
    ({
      columns: [],
      rows: sql.includes('FROM rollouts') ? rollouts : served === null ? [] : [{ artifact: served }],
    }) as never;
  return { world, lineage: await populationLineage(await logOf(world), query, ID) };
};

describe('the lineage of a population', () => {
  let ended: Awaited<ReturnType<typeof lived>>;
  let winner: FactData<'winner.generated'>;
  beforeAll(async () => {
    const [made] = said(live().facts, 'winner.generated');
    winner = made!;
    const tried = { rollout: 'bits-ro1', state: 'running', stage: '0.25', outcome: null };
    ended = await lived({}, [tried], 'bits-1');
  });

  it('goes from the incumbent over every ancestor of who was chosen, each with the operators that made it', () => {
    const { ancestors, candidate, as, artifact } = ended.lineage;
    expect([candidate, as, artifact]).toEqual([winner.candidate, 'chosen', winner.artifact]);
    const names = ancestors.map((one) => one.candidate);
    expect(ancestors[0]).toMatchObject({ parents: [], operators: [], generation: null, quality: 0 });
    expect(names).toContain(winner.candidate);
    // Every parent is there and stands before its children; nobody is there who is nobody's ancestor.
    for (const [at, { parents }] of ancestors.entries())
      for (const parent of parents) expect(names.slice(0, at)).toContain(parent);
    const parents = new Set(ancestors.flatMap((one) => one.parents));
    expect(names.filter((name) => !parents.has(name))).toEqual([winner.candidate]);
    const bred = said(ended.world.facts, 'candidate.bred');
    expect(names.length).toBeGreaterThan(3);
    expect(names.length).toBeLessThan(new Set(bred.map((one) => one.candidate)).size);
    const last = ancestors.find((one) => one.candidate === winner.candidate)!;
    const own = bred.find((one) => one.candidate === winner.candidate)!;
    expect([last.operators, last.generation]).toEqual([own.operators, own.generation]);
  });

  it('is drawn as a tree that ends in the artifact, its rollout and what serves', () => {
    const lines = [...sayPopulationLineage(ended.lineage, PLAIN)].map((one) => ('out' in one ? one.out : ''));
    expect(lines[0]).toContain('bits-1, which it began with');
    const [artifact, rollout] = ['─ ' + winner.artifact, '─ rollout bits-ro1'].map((text) =>
      lines.findIndex((line) => line.includes(text)),
    );
    expect(lines[artifact!]).toMatch(/ · accepted$/);
    expect(lines[rollout!]).toMatch(/· running · 25 %$/);
    expect(rollout).toBe(artifact! + 1);
    expect(lines).toContain('bits is served by bits-1');
  });

  it('of one that has chosen nobody is that of the best so far', async () => {
    const { lineage, world } = await lived({ steps: 60 }, [], null);
    const best = said(world.facts, 'generation.ended').at(-1)!.best;
    expect(lineage).toMatchObject({ as: 'best', candidate: best, artifact: null, served: null });
    expect(lineage.ancestors.map((one) => one.candidate)).toContain(best);
  });

  it('of one that has bred nobody is its incumbent, and of one that was refused is nobody', async () => {
    const begun = await lived({ steps: 1 }, [], 'bits-1');
    expect(begun.lineage.ancestors).toMatchObject([{ generation: null }]);
    const none = await lived({ queue: queued({ population: 1 }) }, [], 'bits-1');
    expect(none.lineage).toMatchObject({ state: 'refused', ancestors: [], candidate: null });
  });
});
