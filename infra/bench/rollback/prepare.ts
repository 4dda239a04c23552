import { capabilityState } from '../../../actors/workshop.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import { generatedFrom } from '../../cli/generatedFrom.ts';
import { createDse } from '../../dse.ts';
import type { Dse } from '../../dse.ts';

const OLD = 'function double(n) { return n * 2; }';
const NEW = 'function double(n) { return n + n; }';

/** A capability with two proven versions, by their ids; the new one serves. */
export type Prepared = { readonly capability: string; readonly old: string; readonly recent: string };

async function servedOf(dse: Dse, capability: string): Promise<string> {
  const { served } = (await capabilityState(dse.host, capability)).context;
  if (served === null) throw new Error(`bench: ${capability} serves nothing`);
  return served;
}

async function prepared(dse: Dse, capability: string): Promise<Prepared> {
  const spec = CapabilitySpec.parse({
    capability,
    description: `Doubles a number (${capability}).`,
    entry: 'double',
    input: { type: 'integer' },
    output: { type: 'integer' },
    examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
    seeds: [{ name: 'old', source: OLD, provenance: 'the bench' }],
    controls: [],
    oracle: null,
  });
  await dse.declare(spec, dse.folder);
  await dse.settle();
  await dse.submit(capability, `t-${capability}`);
  await dse.settle();
  const old = await servedOf(dse, capability);
  const { kind, id, artifact } = await generatedFrom(dse, capability, 'new', `// ${capability}\n${NEW}`);
  await dse.send({ kind, id }, { type: 'generate', artifact });
  await dse.settle();
  await dse.host.send(
    { kind: 'capability', id: capability },
    { type: 'offer', task: `t-${capability}`, parents: [old], quality: 1 },
    { id: `offer-${id}`, correlation: 'bench', causation: 'bench', from: { kind, id } },
  );
  await dse.settle();
  const recent = await servedOf(dse, capability);
  if (recent === old) throw new Error(`bench: the new version of ${capability} does not serve`);
  return { capability, old, recent };
}

/** So many capabilities in a data folder, each with a version to go back from. */
export async function prepare(folder: string, count: number): Promise<readonly Prepared[]> {
  const dse = await createDse({ folder });
  try {
    const all: Prepared[] = [];
    for (let index = 0; index < count; index += 1) all.push(await prepared(dse, `double-${index}`));
    return all;
  } finally {
    await dse.close();
  }
}
