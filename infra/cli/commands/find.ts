import { z } from 'zod';
import { FIND, foundIn } from '../../answers/find.ts';
import { command, share, wholeNumber } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const COLUMNS = [
  'artifact_id',
  'artifact_type',
  'capability',
  'rank',
  'similarity',
  'quality',
  'used',
  'description',
];

const TYPES: readonly string[] = ['function', 'test', 'tool', 'workflow'];

const Options = z.strictObject({
  text: z.string(),
  limit: z.int().min(1),
  minQuality: z.number(),
  minSimilarity: z.number(),
  type: z.string().optional(),
  language: z.string().optional(),
  capability: z.string().optional(),
  tags: z.array(z.string()),
});
/** As they are typed. */
type Typed = { limit?: number; topK?: number; minQuality?: number; minSimilarity?: number } & {
  type?: string;
  language?: string;
  capability?: string;
  tag?: string[];
};

/** `dse find TEXT`: what was stored and is described like this, the best proven first (SPEC P11, C33). */
export const find = command({
  name: 'find',
  needs: 'knowledge',
  options: Options,
  configure: (program, act) =>
    void program
      .command('find <text>')
      .description('find stored artifacts, tools and workflows by what they do')
      .option('--limit <n>', 'at most so many (default 5)', wholeNumber('--limit'))
      .option('--top-k <n>', 'the same as --limit', wholeNumber('--top-k'))
      .option('--min-quality <share>', 'only from this quality (default 0.75)', share('--min-quality'))
      .option(
        '--min-similarity <share>',
        'only from this similarity (default 0.15)',
        share('--min-similarity'),
      )
      .option('--type <type>', 'only function, test, tool or workflow')
      .option('--language <language>', 'only javascript, typescript, python, bash, http or workflow')
      .option('--capability <id>', 'only of one capability')
      .option('--tag <tag...>', 'only with every one of these tags')
      .action((text: string, { topK, limit = topK, minQuality, minSimilarity, tag, ...rest }: Typed) => {
        if (topK !== undefined && limit !== topK)
          throw new CliProblem(EXIT.usage, '--limit and --top-k are the same: give one of them');
        if (rest.type !== undefined && !TYPES.includes(rest.type))
          throw new CliProblem(EXIT.usage, `--type ${rest.type}: only ${TYPES.join(', ')} are there`);
        if (limit === 0) throw new CliProblem(EXIT.usage, '--limit 0: a whole number from 1 is meant');
        if (!/[\p{L}\p{N}]/u.test(text))
          throw new CliProblem(EXIT.usage, `"${text}" has no word in it: say what is to be found, in words`);
        act({
          text,
          limit: limit ?? FIND.limit,
          minQuality: minQuality ?? FIND.minQuality,
          minSimilarity: minSimilarity ?? FIND.minSimilarity,
          tags: tag ?? [],
          ...rest,
        });
      }),
  async *run({ house, form }, { text, limit, minQuality, minSimilarity, tags, type, language, capability }) {
    const memory = await house.memory();
    const rows = await foundIn(memory, {
      text,
      limit,
      minQuality,
      minSimilarity,
      tags,
      type,
      language,
      capability,
    });
    yield* sayRows(
      rows,
      COLUMNS,
      form,
      'nothing like it is stored: fewer filters or a lower --min-similarity find more',
    );
    return EXIT.ok;
  },
});
