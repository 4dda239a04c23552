import { chooseArm, PRIOR } from '../../machines/rules/bandit.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import { SEED_GENERATOR } from '../../machines/task/machine.ts';
import { capabilityOf, taskOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';
import { openSeeds } from './seeds.ts';

/**
 * Which generator is tried next: seeds first where there are any, then a Thompson draw over the generators not tried yet
 * (E8, DESIGN 9). What was read and drawn stands in the fact.
 */
export function chooseGenerator(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const task = await taskOf(workshop, lease.actor.id);
    const request = task.request!;
    const { context, version } = await capabilityOf(workshop, request.capability);
    const seed = deriveSeed(request.seed, `choose ${task.tried.length}`);
    if (!task.tried.includes(SEED_GENERATOR)) {
      const seeds = await openSeeds(workshop, context, request.kind, request.target);
      if (seeds.length > 0) {
        const reason = `${seeds.length} seed${seeds.length === 1 ? '' : 's'} of the capability not tried yet`;
        return {
          type: 'generatorChosen',
          generator: SEED_GENERATOR,
          arms: [],
          seed,
          capability_version: version,
          reason,
        };
      }
    }
    const drawn = task.tried.filter((name) => name !== SEED_GENERATOR);
    if (drawn.length >= request.attempts) {
      return {
        type: 'nothingToChoose',
        reason: `all ${request.attempts} attempts are used (${task.tried.join(', ')})`,
      };
    }
    if (context.declared?.kind !== 'function' && context.declared?.kind !== 'test') {
      return {
        type: 'nothingToChoose',
        reason: `a ${context.declared?.kind} is only replaced by another one declared in its capability file, and none is left`,
      };
    }
    const { language } = context.declared;
    if (language !== 'javascript' && language !== 'typescript') {
      return {
        type: 'nothingToChoose',
        reason: `no generator of this build writes ${language}: add another seed to the capability file`,
      };
    }
    if (request.target === null && context.declared.seeds.length === 0) {
      return {
        type: 'nothingToChoose',
        reason:
          'there is no code to start from: the genetic editor needs a parent, and the capability has no seed',
      };
    }
    const arms = Object.entries(context.posteriors)
      .filter(([name]) => !drawn.includes(name))
      .map(([name, posterior]) => ({ name, ...(posterior ?? PRIOR) }));
    if (arms.length === 0)
      return { type: 'nothingToChoose', reason: `every generator was tried (${task.tried.join(', ')})` };
    const choice = chooseArm(arms, seed);
    return {
      type: 'generatorChosen',
      generator: choice.arm,
      arms: choice.arms.map(({ name, alpha, beta, propensity }) => ({
        generator: name,
        alpha,
        beta,
        propensity,
      })),
      seed,
      capability_version: version,
      reason: `Thompson draw over ${arms.length} generators`,
    };
  };
}
