import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
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
    const { generatedFrom } = await import('../generatedFrom.ts');
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
