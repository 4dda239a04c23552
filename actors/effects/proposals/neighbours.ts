import type { FactData } from '../../../events/catalog.ts';
import { decodeCommit } from '../../../events/codec.ts';
import { sha256 } from '../../../events/hash.ts';
import type { Neighbours } from '../../../events/optimization.ts';
import { deriveSeed } from '../../../machines/rules/random.ts';
import { NEIGHBOUR_GENERATOR } from '../../../machines/task/context.ts';
import { adapted } from '../../generators/memory/adapted.ts';
import { localSearch } from '../../generators/index.ts';
import { searchOf } from '../../generators/searches.ts';
import type { Score } from '../../ports.ts';
import { literalsOf, visibleScorer } from '../../proving/visible.ts';
import { blobText, lifecycleOf, priced, suiteOfHash } from '../../workshop.ts';
import { candidateId } from './candidateId.ts';
import { nothing, startOf, withTarget } from './proposal.ts';
import type { Proposed, ProposedCandidate, Proposing } from './proposal.ts';

/** Candidates proved per proposal. */
const CANDIDATES_MAX = 3;

type Tried = {
  readonly neighbour: string;
  readonly source: string;
  readonly score: Score;
  readonly operators: readonly string[];
  readonly foundAt: number;
};

/**
 * Begins from what serves other capabilities with a like interface and is fitter, the nearest first (SPEC B11): its code under the name of this
 * capability, and what a local search makes of it until nothing helps. The session read who they are before it was asked for, so equal logs give
 * equal proposals. Only what holds every visible check is proposed; the proof decides.
 */
export async function proposeFromNeighbours(proposing: Proposing): Promise<Proposed> {
  const { workshop, task, request, spec } = proposing;
  const started = performance.now();
  const suite = await suiteOfHash(workshop, proposing.suite.hash);
  const score = visibleScorer({ spec, suite, sandbox: workshop.sandbox, language: spec.language });
  const { found } = await readBefore(proposing);
  const tried: Tried[] = [];
  let evaluations = 0;
  for (const [index, { artifact }] of found.entries()) {
    const share = Math.floor((request.evaluations - evaluations) / (found.length - index));
    const source = await codeOf(proposing, artifact);
    if (source === null || share < 1) continue;
    const first = await score(source);
    evaluations += 1;
    // What gets nothing right has only its form in common.
    if (!first.checks.some(Boolean)) continue;
    if (first.ok)
      tried.push({
        neighbour: artifact,
        source,
        score: first,
        operators: ['neighbour'],
        foundAt: evaluations,
      });
    if (share < 2 || (spec.language !== 'javascript' && spec.language !== 'typescript')) continue;
    const generation = await searchOf(localSearch.name, spec.language, [])!.propose({
      goal: first.ok ? 'speed' : 'repair',
      language: spec.language,
      entry: spec.entry,
      parent: { hash: sha256(source), source },
      relatives: [],
      literals: literalsOf(spec),
      budget: share - 1,
      seed: deriveSeed(request.seed, `neighbour ${artifact}`),
      evaluate: score,
    });
    for (const { source: changed, score: its, operators, foundAt } of generation.candidates)
      if (its.ok)
        tried.push({
          neighbour: artifact,
          source: changed,
          score: its,
          operators: ['neighbour', ...operators].slice(0, 20),
          foundAt: evaluations + foundAt,
        });
    evaluations += generation.evaluations;
  }
  const start = startOf(proposing)!;
  const candidates: ProposedCandidate[] = [];
  for (const { neighbour, source, score: its, operators, foundAt } of tried.toSorted(byFuel)) {
    if (candidates.length === CANDIDATES_MAX) break;
    const { artifact, isKnown } = await candidateId(proposing, source);
    if (isKnown || candidates.some((one) => one.artifact === artifact)) continue;
    candidates.push({
      artifact,
      source: await workshop.host.substrate.blobs.put(source, 'keep'),
      operators: [...operators],
      found_at: foundAt,
      fuel: its.fuel,
      parents: withTarget(proposing, [start, neighbour]),
    });
  }
  const note = `${tried.length} plausible from ${found.length} neighbours of ${start}, for ${task.experiment?.session}`;
  return {
    ...nothing(NEIGHBOUR_GENERATOR, note),
    candidates,
    evaluations,
    cost_micro: priced(workshop, performance.now() - started),
  };
}

/** The least work first; of equals who is nearer. */
function byFuel(one: Tried, other: Tried): number {
  return (one.score.fuel ?? Infinity) - (other.score.fuel ?? Infinity) || 0;
}

/** What its session read, from its first fact. @throws Error for a task of no session, or one that read none. */
async function readBefore({ workshop, id, task }: Proposing): Promise<Neighbours> {
  const session = task.experiment?.session;
  if (session === undefined)
    throw new Error(`task/${id} is no experiment: "${NEIGHBOUR_GENERATOR}" is asked by sessions only`);
  const [asked] = await workshop.host.substrate.events.read({ kind: 'optimization', id: session }, 0, 1);
  const queued = decodeCommit(asked!.body, `the first commit of ${session}`).events[0]
    ?.data as FactData<'optimization.queued'>;
  if (queued.neighbours === undefined) throw new Error(`optimization/${session} read no neighbours`);
  return queued.neighbours;
}

/** The code of a neighbour, called as this capability calls it; null: it cannot be, or is not there any more. */
async function codeOf({ workshop, request, spec }: Proposing, artifact: string): Promise<string | null> {
  const { context } = await lifecycleOf(workshop, { kind: request.kind, id: artifact });
  if (context.artifact === null) return null;
  return adapted(await blobText(workshop, context.artifact.source, 'the source'), context.artifact, spec);
}
