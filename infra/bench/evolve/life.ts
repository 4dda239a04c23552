import { blobText, capabilityState, lifecycleOf } from '../../../actors/workshop.ts';
import type { Strategy } from '../../../events/populationPlan.ts';
import type { Dse } from '../../dse.ts';
import { commitsOf } from '../../answers/commits.ts';
import { populationOf } from '../../answers/population.ts';
import { buildGolden, NoGolden } from '../../evolving/golden/build.ts';
import type { Golden } from '../../evolving/golden/build.ts';
import { populationFacts } from '../../evolving/follow.ts';
import { beginPopulation, openPopulation } from '../../evolving/openPopulation.ts';
import { editorAlone } from './editorAlone.ts';
import { capabilityOf } from './problems.ts';
import type { Problem } from './problems.ts';

/** What one way of searching came to: right on all it saw, accepted on examples it did not see and by its proof, and right on the held-out suite. */
export type Arm = {
  readonly found: boolean;
  readonly accepted: boolean;
  readonly correct: boolean;
  readonly evaluations: number;
};

export type ArmName = Strategy | 'editor';

/** How far a faulty program came. */
export type Life =
  /** Its suite cannot tell right from wrong, so nothing is stored on it (law 4), or the program does not pass it. */
  | { readonly came: 'not served'; readonly why: string }
  /** Nobody saw it fail, or too little is known to judge by. */
  | { readonly came: 'no failure'; readonly why: string }
  | {
      readonly came: 'searched';
      /** Of its golden set. */
      readonly failures: number;
      readonly examples: number;
      readonly arms: Readonly<Record<ArmName, Arm>>;
      /** The population's own end, and that of its rollout; null: nothing was offered. */
      readonly outcome: string;
      readonly rollout: string | null;
      /** What serves at the end, on the held-out suite. */
      readonly served: { readonly isNew: boolean; readonly correct: boolean };
    };

export type LifeOptions = { readonly evaluations: number; readonly seed: number };

const FIRST = { deadline_ms: null } as const;
/** Customers of a rollout come by turns; after so many it counts as undecided. */
const CUSTOMERS_MAX = 3000;

/** A faulty program serves, fails before customers, is searched on what they asked, and what is found takes over by a rollout. */
export async function lifeOf(
  dse: Dse,
  problem: Problem,
  name: string,
  { evaluations, seed }: LifeOptions,
): Promise<Life> {
  if (problem.right.length === 0) return { came: 'not served', why: 'it answers nothing right' };
  const spec = capabilityOf(problem, name);
  await dse.declare(spec, '.');
  await dse.settle();
  const { state } = await capabilityState(dse.host, name);
  if (state !== 'ready') return { came: 'not served', why: `its suite is ${state}` };
  await dse.submit(name, `make-${name}`, '', FIRST);
  await dse.settle();
  const first = (await capabilityState(dse.host, name)).context.served;
  if (first === null) return { came: 'not served', why: await rejection(dse, name) };
  for (const { input } of problem.asked) await dse.run(name, input, 'buffered');
  await dse.recorder.flush();
  const golden = await goldenOf(dse, name, seed);
  if (typeof golden === 'string') return { came: 'no failure', why: golden };
  if (golden.built.failures === 0) return { came: 'no failure', why: 'customers saw no wrong answer' };
  const alone = await editorAlone(dse.workshop.sandbox, spec, golden.set.train, evaluations, seed);
  const judged = async (source: string | null): Promise<boolean> =>
    source !== null && (await problem.judge.heldOut(source));
  const search = async (strategy: Strategy): Promise<Arm & { readonly outcome: string }> => {
    const deploy = strategy === 'evolve' ? 'offer' : 'none';
    const ended = await searched(dse, name, golden, { strategy, deploy, target: first, evaluations, seed });
    const source = ended.artifact === null ? null : await sourceOf(dse, ended.artifact);
    const { outcome } = ended;
    return {
      found: ended.best === 1,
      accepted: outcome === 'offered' || outcome === 'stored',
      correct: await judged(source),
      evaluations: ended.evaluations,
      outcome,
    };
  };
  // The one that is offered comes last: the others begin with what served before it.
  const random = await search('random');
  const local = await search('local');
  const evolve = await search('evolve');
  const rollout = evolve.outcome === 'offered' ? await rolledOut(dse, problem, name) : null;
  const served = (await capabilityState(dse.host, name)).context.served!;
  return {
    came: 'searched',
    failures: golden.built.failures,
    examples: golden.built.train + golden.built.holdout,
    arms: {
      evolve,
      local,
      random,
      editor: {
        found: alone.source !== null,
        accepted: alone.source !== null,
        correct: await judged(alone.source),
        evaluations: alone.evaluations,
      },
    },
    outcome: evolve.outcome,
    rollout,
    served: { isNew: served !== first, correct: await judged(await sourceOf(dse, served)) },
  };
}

