import { z } from 'zod';
import { command, group } from '../command.ts';
import { commitsOf } from '../commits.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';

/** `dse artifact source ID`: the code itself (of a tool or workflow, its declaration). */
export const artifactSource = command({
  name: 'artifact source',
  needs: 'log',
  options: z.strictObject({ id: z.string() }),
  configure: (program, act) =>
    void group(program, 'artifact', '')
      .command('source <id>')
      .description('print the source')
      .action((id: string) => act({ id })),
  async *run({ house, form }, { id }) {
    const substrate = await house.substrate();
    for (const kind of ['artifact', 'tool', 'workflow'] as const) {
      const [first] = await commitsOf(substrate, { kind, id });
      const born = first?.commit.events.find(({ type }) => type === 'artifact.generated');
      if (!born) continue;
      const hash = String(born.data['source']);
      const bytes = await substrate.blobs.get(hash);
      if (!bytes)
        throw new CliProblem(
          EXIT.failed,
          `the source of ${kind}/${id} (blob ${hash}) is missing or was erased: \`dse events --type blob.erased\` shows erasures`,
        );
      const source = Buffer.from(bytes).toString('utf8');
      yield {
        out: form.json
          ? JSON.stringify({ id, kind, language: born.data['language'], hash, source })
          : source.replace(/\n$/, ''),
      };
      return EXIT.ok;
    }
    throw new CliProblem(
      EXIT.failed,
      `there is no artifact "${id}": \`dse artifact list --all\` names what there is`,
    );
  },
});
