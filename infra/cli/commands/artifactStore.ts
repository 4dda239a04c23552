import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { artifactId } from '../../../actors/effects/seeds.ts';
import { capabilityState, specOf } from '../../../actors/workshop.ts';
import type { FactData } from '../../../events/catalog.ts';
import { implementedBy } from '../../../machines/capability/machine.ts';
import { deriveSeed } from '../../../machines/rules/random.ts';
import type { Dse } from '../../dse.ts';
import { command, group } from '../command.ts';
import { commitsOf } from '../commits.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';
import { waitUntil } from '../waiting.ts';

const Options = z.strictObject({ name: z.string(), source: z.string(), capability: z.string() });

/** `dse artifact store FILE --capability ID`: proves somebody's code, and stores it when the proof holds. */
export const artifactStore = command({
  name: 'artifact store',
  needs: 'workers',
  opensDoor: true,
  options: Options,
  configure: (program, act) =>
    void group(program, 'artifact', '')
      .command('store <file>')
      .description("prove code of your own on the capability's suite, and store it when it passes")
      .requiredOption('--capability <id>', 'the capability it implements')
      .action((file: string, { capability }: { capability: string }) =>
        act({ name: basename(file), source: sourceOf(file), capability }),
      ),
  async *run({ house, form, signal }, { name, source, capability }) {
    const dse = await house.dse();
    const { kind, id, artifact } = await generatedFrom(dse, capability, name, source);
    const sent = await dse.send({ kind, id }, { type: 'generate', artifact }, `store-${id}`);
    if (sent.status === 'handled' || sent.status === 'refused')
      yield { err: `${kind}/${id} was proved before: this is what came of it` };
    else requireSent(sent, `${kind}/${id}`);
    const ended = await waitUntil(
      dse,
      { kind, id },
      (state) => !['generated', 'tested', 'absent'].includes(state),
      signal,
    );
    if (!ended) return EXIT.unavailable;
    const history = await commitsOf(dse.substrate, { kind, id });
    const facts = history.flatMap(({ commit }) => commit.events);
    if (form.json) yield { out: JSON.stringify({ artifact: id, kind, state: ended.state, facts }) };
    else for (const fact of facts) yield { out: `${fact.type}  ${factText(fact)}` };
    if (!form.json) yield { out: `${kind}/${id}: ${ended.state}` };
    return ended.state === 'rejected' ? EXIT.refused : EXIT.ok;
  },
});

function sourceOf(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch (error) {
    throw new CliProblem(EXIT.usage, `${file} cannot be read (${(error as Error).message})`);
  }
}

async function generatedFrom(dse: Dse, capability: string, name: string, source: string) {
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
  };
  return { kind: implementedBy(context.declared.kind), id, artifact };
}
