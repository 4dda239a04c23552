import { z } from 'zod';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';
import { toolRows } from '../tools/toolRow.ts';

const COLUMNS = [
  'tool',
  'tool_version',
  'tool_type',
  'state',
  'served',
  'quality',
  'runs',
  'recent_failures',
  'demotion',
  'tags',
];

/** `dse tools list`: every named version, what it is and how it fares. */
export const toolsList = command({
  name: 'tools list',
  needs: 'knowledge',
  options: z.strictObject({ tag: z.string().optional() }),
  configure: (program, act) =>
    void group(program, 'tools', '')
      .command('list')
      .description('list tools and their versions')
      .option('--tag <tag>', 'only with this tag')
      .action((options: { tag?: string }) => act(options)),
  async *run({ house, form }, { tag }) {
    const rows = (await toolRows(await house.knowledge())).filter(
      ({ tags }) => tag === undefined || (Array.isArray(tags) && tags.includes(tag)),
    );
    yield* sayRows(rows, COLUMNS, form, 'no tools: `dse tools load DIR` loads manifests');
    return EXIT.ok;
  },
});
