import { z } from 'zod';
import { PressureLevel } from '../../../events/pressure.ts';
import { levelNamed } from '../../../machines/rules/pressure/levels.ts';
import { command, group } from '../command.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';

const Options = z.strictObject({ level: PressureLevel, until: z.iso.datetime({ precision: 3 }).nullable() });

/** `dse pressure set LEVEL`: this level, whatever is measured, until it is released. Training comes only like this. */
export const pressureSet = command({
  name: 'pressure set',
  needs: 'log',
  creates: true,
  options: Options,
  configure: (program, act) =>
    void group(program, 'pressure', '')
      .command('set <level>')
      .description('high, medium, low or training, whatever is measured, until it is released')
      .option('--until <time>', 'when it ends by itself, such as 2026-03-01T06:00Z')
      .action((name: string, { until }: { until?: string }) => {
        const named = levelNamed(name);
        if (named.level === null) throw new CliProblem(EXIT.usage, named.problem);
        act({ level: named.level, until: until === undefined ? null : timeOf(until) });
      }),
  async *run({ house, form }, { level, until }) {
    const [{ logHost }, { tellPressure }] = await Promise.all([
      import('../logHost.ts'),
      import('../../pressure/tellPressure.ts'),
    ]);
    const { host } = await logHost(house);
    requireSent(await tellPressure(host, { type: 'set', level, until }), 'pressure/main');
    const end = until === null ? 'until `dse pressure release`' : `until ${until}`;
    yield { out: form.json ? JSON.stringify({ level, reason: 'set', until }) : `${level} pressure ${end}` };
    return EXIT.ok;
  },
});

function timeOf(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CliProblem(EXIT.usage, `--until ${text}: a time is meant, such as 2026-03-01T06:00Z`);
  return new Date(time).toISOString();
}
