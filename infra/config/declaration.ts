import { dirname, join } from 'node:path';
import type { CapabilitySpec } from '../../events/capability.ts';
import type { FactData } from '../../events/catalog.ts';
import { sha256 } from '../../events/hash.ts';
import { suiteOf } from '../../events/suite.ts';
import type { BlobStore } from '../../events/substrate/blobs.ts';
import type { Services } from '../engines/services.ts';

type Declared = FactData<'capability.declared'>;

const languages = { function: null, tool: 'http', workflow: 'workflow' } as const;

/** The starting code of a capability: of a tool or workflow its declaration comes first. */
function seedsOf(spec: CapabilitySpec): readonly { readonly name: string; readonly source: string; readonly provenance: string }[] {
  const declared = spec.tool ?? spec.workflow;
  if (!declared) return spec.seeds;
  return [{ name: 'declared', source: JSON.stringify(declared), provenance: 'the capability file' }, ...spec.seeds];
}

/** Stores what a capability consists of as blobs and gives the fact that declares it. */
export async function declarationOf(
  spec: CapabilitySpec,
  blobs: BlobStore,
  generators: readonly string[],
  seed: number,
): Promise<Declared> {
  const suite = suiteOf(spec);
  const seeds = await Promise.all(
    seedsOf(spec).map(async ({ name, source, provenance }) => ({ name, source: await blobs.put(source, 'keep'), provenance })),
  );
  const { latency_floor_ms, ...observe } = spec.observe;
  return {
    kind: spec.kind,
    description: spec.description,
    spec: await blobs.put(JSON.stringify(spec), 'keep'),
    suite: { version: suite.version, hash: await blobs.put(JSON.stringify(suite), 'keep') },
    language: languages[spec.kind] ?? spec.language,
    entry: spec.entry,
    seeds,
    generators: [...generators],
    quality_min: spec.objectives.quality_min,
    observe: { ...observe, latency_floor_us: Math.round(latency_floor_ms * 1000) },
    search: spec.search,
    seed,
  };
}

/** Declaring the same file twice is declaring it once: the command's id follows from the content. */
export function declarationId(declared: Declared): string {
  return `declare-${sha256(JSON.stringify([declared.spec, declared.suite.hash, declared.seeds])).slice(0, 24)}`;
}

/** Remembers where the services of a tool's file are; scripts are named relative to the file. */
export function registerServices(spec: CapabilitySpec, path: string, services: Services): void {
  const declarations = [spec.tool, ...spec.seeds.map(({ source }) => (spec.kind === 'tool' ? JSON.parse(source) : null))];
  for (const tool of declarations) {
    if (tool?.service) services.register(tool.service, join(dirname(path), tool.service));
  }
}
