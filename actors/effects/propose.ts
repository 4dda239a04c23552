import { sha256 } from '../../events/hash.ts';
import type { SuiteRef } from '../../events/proof.ts';
import type { ProposedCandidate } from '../../events/task.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import { SEED_GENERATOR } from '../../machines/task/machine.ts';
import type { TaskContext } from '../../machines/task/machine.ts';
import type { z } from 'zod';
import { literalsOf, visibleScorer } from '../proving/visible.ts';
import { REPAIR_LIBRARY, repairLibrary } from '../generators/index.ts';
import type { Generator } from '../ports.ts';
import { blobText, capabilityOf, lifecycleOf, priced, specOf, suiteOfHash, taskOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';
import { artifactId, openSeeds } from './seeds.ts';

type Proposed = z.infer<typeof ProposedCandidate>;
type Parent = { readonly artifact: string; readonly hash: string; readonly source: string };

/** Candidates proved per proposal; the rest of what a search found is not worth a proof. */
const CANDIDATES_MAX = 3;
/** A descendant may spend this many times the fuel of its parent's dearest call before it counts as looping (DESIGN 8). */
const FUEL_FACTOR = 20;

async function generatorOf(workshop: Workshop, name: string, position: number): Promise<Generator> {
  const known = workshop.generators[name];
  if (known) return known;
  if (name !== REPAIR_LIBRARY)
    throw new Error(`generator "${name}" is not part of this build: correct the configuration`);
  return repairLibrary((await workshop.readModel.fixes(position)).map(({ fix }) => JSON.parse(fix)));
}

/** Where a search starts: the target, or the seed that passes most visible checks. */
async function parentsOf(
  workshop: Workshop,
  task: TaskContext,
  suite: SuiteRef,
  score: (source: string) => Promise<{ checks: readonly boolean[] }>,
): Promise<{ parents: readonly Parent[]; evaluations: number }> {
  const request = task.request!;
  const { context } = await capabilityOf(workshop, request.capability);
  if (request.target) {
    const ids = [request.target, ...context.before.toReversed()].slice(0, 4);
    const parents = [];
    for (const id of ids) {
      const { context: life } = await lifecycleOf(workshop, { kind: request.kind, id });
      const hash = life.artifact!.source;
      parents.push({ artifact: id, hash, source: await blobText(workshop, hash, 'the source') });
    }
    return { parents, evaluations: 0 };
  }
  const scored = [];
  for (const seed of context.declared!.seeds) {
    const source = await blobText(workshop, seed.source, `the seed ${seed.name}`);
    const { checks } = await score(source);
    scored.push({
      artifact: artifactId(request.capability, source, suite),
      hash: seed.source,
      source,
      passes: checks.filter(Boolean).length,
    });
  }
  return { parents: scored.toSorted((a, b) => b.passes - a.passes), evaluations: scored.length };
}

async function proposeSeeds(workshop: Workshop, task: TaskContext, suite: SuiteRef) {
  const request = task.request!;
  const { context } = await capabilityOf(workshop, request.capability);
  const seeds = await openSeeds(workshop, context, request.kind, request.target);
  const candidates: Proposed[] = [];
  for (const seed of seeds) {
    const source = await blobText(workshop, seed.source, `the seed ${seed.name}`);
    const artifact = artifactId(request.capability, source, suite);
    const parents = request.target ? [request.target] : [];
    candidates.push({ artifact, source: seed.source, operators: [], found_at: 0, fuel: null, parents });
  }
  const note = seeds
    .map(({ name, provenance }) => `${name}: ${provenance}`)
    .join('; ')
    .slice(0, 300);
  return {
    type: 'proposed' as const,
    generator: SEED_GENERATOR,
    candidates,
    evaluations: 0,
    yields: {},
    cost_micro: 0,
    note,
  };
}

/** Runs the chosen generator within its budget; equal requests give equal proposals. */
export function propose(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const task = await taskOf(workshop, lease.actor.id);
    const request = task.request!;
    const { context } = await capabilityOf(workshop, request.capability);
    const suiteRef = task.suite ?? context.suite!;
    const name = String(lease.effect.input['generator']);
    if (name === SEED_GENERATOR) return proposeSeeds(workshop, task, suiteRef);

    const started = performance.now();
    const spec = await specOf(workshop, context.declared!.spec);
    const suite = await suiteOfHash(workshop, suiteRef.hash);
    const language = context.declared!.language;
    const open = { spec, suite, sandbox: workshop.sandbox, language };
    const { parents, evaluations: scoring } = await parentsOf(workshop, task, suiteRef, visibleScorer(open));
    const [parent, ...relatives] = parents;
    const baseline = await visibleScorer(open)(parent!.source);
    const dearest = baseline.fuel === null ? null : Math.max(1000, FUEL_FACTOR * baseline.fuel);
    const score = visibleScorer(
      dearest === null ? open : { ...open, fuelLimit: Math.min(dearest, spec.limits.fuel) },
    );
    const generator = await generatorOf(workshop, name, lease.position);
    const generation = await generator.propose({
      goal: task.strategy,
      language: language === 'typescript' ? 'typescript' : 'javascript',
      entry: spec.entry,
      parent: { hash: parent!.hash, source: parent!.source },
      relatives: relatives.map(({ hash, source }) => ({ hash, source })),
      literals: literalsOf(spec),
      budget: Math.max(1, request.evaluations - scoring - 1),
      seed: deriveSeed(request.seed, `propose ${name}`),
      evaluate: score,
    });

    const artifactOf = new Map(parents.map(({ hash, artifact }) => [hash, artifact]));
    const candidates: Proposed[] = [];
    for (const candidate of generation.candidates) {
      if (candidates.length === CANDIDATES_MAX) break;
      const artifact = artifactId(request.capability, candidate.source, suiteRef);
      const before = await lifecycleOf(workshop, { kind: request.kind, id: artifact });
      // Judged before on this very suite: proving it again would say the same.
      if (before.state !== 'absent') continue;
      const source = await workshop.host.substrate.blobs.put(candidate.source, 'keep');
      candidates.push({
        artifact,
        source,
        operators: candidate.operators.slice(0, 20),
        found_at: candidate.foundAt,
        fuel: candidate.score.fuel,
        parents: [
          ...new Set(candidate.parents.map((hash) => artifactOf.get(hash) ?? parent!.artifact)),
        ].slice(0, 4),
      });
    }
    return {
      type: 'proposed',
      generator: name,
      candidates,
      evaluations: generation.evaluations + scoring + 1,
      yields: Object.fromEntries(
        Object.entries(generation.yields).map(([operator, { tried, plausible }]) => [
          operator,
          { tried, plausible },
        ]),
      ),
      cost_micro: priced(workshop, performance.now() - started),
      note: `${generation.candidates.length} plausible, starting from ${parent!.artifact} (${sha256(parent!.source).slice(0, 8)})`,
    };
  };
}
