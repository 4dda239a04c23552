import type { FactData } from '../../events/catalog.ts';
import type { ProofSummary } from '../../events/proof.ts';
import { commonFuel } from '../proving/commonFuel.ts';
import { prove } from '../proving/prove.ts';
import { blobText, capabilityOf, lifecycleOf, specOf, storedProof, suiteOfHash } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';
import { packagesOf } from './packages.ts';

type Generated = FactData<'artifact.generated'>;

/** Proves one artifact, tool or workflow on a suite, held-out inputs included, and stores the raw results. */
export async function proofOf(
  workshop: Workshop,
  artifact: Generated,
  suite: Generated['suite'],
  { deep }: { readonly deep: boolean } = { deep: true },
): Promise<ProofSummary> {
  const { context } = await capabilityOf(workshop, artifact.capability);
  // As it was generated: the capability may have been declared anew since.
  const { packages: _current, ...declared } = await specOf(workshop, context.declared!.spec);
  const spec = { ...declared, ...(await packagesOf(workshop, artifact)) };
  const started = performance.now();
  const parent = deep ? await parentSource(workshop, artifact) : null;
  const proof = await prove({
    spec,
    suite: await suiteOfHash(workshop, suite.hash),
    source: await blobText(workshop, artifact.source, 'the source'),
    language: artifact.language,
    sandbox: workshop.sandbox,
    seed: artifact.seed,
    heldOut: true,
    deep,
    parent: { fuel: artifact.parent_fuel, ...(parent === null ? {} : { source: parent }) },
  });
  const parentRaw =
    artifact.parent_raw && JSON.parse(await blobText(workshop, artifact.parent_raw, "the parent's results"));
  const common = parentRaw ? commonFuel(parentRaw, proof.raw) : null;
  return storedProof(workshop, proof, suite, common, performance.now() - started);
}

/** The code of the first parent, to run beside; null for what has none, or whose parent was erased. */
async function parentSource(workshop: Workshop, artifact: Generated): Promise<string | null> {
  const [parent] = artifact.parents;
  // Only code can run as part of its descendant's program.
  if (parent === undefined || ['http', 'workflow', 'prompt'].includes(artifact.language)) return null;
  const { context } = await lifecycleOf(workshop, { kind: 'artifact', id: parent });
  if (context.artifact === null) return null;
  const bytes = await workshop.host.substrate.blobs.get(context.artifact.source);
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

/** The proof a generated artifact asks for (P24-P26). */
export function proveArtifact(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const artifact = lease.effect.input['artifact'] as Generated;
    const { context } = await capabilityOf(workshop, artifact.capability);
    const proof = await proofOf(workshop, artifact, artifact.suite);
    return { type: 'recordProof', proof, quality_min: context.declared!.quality_min };
  };
}