/** Why nothing serves: of what was proved, the first refusal. */
async function rejection(dse: Dse, capability: string): Promise<string> {
  const { rows } = await dse.query(
    `SELECT r.reason FROM fact.artifact_rejected r JOIN fact.artifact_generated g USING (actor_id)
     WHERE g.capability = '${capability}' ORDER BY r.seq LIMIT 1`,
  );
  return (rows[0]?.['reason'] as string | undefined) ?? 'nothing was proved';
}

async function goldenOf(dse: Dse, name: string, seed: number): Promise<Golden | string> {
  try {
    return await buildGolden(dse, name, {
      from: { source: 'production' },
      limit: 1000,
      minQuality: 0.8,
      holdout: 0.3,
      seed,
    });
  } catch (error) {
    if (error instanceof NoGolden) return error.message;
    throw error;
  }
}

async function sourceOf({ workshop }: Dse, artifact: string): Promise<string> {
  const { context } = await lifecycleOf(workshop, { kind: 'artifact', id: artifact });
  return blobText(workshop, context.artifact!.source, `the source of ${artifact}`);
}

type Asked = {
  readonly strategy: Strategy;
  readonly deploy: 'offer' | 'none';
  readonly target: string;
  readonly evaluations: number;
  readonly seed: number;
};

async function searched(
  dse: Dse,
  name: string,
  golden: Golden,
  { strategy, deploy, target, evaluations, seed }: Asked,
): Promise<{ outcome: string; artifact: string | null; best: number | null; evaluations: number }> {
  const settings = {
    deploy,
    // What is right on all it is asked is what is wanted; until then its evaluations are spent.
    target: 1,
    generations: 1000,
    plateau: 100,
    time_limit_ms: 86_400_000,
  };
  const opened = await openPopulation(dse, name, {
    golden,
    strategy,
    settings,
    weights: null,
    evaluations,
    by: 'the bench',
    seed,
    target,
  });
  if (opened.status === 'refused') return { outcome: 'refused', artifact: null, best: null, evaluations: 0 };
  await beginPopulation(dse, opened.population, 'the bench');
  const facts = populationFacts(dse, opened.population, new AbortController().signal);
  while (!(await facts.next()).done);
  await dse.settle();
  const {
    outcome,
    artifact,
    best,
    evaluations: spent,
  } = await populationOf(dse.substrate, opened.population);
  return { outcome: outcome ?? 'open', artifact, best, evaluations: spent };
}

/** Customers ask on until the rollout has ended. */
async function rolledOut(dse: Dse, { asked }: Problem, name: string): Promise<string> {
  for (let n = 0; n < CUSTOMERS_MAX; n += 1) {
    await dse.run(name, asked[n % asked.length]!.input, 'buffered', `customer ${n}`);
    if (n % 25 < 24) continue;
    await dse.recorder.flush();
    await dse.rolloutObserver.observe(name);
    await dse.settle();
    const commits = await commitsOf(dse.substrate, { kind: 'rollout', id: `${name}-ro1` });
    const ended = commits
      .flatMap(({ commit }) => commit.events)
      .find(({ type }) => type === 'rollout.concluded');
    if (ended) return String(ended.data['outcome']);
  }
  return 'undecided';
}
