import type { LoggedChoice, TargetPolicy } from '../../../machines/rules/offPolicy/logged.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { Evaluate } from './judged.ts';
import { loggers, tasks } from './worlds.ts';

/** What was never logged, in two ways: an action by nobody, and one only in other contexts. */
const cases: readonly {
  readonly name: string;
  readonly kept: (choice: LoggedChoice) => boolean;
  readonly policy: TargetPolicy;
}[] = [
  {
    name: 'simulated tasks, a policy that asks in one of ten for an action that nobody chose',
    kept: () => true,
    policy: () => ({ a0: 0.9, elsewhere: 0.1 }),
  },
  {
    name: 'simulated tasks, a policy that asks in half of the contexts for what was chosen in the others alone',
    kept: ({ context, action }) => action !== 'a3' || context < 'c3',
    policy: () => ({ a3: 1 }),
  },
];

export function unlogged({
  replications,
  answers,
  seed,
  evaluate,
}: {
  readonly replications: number;
  readonly answers: number;
  readonly seed: number;
  readonly evaluate: Evaluate;
}): readonly { readonly name: string; readonly refused: number; readonly replications: number }[] {
  return cases.map(({ name, kept, policy }) => {
    let refused = 0;
    for (let replication = 0; replication < replications; replication += 1) {
      const random = randomFrom(deriveSeed(seed, `${name} ${replication}`));
      const log = loggers[0]!.log(tasks, answers, random).filter(kept);
      if (evaluate(log, policy).kind === 'refused') refused += 1;
    }
    return { name, refused, replications };
  });
}
