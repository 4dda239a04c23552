import { breederOf } from '../../evolving/breeders.ts';
import { checkControls as check } from '../../evolving/controls.ts';
import { evaluateExamples } from '../../evolving/evaluate.ts';
import { blobText, priced } from '../../workshop.ts';
import type { Workshop } from '../../workshop.ts';
import type { EffectHandler } from '../../worker.ts';
import { examplesOf, groundOf } from './ground.ts';

/** What the judge of a population says of what is known to be wrong, and of the incumbent twice (law 4). */
export function checkControls(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { asked, spec, suite, target, program } = await groundOf(workshop, lease.actor.id);
    const started = performance.now();
    const examples = await examplesOf(workshop, asked, 'controls');
    const parent = program(await blobText(workshop, target.source, 'the source of the target'));
    const { seed } = asked;
    // What its dearest answer takes bounds what every candidate may take, so it is told before there are any.
    const first = await evaluateExamples(workshop, parent, examples, { spec, suite, seed, dearest: null });
    const dearest = Math.max(0, ...first.map(({ fuel }) => fuel ?? 0));
    const checked = await check(workshop, {
      spec,
      suite,
      examples,
      parent,
      empty: breederOf(asked.genome, workshop).empty(spec),
      dearest: dearest === 0 ? null : dearest,
      seed,
    });
    const asking = checked.costMicro + first.reduce((sum, { costMicro }) => sum + costMicro, 0);
    return {
      type: 'controlsChecked',
      controls: checked.controls
        .slice(0, 10)
        .map(({ what, ...one }) => ({ ...one, what: what.slice(0, 120) })),
      same: checked.same,
      dearest: dearest === 0 ? null : dearest,
      evaluations: checked.evaluations + first.length,
      cost_micro: asking + priced(workshop, performance.now() - started),
      ...(asking > 0 ? { models_micro: asking } : {}),
    };
  };
}
