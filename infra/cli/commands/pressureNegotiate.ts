import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { Score01 } from '../../../events/proof.ts';
import { ceilingsOf } from '../../../machines/rules/pressure/ceiling.ts';
import { negotiatePressure } from '../../../machines/rules/pressure/negotiatePressure.ts';
import { negotiateQuality } from '../../../machines/rules/pressure/negotiateQuality.ts';
import { command, group, share, wholeNumber } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';

const Options = z.strictObject({
  quality: Score01,
  capability: Id.optional(),
  maxLatency: z.int().min(1).default(5000),
  maxCost: z.number().min(0).default(0.1),
});

/** `dse pressure negotiate`: whether a quality is in reach now, and the highest pressure under which all that is needed is. */
export const pressureNegotiate = command({
  name: 'pressure negotiate',
  needs: 'knowledge',
  creates: true,
  options: Options,
  configure: (program, act) =>
    void group(program, 'pressure', '')
      .command('negotiate')
      .description('whether a quality is in reach now, and under which pressure all that is needed is')
      .requiredOption('--quality <share>', 'what is needed, 0 to 1', share('--quality'))
      .option('--capability <id>', 'of whose measured implementations; without it by what is expected')
      .option('--max-latency <ms>', 'of 95 of 100 runs, ms (5000)', wholeNumber('--max-latency'))
      .option('--max-cost <usd>', 'of a run, dollars (0.10)', dollars)
      .action((options: { quality: number; capability?: string; maxLatency?: number; maxCost?: number }) => {
        const { quality, capability, maxLatency = 5000, maxCost = 0.1 } = options;
        if (capability !== undefined && !Id.safeParse(capability).success)
          throw new CliProblem(EXIT.usage, `--capability ${capability}: ids match [a-z0-9][a-z0-9_-]{0,63}`);
        if (maxLatency === 0)
          throw new CliProblem(EXIT.usage, '--max-latency 0: milliseconds from 1 are meant');
        act({ quality, capability, maxLatency, maxCost });
      }),
  async *run({ house, form }, { quality, capability, maxLatency, maxCost }) {
    const [{ logHost }, { currentPressure }, { variantsOf }] = await Promise.all([
      import('../logHost.ts'),
      import('../../pressure/currentPressure.ts'),
      import('../../variants.ts'),
    ]);
    const [here, { pressure_management: settings }] = await Promise.all([logHost(house), house.settings()]);
    const { levels } = settings;
    const { level, reason } = await currentPressure(here, settings);
    const query = async (sql: string) => (await house.knowledge()).query(sql);
    const variants = capability === undefined ? [] : await variantsOf(query, capability);
    const answer = negotiateQuality(quality, level, ceilingsOf(variants, levels), levels);
    const needed = { quality, maxLatencyMs: maxLatency, maxCostUsd: maxCost };
    const negotiated = negotiatePressure(needed, variants, levels);
    const code = !answer.canMeet && answer.rejected ? EXIT.refused : EXIT.ok;
    if (form.json) {
      yield { out: JSON.stringify({ level, level_reason: reason, ...answer, negotiated }) };
      return code;
    }
    yield { out: `now ${level} pressure (${reason}): ${answer.reason}` };
    if (!answer.canMeet) {
      yield { out: answer.suggestion };
      if (!answer.rejected)
        yield { out: `${level} pressure never says no: the best there is would be given` };
    }
    yield { out: negotiated.rationale };
    return code;
  },
});

function dollars(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity))
    throw new CliProblem(EXIT.usage, `--max-cost ${text}: dollars from 0 are meant`);
  return value;
}
