import { z } from 'zod';
import { TIERS } from '../../config/settings/optimization.ts';
import { ownTools } from '../../optimizing/tiers.ts';
import { command } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const COLUMNS = [
  'tier',
  'tools',
  'target_quality',
  'cost_usd',
  'value_usd',
  'sessions',
  'improved',
  'spent_usd',
  'mean_cost_usd',
  'quality_gain',
];

/** `dse tiers`: who is asked on each tier, from which value on, and what sessions on it cost and brought (SPEC P27-P31). */
export const tiers = command({
  name: 'tiers',
  needs: 'knowledge',
  options: z.strictObject({}),
  configure: (program, act) =>
    void program
      .command('tiers')
      .description('what improvements are made with, from which value on, and what that cost so far')
      .action(() => act({})),
  async *run({ house, form }) {
    const settings = await house.settings();
    const { optimization, models, generators } = settings;
    const own = ownTools(
      optimization.tiers,
      generators.map(({ name, model }) => ({ name, free: models[model]?.price === 'free' })),
    );
    const { rows: measured } = await (await house.knowledge()).query('SELECT * FROM tiers');
    const { low_value: low, high_value: high } = optimization;
    const values = { local: `below ${low}`, cloud: `${low} to below ${high}`, deep: `from ${high}` };
    const dollars = (micro: unknown) => (micro === null || micro === undefined ? null : Number(micro) / 1e6);
    const rows = TIERS.map((tier) => {
      const seen = measured.find((row) => row['tier'] === tier);
      const { cost_per_optimization, target_quality } = optimization.tiers[tier];
      const tools = form.json ? own[tier] : own[tier].join(', ');
      return {
        tier,
        tools,
        target_quality: form.json ? target_quality : target_quality.join(' to '),
        cost_usd: cost_per_optimization,
        value_usd: values[tier],
        sessions: Number(seen?.['sessions'] ?? 0),
        improved: Number(seen?.['improved'] ?? 0),
        spent_usd: dollars(seen?.['spent_micro'] ?? 0),
        mean_cost_usd: dollars(seen?.['mean_cost_micro']),
        quality_gain: seen?.['mean_quality_gain'] ?? null,
        priced: seen?.['priced'] ?? null,
      };
    });
    yield* sayRows(rows, COLUMNS, form, '');
    if (!form.json)
      yield { err: 'a dearer tier may use what cheaper ones may; spent: priced compute and models' };
    return EXIT.ok;
  },
});
