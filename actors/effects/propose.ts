import { MEMORY_GENERATOR, NEIGHBOUR_GENERATOR, SEED_GENERATOR } from '../../machines/task/context.ts';
import { capabilityOf, specOf, taskOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';
import { proposeMemory } from './proposals/memory.ts';
import { proposeByModel } from './proposals/model.ts';
import { proposeFromNeighbours } from './proposals/neighbours.ts';
import type { Proposing } from './proposals/proposal.ts';
import { proposeBySearch } from './proposals/search.ts';
import { proposeSeeds } from './proposals/seeds.ts';

/** Has the chosen generator propose candidates, within its budget. */
export function propose(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const task = await taskOf(workshop, lease.actor.id);
    const request = task.request!;
    const { context } = await capabilityOf(workshop, request.capability);
    const declared = context.declared!;
    const proposing: Proposing = {
      workshop,
      id: lease.actor.id,
      task,
      request,
      declared,
      before: context.before,
      spec: await specOf(workshop, declared.spec),
      suite: task.suite ?? context.suite!,
      position: lease.position,
    };
    const name = String(lease.effect.input['generator']);
    if (name === SEED_GENERATOR) return proposeSeeds(proposing);
    if (name === MEMORY_GENERATOR) return proposeMemory(proposing);
    if (name === NEIGHBOUR_GENERATOR) return proposeFromNeighbours(proposing);
    const model = workshop.modelGenerators.get(name);
    return model ? proposeByModel(proposing, model) : proposeBySearch(proposing, name);
  };
}
