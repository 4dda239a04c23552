import { z } from 'zod';
import { isRange } from '../../../machines/rules/versions.ts';
import { command, group } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayOne } from '../print/say.ts';
import { resolveTool } from '../tools/resolveTool.ts';
import { toolRows } from '../tools/toolRow.ts';

const Options = z.strictObject({ name: z.string(), range: z.string().nullable() });

/** `dse tools show NAME[@RANGE]`: what the name means now (SPEC B9, B24). */
export const toolsShow = command({
  name: 'tools show',
  needs: 'knowledge',
  options: Options,
  configure: (program, act) =>
    void group(program, 'tools', '')
      .command('show <tool>')
      .description('what NAME or NAME@RANGE means: 1.2.0, 1.2, ^1.2.0, ~1.2.0, best or latest')
      .action((text: string) => {
        const [name = '', range, ...more] = text.split('@');
        if (name === '' || more.length > 0 || (range !== undefined && !isRange(range)))
          throw new CliProblem(
            EXIT.usage,
            `"${text}" names no tool: write NAME or NAME@RANGE, a range being 1.2.0, 1.2, ^1.2.0, ~1.2.0, best or latest`,
          );
        act({ name, range: range ?? null });
      }),
  async *run({ house, form }, { name, range }) {
    const rows = await toolRows(await house.knowledge());
    const resolved = resolveTool(name, range, rows);
    if (!resolved) {
      const versions = rows.filter(({ tool }) => tool === name).map(({ tool_version }) => tool_version);
      throw new CliProblem(
        EXIT.failed,
        versions.length === 0
          ? `there is no tool "${name}": \`dse tools list\` lists them`
          : `no version of "${name}" that can be called is ${range ?? 'served'}; it has ${versions.join(', ')}`,
      );
    }
    const { artifact, row, because } = resolved;
    yield* sayOne({ ...(row ?? { tool: name, tool_version: null }), artifact, because }, form);
    return EXIT.ok;
  },
});
