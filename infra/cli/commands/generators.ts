import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import type { GeneratorArm, GeneratorVerdict } from '../../policies/generatorVerdict.ts';
import { command } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const DELTA = 0.05;
const Options = z.strictObject({ capability: Id, delta: z.number().gt(0).lt(1) });
const COLUMNS = ['arm', 'present', 'chosen', 'rewards', 'mean', 'propensity', 'posterior'];

/** `dse generators CAPABILITY`: how its generators fare, and whether the best of them is shown. */
export const generators = command({
  name: 'generators',
  needs: 'knowledge',
  options: Options,
  configure: (program, act) =>
    void program
      .command('generators <capability>')
      .description('how the generators of a capability fare, and whether the best is shown')
      .option('--delta <chance>', `of naming a wrong one (${DELTA})`, chance)
      .action((capability: string, { delta = DELTA }: { delta?: number }) => {
        if (!Id.safeParse(capability).success)
          throw new CliProblem(EXIT.usage, `${capability}: ids match [a-z0-9][a-z0-9_-]{0,63}`);
        act({ capability, delta });
      }),
  async *run({ house, form }, { capability, delta }) {
    const [{ SEARCHES }, { generatorVerdict }] = await Promise.all([
      import('../../../actors/generators/searches.ts'),
      import('../../policies/generatorVerdict.ts'),
    ]);
    const [knowledge, settings] = await Promise.all([house.knowledge(), house.settings()]);
    const here = new Set([...SEARCHES, ...settings.generators.map(({ name }) => name)]);
    const found = await generatorVerdict((sql) => knowledge.query(sql), capability, { delta, here });
    if (found === null)
      throw new CliProblem(
        EXIT.failed,
        `no capability "${capability}" was declared: \`dse query "select distinct capability from policies"\` lists them`,
      );
    if (form.json) {
      const { verdict } = found;
      const bounded =
        verdict === null
          ? null
          : { ...verdict, evidence: Number.isFinite(verdict.evidence) ? verdict.evidence : null };
      yield { out: JSON.stringify({ capability, delta, verdict: bounded, arms: found.arms }) };
      return EXIT.ok;
    }
    yield* sayRows(found.arms.map(rowOf), COLUMNS, form, '');
    yield { out: verdictText(found, delta) };
    return EXIT.ok;
  },
});

function rowOf(arm: GeneratorArm): Readonly<Record<string, unknown>> {
  const { propensity_min: low, propensity_max: high } = arm;
  return {
    ...arm,
    mean: arm.mean === null ? null : arm.mean.toFixed(3),
    propensity: low === null || high === null ? null : `${low.toFixed(2)} to ${high.toFixed(2)}`,
    posterior: `Beta(${shown(arm.alpha)}, ${shown(arm.beta)})`,
  };
}

const shown = (value: number): string => String(Math.round(value * 1000) / 1000);

function verdictText({ verdict, arms }: GeneratorVerdict, delta: number): string {
  if (verdict === null) return 'none of them can be asked any more';
  const gone = arms.filter(({ present, rewards }) => !present && rewards > 0).length;
  const counted = gone === 0 ? '' : `, ${gone} that vanished counted`;
  const known = arms.filter(({ present, rewards }) => present && rewards > 0).length;
  if (known === 0) return 'open; none of those that can be asked has a reward yet';
  if (verdict.kind === 'best' && !Number.isFinite(verdict.evidence)) return `${verdict.arm} is the only one`;
  const by = `evidence ${verdict.evidence.toFixed(2)} of ${verdict.threshold.toFixed(2)} nats at a chance of error of ${delta}${counted}`;
  if (verdict.kind === 'best') return `best: ${verdict.arm}; ${by}`;
  if (verdict.kind === 'undecided') return `undecided, ${verdict.leading} leads; ${by}`;
  return `open; ${by}`;
}

function chance(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < 1))
    throw new CliProblem(EXIT.usage, `--delta ${text}: a number between 0 and 1 is meant`);
  return value;
}
