import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { guard } from '../../../machines/rules/sequential/guard.ts';
import type { GuardVerdict } from '../../../machines/rules/sequential/guard.ts';
import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import { wilson } from '../wilson.ts';
import type { Racing } from './raced.ts';
import { ALPHA } from './rows.ts';

export type GuardLine = {
  readonly world: string;
  readonly verdict: GuardVerdict;
  /** Whether that verdict would be an error. */
  readonly wrong: boolean;
  readonly replications: number;
  readonly said: number;
};

const CONTROL = 0.1;
const MARGIN = 0.02;

/** Errors are looked at where they are most likely: with the treatment worse by just the margin. */
const worlds = [
  { world: 'worse by just the margin', treatment: CONTROL + MARGIN, errors: ['safe', 'harmed'] },
  { world: 'equal', treatment: CONTROL, errors: ['harmed'] },
  { world: 'worse by three margins', treatment: CONTROL + 3 * MARGIN, errors: ['safe'] },
] as const;

/** A guard on a share of errors, .1 with control and 2 points of margin. */
export function guardLine({ replications, looks, seed }: Racing): readonly GuardLine[] {
  const { test, verdict: verdictOf } = guard({ margin: MARGIN, better: 'less' });
  return worlds.flatMap(({ world, treatment, errors }) => {
    const said = { safe: 0, harmed: 0, open: 0 };
    for (let replication = 0; replication < replications; replication += 1) {
      const random = randomFrom(deriveSeed(seed, `${world} ${replication}`));
      let state = test.initial();
      let verdict: GuardVerdict = 'open';
      for (let look = 0; look < looks && verdict === 'open'; look += 1) {
        const value = (p: number): number => (random.uniform() < p ? 1 : 0);
        state = test.step(state, { side: 'control', value: value(CONTROL) });
        state = test.step(state, { side: 'treatment', value: value(treatment) });
        verdict = verdictOf(state, ALPHA);
      }
      said[verdict] += 1;
    }
    return (['safe', 'harmed'] as const).map((verdict) => ({
      world,
      verdict,
      wrong: errors.some((error) => error === verdict),
      replications,
      said: said[verdict],
    }));
  });
}

export function guardRow({ world, verdict, wrong, replications, said }: GuardLine): BenchRow {
  const [low, high] = wilson(said, replications);
  const says = `95 %: ${low.toFixed(4)} to ${high.toFixed(4)}`;
  return counted(
    `simulated guard, ${world}: says ${verdict}`,
    said / replications,
    null,
    // A tenth of the replications: the interval has to reach down to alpha, not stay below it.
    wrong ? `an error: not above ${ALPHA}; ${says}` : `reported as it is; ${says}`,
    !wrong || low <= ALPHA,
  );
}
