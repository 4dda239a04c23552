import { dirname, resolve } from 'node:path';
import { artifactId } from '../../actors/effects/seeds.ts';
import { ToolSpec } from '../../events/tool.ts';
import type { CapabilitySpec } from '../../events/capability.ts';
import type { Choosing } from '../../events/choosing.ts';
import type { FactData } from '../../events/catalog.ts';
import { sha256 } from '../../events/hash.ts';
import type { SuiteRef } from '../../events/proof.ts';
import { suiteOf } from '../../events/suite.ts';
import type { BlobStore } from '../../events/substrate/blobs.ts';
import type { Services } from '../engines/services.ts';

type Declared = FactData<'capability.declared'>;

const languages = {
  function: null,
  test: null,
  tool: 'http',
  workflow: 'workflow',
  prompt: 'prompt',
} as const;

type Seed = { readonly name: string; readonly source: string; readonly provenance: string };

/** A script is named relative to its capability's file; two capabilities may use the same name. */
function serviceName(capability: string, service: string): string {
  return `${capability}/${service}`;
}

function toolText(capability: string, tool: ToolSpec): string {
  return JSON.stringify(
    tool.service === undefined ? tool : { ...tool, service: serviceName(capability, tool.service) },
  );
}

/** The starting code of a capability: of a tool or workflow its declaration comes first. */
function seedsOf(spec: CapabilitySpec): readonly Seed[] {
  const own = { name: 'declared', provenance: 'the capability file' };
  if (spec.workflow) return [{ ...own, source: JSON.stringify(spec.workflow) }, ...spec.seeds];
  if (!spec.tool) return spec.seeds;
  const others = spec.seeds.map((seed) => ({
    ...seed,
    source: toolText(spec.capability, ToolSpec.parse(JSON.parse(seed.source))),
  }));
  return [{ ...own, source: toolText(spec.capability, spec.tool) }, ...others];
}

/** The tools of a ladder with what their seeds become when they are stored. */
function ladderOf(
  { capability, ladder }: CapabilitySpec,
  sources: readonly Seed[],
  suite: SuiteRef,
): Pick<Declared, 'ladder'> {
  if (ladder === undefined) return {};
  const tools = ladder.tools.map((name) => {
    const seed = sources.find((one) => one.name === name);
    if (seed === undefined) throw new Error(`the ladder of ${capability} names "${name}", which is no seed`);
    return { name, artifact: artifactId(capability, seed.source, suite) };
  });
  return { ladder: { ...ladder, tools } };
}

/** What a house adds to every declaration. */
type House = {
  readonly generators: readonly string[];
  readonly seed: number;
  /** Where the file does not say how is learned. */
  readonly choosing: Choosing;
};

/** Stores what a capability consists of as blobs and gives the fact that declares it. */
export async function declarationOf(
  spec: CapabilitySpec,
  blobs: BlobStore,
  { generators, seed, choosing }: House,
): Promise<Declared> {
  const suite = suiteOf(spec);
  const ref = { version: suite.version, hash: await blobs.put(JSON.stringify(suite), 'keep') };
  const sources = seedsOf(spec);
  const seeds = await Promise.all(
    sources.map(async ({ name, source, provenance }) => ({
      name,
      source: await blobs.put(source, 'keep'),
      provenance,
    })),
  );
  const { latency_floor_ms, ...observe } = spec.observe;
  return {
    kind: spec.kind,
    description: spec.description,
    spec: await blobs.put(JSON.stringify(spec), 'keep'),
    suite: ref,
    language: languages[spec.kind] ?? spec.language,
    entry: spec.entry,
    seeds,
    generators: [...generators],
    quality_min: spec.objectives.quality_min,
    observe: { ...observe, latency_floor_us: Math.round(latency_floor_ms * 1000) },
    search: spec.search,
    seed,
    ...learnedBy(spec.choosing ?? choosing),
    ...ladderOf(spec, sources, ref),
    ...(spec.rollout ? { rollout: spec.rollout } : {}),
  };
}

/** Plain learning is what a declaration without a word of it means. */
function learnedBy(choosing: Choosing): Pick<Declared, 'choosing'> {
  return choosing.learner === 'plain' ? {} : { choosing };
}

/** Declaring the same file twice is declaring it once: the command's id follows from the content. */
export function declarationId(declared: Declared): string {
  return `declare-${sha256(JSON.stringify([declared.spec, declared.suite.hash, declared.seeds])).slice(0, 24)}`;
}

/** The scripts that a tool's declaration and its seeds name: whoever may name them has them run on this machine. */
export function servicesOf({ tool, seeds }: CapabilitySpec): readonly string[] {
  if (!tool) return [];
  const others = seeds.map(({ source }) => ToolSpec.parse(JSON.parse(source)));
  return [tool, ...others].flatMap(({ service }) => service ?? []);
}

/** Remembers where the services of a tool's file are. */
export function registerServices(spec: CapabilitySpec, path: string, services: Services): void {
  for (const service of servicesOf(spec))
    services.register(serviceName(spec.capability, service), resolve(dirname(path), service));
}
