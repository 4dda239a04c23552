import { SEED_GENERATOR } from '../../../machines/task/context.ts';
import { blobText, capabilityOf } from '../../workshop.ts';
import { artifactId, openSeeds } from '../seeds.ts';
import { nothing } from './proposal.ts';
import type { Proposed, ProposedCandidate, Proposing } from './proposal.ts';

/** The capability's own starting code. */
export async function proposeSeeds({ workshop, request, suite }: Proposing): Promise<Proposed> {
  const { context } = await capabilityOf(workshop, request.capability);
  const seeds = await openSeeds(workshop, context, request.kind, request.target);
  const candidates: ProposedCandidate[] = [];
  for (const seed of seeds) {
    const source = await blobText(workshop, seed.source, `the seed ${seed.name}`);
    candidates.push({
      artifact: artifactId(request.capability, source, suite),
      source: seed.source,
      operators: [],
      found_at: 0,
      fuel: null,
      parents: request.target ? [request.target] : [],
    });
  }
  const note = seeds.map(({ name, provenance }) => `${name}: ${provenance}`).join('; ');
  return { ...nothing(SEED_GENERATOR, note), candidates };
}
