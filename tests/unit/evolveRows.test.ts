import { describe, expect, it } from 'vitest';
import type { Life } from '../../infra/bench/evolve/life.ts';
import { pairedBy, rowsOf } from '../../infra/bench/evolve/rows.ts';

type Searched = Extract<Life, { came: 'searched' }>;

function life(evolve: boolean, random: boolean, rest: Partial<Searched> = {}): Searched {
  const arm = (correct: boolean) => ({ accepted: correct, correct, evaluations: 100 });
  return {
    came: 'searched',
    failures: 3,
    examples: 60,
    arms: { evolve: arm(evolve), local: arm(evolve), random: arm(random), editor: arm(false) },
    outcome: evolve ? 'offered' : 'nothing_better',
    rollout: evolve ? 'promoted' : null,
    served: { isNew: evolve, correct: evolve },
    ...rest,
  };
}

const holds = (lives: readonly Life[]): boolean => rowsOf(lives).every((row) => row.holds);

describe('the rows of the whole loop', () => {
  it('hold where a population finds what random search finds', () => {
    expect(holds([life(true, true), life(true, false), life(false, false)])).toBe(true);
  });

  it('do not hold where random search finds more, beyond chance', () => {
    const worse = Array.from({ length: 6 }, () => life(false, true));
    expect(pairedBy(worse, 'random', 'evolve').chance).toBeCloseTo(1 / 64);
    expect(holds(worse)).toBe(false);
    expect(holds(worse.slice(0, 3))).toBe(true);
  });

  it('do not hold where something serves that no rollout promoted', () => {
    expect(holds([life(true, true, { rollout: 'rolled_back' })])).toBe(false);
  });

  it('count what was never served or never seen to fail apart', () => {
    const rows = rowsOf([
      { came: 'not served', why: 'its suite is refused' },
      { came: 'no failure', why: 'nobody asked' },
      life(true, false),
    ]);
    const of = (name: string): number => rows.find((row) => row.name === name)!.ours;
    expect(of('programs')).toBe(3);
    expect(of('programs whose suite or proof was refused')).toBe(1);
    expect(of('programs that nobody saw fail')).toBe(1);
    expect(of('population: correct on the held-out suite')).toBe(1);
  });
});
