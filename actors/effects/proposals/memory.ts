import { adapted } from '../../generators/memory/adapted.ts';
import { gateOf } from '../../../machines/rules/reuse.ts';
import { MEMORY_GENERATOR } from '../../../machines/task/context.ts';
import { blobText, lifecycleOf, priced } from '../../workshop.ts';
import { artifactId } from '../seeds.ts';
import { nothing } from './proposal.ts';
import type { Proposed, ProposedCandidate, Proposing } from './proposal.ts';

/** Things looked at. */
const LOOKED_AT = 5;
/** Below this likeness nothing of it is worth writing down. */
const LIKE = 0.5;

/**
 * What was stored for something like this task (SPEC B18, T1): from 0.95 on it is a candidate, under the name the capability calls it by.
 * Likeness only proposes: the suite of this task decides.
 */
export async function proposeMemory({
  workshop,
  request,
  declared,
  spec,
  suite,
}: Proposing): Promise<Proposed> {
  const started = performance.now();
  const { found, embedder, position } = await workshop.readModel.similar({
    text: spec.description,
    limit: LOOKED_AT,
    minSimilarity: LIKE,
    types: ['function', 'test'],
    // JavaScript is TypeScript, too.
    languages: declared.language === 'typescript' ? ['typescript', 'javascript'] : [declared.language],
  });
  const recalled = found.map(({ artifact, capability, similarity, quality }) => ({
    artifact,
    capability,
    similarity: Math.min(1, similarity),
    quality,
    gate: gateOf(similarity),
  }));
  const candidates: ProposedCandidate[] = [];
  for (const { artifact: id, gate } of recalled) {
    if (gate === 'new') continue;
    const { context } = await lifecycleOf(workshop, { kind: 'artifact', id });
    const known = context.artifact;
    // Code that was proved with packages needs them, and this capability has not named them.
    if (known === null || (known.packages ?? []).length > 0) continue;
    const source = adapted(await blobText(workshop, known.source, 'the source'), known, spec);
    if (source === null) continue;
    const artifact = artifactId(request.capability, source, suite);
    if (candidates.some((one) => one.artifact === artifact)) continue;
    const before = await lifecycleOf(workshop, { kind: request.kind, id: artifact });
    if (before.state !== 'absent') continue;
    candidates.push({
      artifact,
      source: await workshop.host.substrate.blobs.put(source, 'keep'),
      operators: [gate, ...(known.entry === spec.entry ? [] : ['rename'])],
      found_at: 0,
      fuel: null,
      parents: [id],
    });
  }
  const nearest = recalled[0];
  const note =
    nearest === undefined
      ? 'nothing stored is like it'
      : `nearest: ${nearest.artifact} of ${nearest.capability}, similarity ${nearest.similarity.toFixed(3)} (${nearest.gate})`;
  return {
    ...nothing(MEMORY_GENERATOR, note),
    candidates: candidates.slice(0, 3),
    cost_micro: priced(workshop, performance.now() - started),
    recalled: { embedder, position, found: recalled },
  };
}
