import { extname } from 'node:path';
import { pinned } from '../../actors/effects/packages.ts';
import { artifactId } from '../../actors/effects/seeds.ts';
import { capabilityState, specOf } from '../../actors/workshop.ts';
import type { FactData } from '../../events/catalog.ts';
import { implementedBy } from '../../machines/capability/implementedBy.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import type { Dse } from '../dse.ts';
import { CliProblem, EXIT } from './exitCodes.ts';

/** What an ending says a file is written in; TypeScript that is JavaScript may be called so. */
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['javascript', 'typescript'],
  '.ts': ['typescript'],
  '.py': ['python'],
  '.sh': ['bash'],
};

/** What somebody's own code is generated as: a root of the family tree that judges itself by its proof. */
export async function generatedFrom(dse: Dse, capability: string, name: string, source: string) {
  const { state, context } = await capabilityState(dse.host, capability);
  if (!context.declared || !context.suite) {
    throw new CliProblem(
      EXIT.failed,
      `capability "${capability}" is not declared: submit its file with \`dse task submit FILE\``,
    );
  }
  if (state !== 'ready')
    throw new CliProblem(
      EXIT.conflict,
      `capability "${capability}" is ${state}: its suite has to prove itself first`,
    );
  const spec = await specOf(dse.workshop, context.declared.spec);
  const written = LANGUAGES[extname(name)];
  if (written !== undefined && !written.includes(context.declared.language))
    throw new CliProblem(
      EXIT.usage,
      `${name} is ${written[0]}, which is not in the scope of capability "${capability}": ${context.declared.language}`,
    );
  const hash = await dse.substrate.blobs.put(source, 'keep');
  const id = artifactId(capability, source, context.suite);
  const artifact: FactData<'artifact.generated'> = {
    capability,
    language: context.declared.language,
    entry: spec.entry,
    spread: spec.spread,
    source: hash,
    bytes: Buffer.byteLength(source),
    parents: [],
    generation: 0,
    generator: 'producer',
    operators: [],
    provenance: `stored from ${name}`.slice(0, 500),
    seed: deriveSeed(context.declared.seed, `prove ${id}`),
    suite: context.suite,
    judge: 'self',
    task: null,
    parent_fuel: null,
    parent_raw: null,
    ...(await pinned(dse.workshop, spec)),
  };
  return { kind: implementedBy(context.declared.kind), id, artifact };
}
