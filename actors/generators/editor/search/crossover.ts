import { randomFrom, type Random } from '../../../../machines/rules/random.ts';
import type { Generation, GenerationRequest, Score } from '../../../ports.ts';
import { derivePatch } from '../derive.ts';
import { applyPatch, union, type Patch } from '../patch.ts';
import { localise } from '../localise.ts';
import type { Ranked } from '../rank.ts';
import { readTree, type Strip } from '../tree.ts';
import { rankedEditsOf } from './frontier.ts';
import { candidateOf, openMeter, type Trial } from './meter.ts';
import { minimise } from './minimise.ts';
import { behaviour } from './repair.ts';

export type CrossoverOptions = { readonly strip?: Strip };

const POPULATION = 24;
/** Share of the budget for founders: single edits, most likely first. */
const FOUNDERS = 0.5;
/** Children in vain (tried before, unparsable, no two parents that fit) in a row before founders are sought again. */
const IN_VAIN = 200;

type Mate = Trial & { readonly parents: readonly string[] };

/** Better first: more checks hold; for speed, less fuel among those where all hold. */
const better = (a: Score, b: Score, baseline: Score): number => {
  const held = (score: Score): number => score.checks.filter(Boolean).length;
  if (held(a) !== held(b)) return held(b) - held(a);
  const fuel = (score: Score): number => score.fuel ?? Infinity;
  return baseline.ok && fuel(a) !== fuel(b) ? fuel(a) - fuel(b) : 0;
};

/**
 * Crossover: patches of two good parents are united where they do not touch the same place, or a random part of each is taken.
 * Parents are relatives (their difference from the parent is a patch) and single edits that change what the parent does;
 * for a repair they are paired so that they pass different checks.
 */
export const searchByCrossover = async (
  request: GenerationRequest,
  { strip }: CrossoverOptions = {},
): Promise<Generation> => {
  const meter = openMeter(request, strip);
  const random = randomFrom(request.seed);
  const found: Mate[] = [];
  const baseline = await meter.run(request.parent.source, [], true);
  const finish = (): Generation => ({
    candidates: found.map((mate) => candidateOf(mate, mate.parents)),
    evaluations: meter.spent(),
    yields: meter.yields(),
  });
  if (baseline === null || (request.goal === 'repair' && baseline.score.ok)) return finish();
  const population: Mate[] = [];
  const behaviours = new Set([behaviour(baseline.score)]);
  const good = (score: Score): boolean =>
    score.ok &&
    (request.goal === 'repair' || (score.fuel ?? Infinity) < (found[0]?.score ?? baseline.score).fuel!);
  /** True when the search is over: a repair is found. */
  const meet = async (mate: Mate): Promise<boolean> => {
    if (good(mate.score)) {
      const limit = mate.score.fuel;
      const kept = await minimise(mate, request.parent.source, meter, (score) =>
        request.goal === 'repair'
          ? score.ok
          : score.ok && score.fuel !== null && limit !== null && score.fuel <= limit,
      );
      found.unshift({ ...kept, parents: mate.parents });
      if (request.goal === 'repair') return true;
    }
    const acts = request.goal === 'repair' ? behaviour(mate.score) : `${mate.score.ok} ${mate.score.fuel}`;
    const useful =
      request.goal === 'repair'
        ? mate.score.checks.some((held, at) => held && (!baseline.score.checks[at] || mate.score.ok)) ||
          population.length < POPULATION
        : mate.score.ok;
    if (!useful || behaviours.has(acts)) return false;
    behaviours.add(acts);
    population.push(mate);
    population.sort((a, b) => better(a.score, b.score, baseline.score));
    population.length = Math.min(population.length, POPULATION);
    return false;
  };

  for (const { hash, source } of request.relatives) {
    const patch = derivePatch(request.parent.source, source);
    if (patch === null || patch.length === 0) continue;
    const trial = await meter.tryPatch(patch);
    if (trial !== null && (await meet({ ...trial, parents: [request.parent.hash, hash] }))) return finish();
  }
  const tree = readTree(request.parent.source, strip);
  const ranked: Ranked[] =
    tree === null
      ? []
      : rankedEditsOf(request.parent.source, request.literals, localise(tree, baseline.score), random, strip);
  let at = 0;
  let target = Math.max(POPULATION, Math.floor(request.budget * FOUNDERS));
  while (meter.left() > 0) {
    // 1. Founders, until their share of the budget is spent.
    while (meter.left() > 0 && at < ranked.length && meter.spent() < target) {
      const edit = ranked[at]?.edit;
      at += 1;
      if (edit === undefined) break;
      const trial = await meter.tryPatch([{ operators: [edit.operator], spans: edit.spans }]);
      if (trial !== null && (await meet({ ...trial, parents: [request.parent.hash] }))) return finish();
    }
    // 2. Children, until none is new.
    for (let vain = 0; meter.left() > 0 && vain < IN_VAIN; vain += 1) {
      const child = cross(population, random);
      const trial =
        child === null || applyPatch(request.parent.source, child.patch) === ''
          ? null
          : await meter.tryPatch(child.patch);
      if (trial === null || child === null) continue;
      vain = 0;
      if (await meet({ ...trial, parents: child.parents })) return finish();
    }
    if (at >= ranked.length) break;
    target = meter.spent() + POPULATION;
  }
  return finish();
};

/** Two parents by binary tournament; their union where it exists, else a random half of each. */
const cross = (
  population: readonly Mate[],
  random: Random,
): { patch: Patch; parents: readonly string[] } | null => {
  const draw = (): Mate | undefined => {
    const one = Math.floor(random.uniform() * population.length);
    const other = Math.floor(random.uniform() * population.length);
    return population[Math.min(one, other)];
  };
  const [a, b] = [draw(), draw()];
  if (a === undefined || b === undefined || a === b) return null;
  const parents = [...new Set([...a.parents, ...b.parents])];
  const whole = union(a.patch, b.patch);
  if (whole !== null && random.uniform() < 0.7) return { patch: whole, parents };
  const half = (patch: Patch): Patch => patch.filter(() => random.uniform() < 0.5);
  const mixed = union(half(a.patch), half(b.patch));
  return mixed === null || mixed.length === 0 ? null : { patch: mixed, parents };
};
