import { z } from 'zod';
import { nearest } from '../../config/nearest.ts';
import { command, group } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';

const Options = z.strictObject({ key: z.string().min(1) });

/** `dse config get KEY`: what a setting is, from the file or by default (SPEC D.6). */
export const configGet = command({
  name: 'config get',
  needs: 'nothing',
  options: Options,
  configure: (program, act) =>
    void group(program, 'config', 'the settings file')
      .command('get <key>')
      .description('what a setting is, such as optimization.offline_batch.max_daily_budget')
      .action((key: string) => act({ key })),
  async *run({ house, form }, { key }) {
    const { file: _, ...settings } = await house.settings();
    let value: unknown = settings;
    const way: string[] = [];
    for (const part of key.split('.')) {
      const known = typeof value === 'object' && value !== null ? Object.keys(value) : [];
      if (!known.includes(part)) {
        const where = way.length === 0 ? 'the settings' : `\`${way.join('.')}\``;
        const close = nearest(part, known);
        const remedy =
          close === null
            ? known.length === 0
              ? `it is ${JSON.stringify(value)} and holds nothing more`
              : `there are ${known.join(', ')}`
            : `did you mean \`${[...way, close].join('.')}\`?`;
        throw new CliProblem(
          EXIT.usage,
          `${where} have no \`${part}\`: ${remedy}`.replace('` have', '` has'),
        );
      }
      value = (value as Record<string, unknown>)[part];
      way.push(part);
    }
    const scalar = typeof value !== 'object' || value === null;
    yield { out: form.json || scalar ? JSON.stringify(value) : JSON.stringify(value, null, 2) };
    return EXIT.ok;
  },
});
