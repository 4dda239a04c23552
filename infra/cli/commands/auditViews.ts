import { z } from 'zod';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

/** `dse audit views`: every view against its table computed by hand from the fixture log. */
export const auditViews = command({
  name: 'audit views',
  needs: 'nothing',
  options: z.strictObject({}),
  configure: (program, act) =>
    void group(program, 'audit', '')
      .command('views')
      .description('check every view against tables computed by hand from a fixture log')
      .action(() => act({})),
  async *run({ form }) {
    const [{ auditViews: auditOf }, { openDuckdb }] = await Promise.all([
      import('../../../projections/audit/auditViews.ts'),
      import('../../duckdb/openDuckdb.ts'),
    ]);
    const database = await openDuckdb({ path: ':memory:' });
    try {
      const { commits, runBatches, views, holds } = await auditOf(database);
      if (form.json) {
        yield { out: JSON.stringify({ commits, runBatches, views, holds }) };
        return holds ? EXIT.ok : EXIT.failed;
      }
      const rows = views.map(({ view, rows: count, difference }) => ({
        view,
        rows: count,
        result: difference ?? 'equal',
      }));
      yield* sayRows(rows, ['view', 'rows', 'result'], form, 'no views');
      yield {
        out: `audit views: ${holds ? 'all equal' : 'DIFFERENT'}; ${commits} commits and ${runBatches} run batches projected`,
      };
      return holds ? EXIT.ok : EXIT.failed;
    } finally {
      await database.close();
    }
  },
});
