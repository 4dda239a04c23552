import { randomFrom, type Random } from '../../../../machines/rules/random.ts';
import type { Generation, GenerationRequest, Score } from '../../../ports.ts';
import { derivePatch } from '../derive.ts';
import type { Edit } from '../edit.ts';
import { union, type Patch } from '../patch.ts';
import { rewritesOf, SPEED_REWRITES, TRIMS } from '../rewrites/index.ts';
import { localise } from '../localise.ts';
import { readTree, type Strip } from '../tree.ts';
import { rankedEditsOf } from './frontier.ts';
import { candidateOf, openMeter, type Trial } from './meter.ts';
import { minimise } from './minimise.ts';
import { openPopulation, type Mate, type Population } from './population.ts';
import { cheaper } from './speed.ts';

export type CrossoverOptions = { readonly strip?: Strip };

/** Share of the budget for founders: single edits, most likely first. */
const FOUNDERS = 0.5;
/** Founders added when children have become scarce. */
const FRESH = 24;
/** Children in vain (tried before, unparsable, parents that do not fit) in a row before founders are sought again. */
const IN_VAIN = 200;

/** Single edits of the parent, most likely first. */
const foundersOf = (request: GenerationRequest, score: Score, random: Random, strip?: Strip): Edit[] => {
  const { source } = request.parent;
  if (request.goal === 'speed') {
    return [SPEED_REWRITES, TRIMS].flatMap((family) => rewritesOf(source, family, random, strip));
  }
  const tree = readTree(source, strip);
  if (tree === null) return [];
  return rankedEditsOf(source, request.literals, localise(tree, score), random, strip).map(
    ({ edit }) => edit,
  );
};

/**
 * Crossover: the patches of two good parents are united where they do not touch the same place, or a random part of each is taken.
 * Parents are relatives (their difference from the parent is a patch) and single edits; for a repair, those that pass checks which
 * the parent fails; for speed, those that keep every check. A repair ends the search; for speed the cheapest comes first.
 */
export const searchByCrossover = async (
  request: GenerationRequest,
  { strip }: CrossoverOptions = {},
): Promise<Generation> => {
  const meter = openMeter(request, strip);
  const random = randomFrom(request.seed);
  const parent = request.parent.source;
  const found: Mate[] = [];
  const baseline = await meter.run(parent, [], true);
  const finish = (): Generation => ({
    candidates: found.map((mate) => candidateOf(mate, mate.parents)),
    evaluations: meter.spent(),
    yields: meter.yields(),
  });
  const repairing = request.goal === 'repair';
  if (baseline === null || baseline.score.ok === repairing) return finish();
  const population = openPopulation(request.goal, baseline.score);

  /** True when the search is over. */
  const meet = async (trial: Trial | null, parents: readonly string[]): Promise<boolean> => {
    if (trial === null) return false;
    population.add({ ...trial, parents });
    const best = found[0]?.score ?? baseline.score;
    if (!(repairing ? trial.score.ok : cheaper(trial.score, best))) return false;
    const limit = trial.score.fuel ?? Infinity;
    const kept = await minimise(trial, parent, meter, (score) =>
      repairing ? score.ok : score.ok && (score.fuel ?? Infinity) <= limit,
    );
    found.unshift({ ...kept, parents });
    return repairing;
  };

  // 1. Relatives.
  for (const { hash, source } of request.relatives) {
    const patch = derivePatch(parent, source);
    if (patch === null || patch.length === 0) continue;
    if (await meet(await meter.tryPatch(patch), [request.parent.hash, hash])) return finish();
  }
  const founders = foundersOf(request, baseline.score, random, strip).values();
  for (let share = Math.floor(request.budget * FOUNDERS); meter.left() > 0; share = meter.spent() + FRESH) {
    // 2. Founders, until their share of the budget is spent.
    let exhausted = true;
    for (const { operator, spans } of founders) {
      if (await meet(await meter.tryPatch([{ operators: [operator], spans }]), [request.parent.hash]))
        return finish();
      exhausted = meter.spent() < share;
      if (!exhausted) break;
    }
    // 3. Children, until none is new.
    for (let vain = 0; meter.left() > 0 && vain < IN_VAIN; vain += 1) {
      const child = cross(population, random);
      const trial = child === null ? null : await meter.tryPatch(child.patch);
      if (trial !== null) vain = 0;
      if (await meet(trial, child?.parents ?? [])) return finish();
    }
    if (exhausted) break;
  }
  return finish();
};

/** How often a child is the whole of both parents, where they fit together. */
const WHOLE = 0.7;

/** Two parents by binary tournament; their union where it exists, else a random half of each. */
const cross = (
  population: Population,
  random: Random,
): { patch: Patch; parents: readonly string[] } | null => {
  const [a, b] = [population.draw(random), population.draw(random)];
  if (a === undefined || b === undefined || a === b) return null;
  const parents = [...new Set([...a.parents, ...b.parents])];
  const whole = union(a.patch, b.patch);
  if (whole !== null && random.uniform() < WHOLE) return { patch: whole, parents };
  const half = (patch: Patch): Patch => patch.filter(() => random.uniform() < 0.5);
  const mixed = union(half(a.patch), half(b.patch));
  return mixed === null || mixed.length === 0 ? null : { patch: mixed, parents };
};
