import type { Json } from '../../events/json.ts';
import { RunBatch } from '../../events/run.ts';
import { evidenceOf } from '../proving/evidence.ts';
import {
  blobText,
  capabilityOf,
  lastFact,
  lifecycleOf,
  specOf,
  storeSuite,
  suiteOfHash,
} from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';

/** The input of a recorded run, or null when its batch or blob was erased. */
async function inputOf(workshop: Workshop, run: string): Promise<Json | null> {
  const cut = run.lastIndexOf('/');
  const stored = await workshop.host.substrate.runs.find(run.slice(0, cut));
  if (!stored) return null;
  const found = RunBatch.parse(JSON.parse(stored.body)).runs[Number(run.slice(cut + 1))];
  if (!found) return null;
  const { input } = found;
  if ('json' in input) return JSON.parse(input.json);
  const bytes = await workshop.host.substrate.blobs.get(input.hash);
  return bytes ? JSON.parse(Buffer.from(bytes).toString('utf8')) : null;
}

async function inputsOf(
  workshop: Workshop,
  runs: readonly { readonly run: string; readonly input: string }[],
) {
  const seen = new Set<string>();
  const inputs: { run: string; input: Json }[] = [];
  for (const { run, input: hash } of runs) {
    if (seen.has(hash)) continue;
    seen.add(hash);
    const input = await inputOf(workshop, run);
    if (input !== null) inputs.push({ run, input });
  }
  return inputs;
}

/** A confirmed drift makes suite n+1: n plus the shrunk failing inputs and the heaviest ones (issue: drift, first form). */
export function prepareEvidence(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { request } = await lastFact(workshop, lease.actor, 'task.accepted');
    const { context } = await capabilityOf(workshop, request.capability);
    const base = context.suite!;
    const suite = await suiteOfHash(workshop, base.hash);
    const target = await lifecycleOf(workshop, { kind: request.kind, id: request.target! });
    const { source, language } = target.context.artifact!;
    const { metrics, failing, heaviest } = request.evidence ?? { metrics: [], failing: [], heaviest: [] };
    const about = metrics.some(({ reason }) => reason === 'quality' || reason === 'errors')
      ? 'answers'
      : 'work';
    const runs = about === 'answers' ? failing : heaviest.toSorted((a, b) => b.fuel - a.fuel);
    const found = await evidenceOf({
      spec: await specOf(workshop, context.declared!.spec),
      suite,
      source: await blobText(workshop, source, 'the source'),
      language,
      sandbox: workshop.sandbox,
      about,
      inputs: (await inputsOf(workshop, runs)).map(({ input }) => input),
      baselineFuel: metrics.find(({ reason }) => reason === 'fuel')?.baseline ?? null,
      provenance: `drift of ${metrics.map(({ reason }) => reason).join(', ')} of ${request.target}`.slice(
        0,
        300,
      ),
      seed: request.seed,
    });
    const { evaluations } = found;
    if (!found.found) return { type: 'evidencePrepared', base, suite: base, added: 0, evaluations };
    const next = { version: found.suite.version, hash: await storeSuite(workshop, found.suite) };
    return { type: 'evidencePrepared', base, suite: next, added: found.added, evaluations };
  };
}
