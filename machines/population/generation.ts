import { fact } from '../../events/catalog.ts';
import type { FactData, FactOf, FactType } from '../../events/catalog.ts';
import type { Phase } from '../../events/candidate.ts';
import type { Objective } from '../../events/populationPlan.ts';
import { dominates } from '../rules/pareto/dominates.ts';
import { hypervolume } from '../rules/pareto/hypervolume.ts';
import {
  bestOf,
  elitesOf,
  elitesOn,
  islandOf,
  livingAfter,
  ranked,
  roomOn,
} from '../rules/population/islands.ts';
import type { Member } from '../rules/population/islands.ts';
import { minimised, named } from '../rules/population/objectives.ts';
import { afterGeneration, afterMigrated } from './after.ts';
import { affordable } from './affordable.ts';
import { living } from './context.ts';
import type { PopulationContext } from './context.ts';
import { conclude } from './ending.ts';
import { planGeneration } from './planning.ts';

type Said = FactOf<FactType>;
type Stopped = FactData<'population.stopped'>;

/** Who lives, who moves, and whether it goes on. `barren`: no child of it was new. */
export function endGeneration(context: PopulationContext, barren: boolean): readonly Said[] {
  const ended = endOf(context);
  let after = afterGeneration(context, ended.data);
  const moved = migrations(after);
  after = moved.reduce((next, { data }) => afterMigrated(next, data), after);
  const stop = stopOf(after, ended.data, barren);
  if (stop) return [ended, ...moved, fact('population.stopped', stop), ...conclude({ ...after, stop })];
  return [ended, ...moved, planGeneration(after, context.generation + 1, ended.data.next)];
}

function endOf(context: PopulationContext): FactOf<'generation.ended'> {
  const { objectives, settings, strategy } = context.asked!;
  const children = context.children.flatMap(([slot, , , candidate, values]) =>
    candidate === null || values === null
      ? []
      : [{ island: islandOf(slot, settings.islands), member: [candidate, values] as const }],
  );
  const islands = Array.from({ length: settings.islands }, (_, island) =>
    livingAfter(
      context.islands[island] ?? [],
      children.filter((one) => one.island === island).map(({ member }) => member),
      objectives,
      { room: roomOn(island, settings), elite: elitesOn(island, settings) },
    ),
  );
  const [before, now] = [living(context), living({ islands })];
  const [was, is] = [frontOf(before, objectives), frontOf(now, objectives)];
  const best = bestOf(now, objectives);
  const flat = before.length > 0 && !isGain(was, is, objectives);
  const next = nextPhase(context.phase, strategy, flat);
  return fact('generation.ended', {
    generation: context.generation,
    phase: context.phase,
    survivors: islands.flatMap((members, island) => {
      const elites = elitesOf(members, objectives, elitesOn(island, settings));
      return ranked(members, objectives).map(({ candidate, values, rank, crowding }) => ({
        candidate,
        island,
        objectives: named(values, objectives),
        rank,
        crowding: Number.isFinite(crowding) ? Math.round(crowding * 1e6) / 1e6 : null,
        elite: elites.some(([id]) => id === candidate),
      }));
    }),
    best: best.candidate,
    quality: best.values[0]!,
    front: is.map(([id]) => id),
    hypervolume: volumeOf(is, objectives),
    mean: Math.round((now.reduce((sum, [, values]) => sum + values[0]!, 0) / now.length) * 1e6) / 1e6,
    flat,
    flat_in_row: flat && next === context.phase ? context.flat + 1 : 0,
    next,
    proposals: context.proposals,
    evaluations: context.evaluations,
    cost_micro: context.costMicro,
  });
}

/** Local search first, until a generation of it is flat; then crossing (TEVC 2021: it is the better half). */
function nextPhase(phase: Phase, strategy: string, flat: boolean): Phase {
  if (strategy === 'random') return 'random';
  if (strategy === 'local' || phase === 'seed') return 'local';
  return phase === 'local' && !flat ? 'local' : 'crossover';
}

function frontOf(members: readonly Member[], objectives: readonly Objective[]): readonly Member[] {
  return ranked(members, objectives)
    .filter(({ rank }) => rank === 0)
    .map(({ candidate, values }) => [candidate, values] as const);
}

/** Somebody is better than the best, or than somebody whom nobody dominated; or the front covers more. */
function isGain(was: readonly Member[], is: readonly Member[], objectives: readonly Objective[]): boolean {
  const best = (front: readonly Member[]): number => Math.max(...front.map(([, values]) => values[0]!));
  if (best(is) > best(was)) return true;
  const small = (front: readonly Member[]) => front.map(([, values]) => minimised(values, objectives));
  const before = small(was);
  if (small(is).some((one) => before.some((other) => dominates(one, other)))) return true;
  const [covered, covers] = [volumeOf(was, objectives), volumeOf(is, objectives)];
  return covered !== null && covers !== null && covers > covered;
}

/** Null where not every objective has a reference, or there are not two or three. */
function volumeOf(front: readonly Member[], objectives: readonly Objective[]): number | null {
  const reference = objectives.flatMap((one) => one.reference ?? []);
  if (reference.length !== objectives.length || reference.length < 2 || reference.length > 3) return null;
  const volume = hypervolume(
    front.map(([, values]) => minimised(values, objectives)),
    minimised(reference, objectives),
  );
  return Number(volume.toPrecision(9));
}

/** The best of each island joins the next one, where the least placed makes room. */
function migrations(context: PopulationContext): readonly FactOf<'candidate.migrated'>[] {
  const { settings, objectives } = context.asked!;
  const { islands } = context;
  if (settings.islands < 2 || (context.generation + 1) % settings.migrate_every !== 0) return [];
  return islands.flatMap((members, from) => {
    const to = (from + 1) % islands.length;
    const there = islands[to]!;
    if (members.length === 0 || there.length < 2) return [];
    const { candidate } = bestOf(members, objectives);
    if (there.some(([id]) => id === candidate)) return [];
    const best = bestOf(there, objectives).candidate;
    const last = ranked(there, objectives).findLast((one) => one.candidate !== best)!;
    const instead_of = last.candidate;
    return fact('candidate.migrated', { generation: context.generation, candidate, from, to, instead_of });
  });
}

/** Why no further generation is bred; null: one is (SPEC E10, E22, C64). */
function stopOf(
  context: PopulationContext,
  ended: FactData<'generation.ended'>,
  barren: boolean,
): Stopped | null {
  const { settings, strategy } = context.asked!;
  const { target, plateau, generations } = settings;
  if (target !== null && ended.quality >= target)
    return { stop: 'target', reason: `quality ${ended.quality} reaches ${target}` };
  if (strategy !== 'random' && context.flat >= plateau)
    return { stop: 'plateau', reason: `${context.flat} generations in a row are flat` };
  if (context.generation + 1 >= generations)
    return { stop: 'generations', reason: `${generations} generations are the most` };
  if (barren && (ended.phase === 'crossover' || strategy !== 'evolve'))
    return { stop: 'exhausted', reason: 'no operator makes anything new of those that live' };
  const { candidates, short } = affordable(context.asked!, context);
  return candidates >= 1
    ? null
    : {
        stop: short,
        reason: `what is left of the ${short} pays for no further candidate beside the hold-out`,
      };
}
