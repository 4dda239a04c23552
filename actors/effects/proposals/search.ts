import type { Fix } from '../../generators/library/fix.ts';
import { sha256 } from '../../../events/hash.ts';
import { deriveSeed } from '../../../machines/rules/random.ts';
import { searchOf } from '../../generators/searches.ts';
import { REPAIR_LIBRARY } from '../../generators/index.ts';
import { literalsOf, visibleScorer } from '../../proving/visible.ts';
import { blobText, lifecycleOf, priced, suiteOfHash } from '../../workshop.ts';
import { artifactId } from '../seeds.ts';
import { attemptsOf, taskHistory } from '../taskHistory.ts';
import { startOf, withTarget } from './proposal.ts';
import { candidateId } from './candidateId.ts';
import type { Proposed, ProposedCandidate, Proposing } from './proposal.ts';

type Parent = { readonly artifact: string; readonly hash: string; readonly source: string };

/** Candidates proved per proposal; the rest of what a search found is not worth a proof. */
const CANDIDATES_MAX = 3;
/** A descendant may spend this many times the fuel of its parent's dearest call before it counts as looping (DESIGN 8). */
const FUEL_FACTOR = 20;
/** Refused attempts of the same task that are searched from. */
const ATTEMPTS_MAX = 4;

type Scorer = (source: string) => Promise<{ checks: readonly boolean[] }>;

/** Where a search starts: the target, or what passes most visible checks of the seeds and of the attempts that were refused before. */
async function parentsOf(
  proposing: Proposing,
  score: Scorer,
): Promise<{ parents: readonly Parent[]; evaluations: number }> {
  const { workshop, id, request, declared, before, suite } = proposing;
  const start = startOf(proposing);
  if (start !== null && request.target !== null) {
    const ids = [...new Set([start, request.target, ...before.toReversed()])].slice(0, 4);
    const parents = [];
    for (const one of ids) {
      const { context: life } = await lifecycleOf(workshop, { kind: request.kind, id: one });
      const hash = life.artifact!.source;
      parents.push({ artifact: one, hash, source: await blobText(workshop, hash, 'the source') });
    }
    return { parents, evaluations: 0 };
  }
  const seeds = await Promise.all(
    declared.seeds.map(async ({ name, source: hash }) => {
      const source = await blobText(workshop, hash, `the seed ${name}`);
      return { artifact: artifactId(request.capability, source, suite), hash, source };
    }),
  );
  const attempts = await attemptsOf(workshop, await taskHistory(workshop, id), request.kind);
  const tried = attempts
    .slice(-ATTEMPTS_MAX)
    .map(({ artifact, source }) => ({ artifact, hash: sha256(source), source }));
  const starts = new Map([...seeds, ...tried].map((start) => [start.hash, start]));
  const scored = [];
  for (const start of starts.values()) {
    const { checks } = await score(start.source);
    scored.push({ ...start, passes: checks.filter(Boolean).length });
  }
  return { parents: scored.toSorted((a, b) => b.passes - a.passes), evaluations: scored.length };
}

/** Runs a search within its budget; equal requests give equal proposals. @throws Error when no search has this name. */
export async function proposeBySearch(proposing: Proposing, name: string): Promise<Proposed> {
  const { workshop, task, request, declared, spec, position } = proposing;
  const started = performance.now();
  const suite = await suiteOfHash(workshop, proposing.suite.hash);
  const language = declared.language === 'typescript' ? 'typescript' : 'javascript';
  const open = { spec, suite, sandbox: workshop.sandbox, language } as const;
  const { parents, evaluations: scoring } = await parentsOf(proposing, visibleScorer(open));
  const [parent, ...relatives] = parents;
  const baseline = await visibleScorer(open)(parent!.source);
  const dearest = baseline.fuel === null ? null : Math.max(1000, FUEL_FACTOR * baseline.fuel);
  const score = visibleScorer(
    dearest === null ? open : { ...open, fuelLimit: Math.min(dearest, spec.limits.fuel) },
  );
  const fixes = name === REPAIR_LIBRARY ? await workshop.readModel.fixes(position) : [];
  const generator = searchOf(
    name,
    language,
    fixes.map(({ fix }) => JSON.parse(fix) as Fix),
  );
  if (generator === null)
    throw new Error(
      `generator "${name}" is not part of this build and no model of the settings has this name`,
    );
  const generation = await generator.propose({
    goal: task.strategy,
    language,
    entry: spec.entry,
    parent: { hash: parent!.hash, source: parent!.source },
    relatives: relatives.map(({ hash, source }) => ({ hash, source })),
    literals: literalsOf(spec),
    budget: Math.max(1, request.evaluations - scoring - 1),
    seed: deriveSeed(request.seed, `propose ${name}`),
    evaluate: score,
  });

  const artifactOf = new Map(parents.map(({ hash, artifact }) => [hash, artifact]));
  const candidates: ProposedCandidate[] = [];
  for (const candidate of generation.candidates) {
    if (candidates.length === CANDIDATES_MAX) break;
    const { artifact, isKnown } = await candidateId(proposing, candidate.source);
    if (isKnown) continue;
    candidates.push({
      artifact,
      source: await workshop.host.substrate.blobs.put(candidate.source, 'keep'),
      operators: candidate.operators.slice(0, 20),
      found_at: candidate.foundAt,
      fuel: candidate.score.fuel,
      parents: withTarget(
        proposing,
        candidate.parents.map((hash) => artifactOf.get(hash) ?? parent!.artifact),
      ),
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
}
