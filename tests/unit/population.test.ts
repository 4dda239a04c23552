import { expect, it } from 'vitest';
import { live, said } from '../populationWorld.ts';

it('tries', () => {
  const world = live();
  console.log(world.value, world.refused.slice(0, 5), world.largest, world.facts.length);
  for (const one of said(world.facts, 'generation.ended'))
    console.log(
      one.generation,
      one.phase,
      one.quality,
      one.mean,
      one.flat,
      one.flat_in_row,
      one.hypervolume,
      one.proposals,
      one.evaluations,
      one.survivors.length,
    );
  console.log(
    said(world.facts, 'population.stopped'),
    said(world.facts, 'finalists.rescored')[0]?.finalists,
    said(world.facts, 'population.ended'),
    said(world.facts, 'deployment.decided'),
  );
  console.log(world.told);
  expect(world.value).toBe('ended');
});
