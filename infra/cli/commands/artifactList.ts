import { z } from 'zod';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const COLUMNS = [
  'artifact_id',
  'artifact_type',
  'capability',
  'shown',
  'served',
  'generation',
  'generator',
  'quality_score',
  'usage_count',
];

/** `dse artifact list`: what there is, in the order it was made. */
export const artifactList = command({
  name: 'artifact list',
  needs: 'knowledge',
  options: z.strictObject({ capability: z.string().optional(), all: z.boolean().default(false) }),
  configure: (program, act) =>
    void group(program, 'artifact', 'what was generated, proved and stored')
      .command('list')
      .description('list artifacts, tools and workflows')
      .option('--capability <id>', 'only of one capability')
      .option('--all', 'rejected candidates, too')
      .action(({ capability, all }: { capability?: string; all?: boolean }) =>
        act({ capability, all: all ?? false }),
      ),
  async *run({ house, form }, { capability, all }) {
    const { rows } = await (await house.knowledge()).query('SELECT * FROM artifacts ORDER BY generated_seq');
    const chosen = rows.filter(
      (row) =>
        (all || row['state'] !== 'rejected') &&
        (capability === undefined || row['capability'] === capability),
    );
    yield* sayRows(chosen, COLUMNS, form, 'no artifacts: `dse task submit FILE` asks for the first one');
    if (!all && chosen.length < rows.length && capability === undefined && !form.json) {
      yield { err: `${rows.length - chosen.length} rejected candidates are not shown: --all` };
    }
    return EXIT.ok;
  },
});
