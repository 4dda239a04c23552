import { z } from 'zod';
import { command } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const Options = z.strictObject({ sql: z.string(), asOf: z.string().optional() });

/** `dse query SQL`: one SELECT over the views, as of now or of any moment. */
export const query = command({
  name: 'query',
  needs: 'knowledge',
  options: Options,
  configure: (program, act) =>
    void program
      .command('query <sql>')
      .description('ask the projection one SELECT; SHOW TABLES lists what can be asked')
      .option('--as-of <position|time>', 'answer as it would have been then')
      .action((sql: string, { asOf }: { asOf?: string }) =>
        act(asOf === undefined ? { sql } : { sql, asOf }),
      ),
  async *run({ house, form }, { sql, asOf }) {
    const knowledge = await house.knowledge();
    const { columns, rows, truncated } = await knowledge.query(sql, { asOf: asOf ?? null });
    yield* sayRows(rows, columns, form, 'no rows');
    if (truncated) yield { err: `cut off after ${rows.length} rows: narrow it with WHERE or LIMIT` };
    return EXIT.ok;
  },
});
