import { fact } from '../../events/catalog.ts';
import type { FactOf, FactType } from '../../events/catalog.ts';
import type { PopulationCommand } from './commands.ts';
import type { PopulationContext } from './context.ts';
import { begun } from './breeding.ts';
import { over } from './ending.ts';
import { planGeneration } from './planning.ts';

type Checked = Extract<PopulationCommand, { type: 'controlsChecked' }>;

const REQUIRED = ['known_bad', 'empty', 'constant'] as const;

/** Nothing is selected by what cannot tell bad work (law 4): a control that passes, or a judge that disagrees with itself, blocks it. */
export function controlsChecked(
  context: PopulationContext,
  { controls, same, dearest, evaluations, cost_micro, models_micro }: Checked,
): readonly FactOf<FactType>[] {
  const blocked = blockedBy(context, { controls, same });
  const clean = (value: number): number => (Number.isFinite(value) ? value : 0);
  const checked = fact('controls.checked', {
    controls: controls.map(({ score, ...control }) => ({ ...control, score: clean(score) })),
    same: { ...same, first: clean(same.first), second: clean(same.second), agreement: clean(same.agreement) },
    dearest,
    blocked,
    evaluations,
    cost_micro,
    ...(models_micro === undefined ? {} : { models_micro }),
  });
  const after = {
    ...context,
    evaluations: context.evaluations + evaluations,
    costMicro: context.costMicro + cost_micro,
  };
  if (blocked !== null) return [checked, ...over(after, 'blocked', blocked)];
  const phase = context.asked!.strategy === 'random' ? 'random' : 'seed';
  return [checked, ...begun(after, planGeneration(after, 0, phase))];
}

function blockedBy(
  { asked }: PopulationContext,
  { controls, same }: Pick<Checked, 'controls' | 'same'>,
): string | null {
  const { control_max, disagreement_max } = asked!.settings;
  const missing = REQUIRED.find((name) => !controls.some((one) => one.name === name));
  if (missing) return `the control "${missing}" was not evaluated: nothing shows that bad work is seen`;
  const passes = controls.find(({ score }) => !(score < control_max));
  if (passes)
    return `the control "${passes.name}" (${passes.what}) passes with quality ${passes.score}: below ${control_max} is what bad work may have; add examples that it gets wrong`;
  if (!(1 - same.agreement <= disagreement_max))
    return `the same implementation got another score on ${Math.round((1 - same.agreement) * same.n)} of ${same.n} examples the second time: ${disagreement_max} is the largest share; make the judge steadier`;
  return null;
}
