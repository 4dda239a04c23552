import type { Underway } from '../../answers/underway.ts';
import { progressText } from '../commands/sessionProgress.ts';
import { sharesText, stageText } from './sayRollout.ts';

type Of<K extends Underway['kind']> = Extract<Underway, { kind: K }>;

const lines: { readonly [K in Underway['kind']]: (one: Of<K>) => readonly string[] } = {
  rollout: (one) => [
    `${one.rollout}: ${one.challengers.map(({ artifact }) => artifact).join(', ')} in the place of ${one.incumbent} for ${one.capability}`,
    `  ${one.state}, ${stageText(one.stage)}, ${one.answered} answered runs${one.split === null ? '' : `: ${sharesText(one.split)}`}`,
    `  waits for ${one.waits ?? 'nothing'}`,
  ],
  population: (one) => [
    `${one.population}: ${one.strategy} on the ${one.genome} of ${one.target} for ${one.capability}${one.simulated ? ' (simulated models)' : ''}`,
    `  ${one.state}, ${one.generations} of at most ${one.of} generations over, ${one.evaluations} evaluations, best quality ${one.best === null ? '–' : one.best.toFixed(3)}`,
    `  waits for ${one.waits ?? 'nothing'}`,
  ],
  session: (one) => [
    `${one.session}: a session on ${one.target} for ${one.capability}`,
    `  ${one.state}, ${progressText(one)}`,
  ],
};

/** Something that goes on, for people: what is tried, how far it is, what it waits for. */
export function underwayText(one: Underway): readonly string[] {
  return (lines[one.kind] as (each: Underway) => readonly string[])(one);
}
