import { chooseArm } from '../../../machines/rules/bandit/chooseArm.ts';
import { PRIOR, updated } from '../../../machines/rules/bandit/posterior.ts';
import type { Arm } from '../../../machines/rules/bandit/posterior.ts';
import type { LoggedChoice, TargetPolicy } from '../../../machines/rules/offPolicy/logged.ts';
import type { Random } from '../../../machines/rules/random.ts';

/** A simulated world whose truth is known: contexts of equal chance, and what an action comes to in each. */
export type World = {
  readonly contexts: readonly string[];
  readonly actions: readonly string[];
  /** Mean reward, in [0, 1]. */
  readonly mean: (context: string, action: string) => number;
  readonly reward: (context: string, action: string, random: Random) => number;
};

/** Six contexts, four actions: which is best depends on the context, rewards are 0 or 1. */
export const tasks: World = (() => {
  const contexts = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'];
  const actions = ['a0', 'a1', 'a2', 'a3'];
  const mean = (context: string, action: string): number => {
    const [at, place] = [contexts.indexOf(context), actions.indexOf(action)];
    return 0.15 + 0.05 * at + 0.12 * ((at + 2 * place) % 4);
  };
  return {
    contexts,
    actions,
    mean,
    reward: (context, action, random) => (random.uniform() < mean(context, action) ? 1 : 0),
  };
})();

/** Mean reward per choice of a policy: its true value. */
export function valueOf({ contexts, mean }: World, policy: TargetPolicy): number {
  const all = contexts.map((context) =>
    Object.entries(policy(context, 0)).reduce(
      (sum, [action, chance]) => sum + chance * mean(context, action),
      0,
    ),
  );
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

export type Logger = {
  readonly name: string;
  readonly log: (world: World, answers: number, random: Random) => readonly LoggedChoice[];
};

/** Draws an action by its chances. */
function drawn(chances: Readonly<Record<string, number>>, random: Random): string {
  const names = Object.keys(chances);
  let left = random.uniform();
  for (const name of names) {
    left -= chances[name]!;
    if (left < 0) return name;
  }
  return names.at(-1)!;
}

/** Logs as a policy that does not learn. */
function fixed(
  name: string,
  chances: (world: World, context: string) => Readonly<Record<string, number>>,
): Logger {
  return {
    name,
    log: (world, answers, random) =>
      Array.from({ length: answers }, () => {
        const context = world.contexts[Math.floor(random.uniform() * world.contexts.length)]!;
        const of = chances(world, context);
        const action = drawn(of, random);
        return { context, action, propensity: of[action]!, reward: world.reward(context, action, random) };
      }),
  };
}

export const even = ({ actions }: World): Readonly<Record<string, number>> =>
  Object.fromEntries(actions.map((action) => [action, 1 / actions.length]));

/** One action in all contexts with 85 %, the others share the rest. */
const favouring = ({ actions }: World): Readonly<Record<string, number>> =>
  Object.fromEntries(actions.map((action, at) => [action, at === 0 ? 0.85 : 0.15 / (actions.length - 1)]));

/** So many answers come in before the bandit's choices change. */
const BATCH = 50;

/** The product's own bandit, floor and propensities, blind to contexts, learning as it logs. */
const learning: Logger = {
  name: 'Thompson sampling that learns',
  log(world, answers, random) {
    let arms: readonly Arm[] = world.actions.map((name) => ({ name, ...PRIOR }));
    const log: LoggedChoice[] = [];
    while (log.length < answers) {
      const now = chooseArm(arms, 0).arms;
      const chances = Object.fromEntries(now.map(({ name, propensity }) => [name, propensity]));
      for (let at = 0; at < BATCH && log.length < answers; at += 1) {
        const context = world.contexts[Math.floor(random.uniform() * world.contexts.length)]!;
        const action = drawn(chances, random);
        const reward = world.reward(context, action, random);
        log.push({ context, action, propensity: chances[action]!, reward });
        arms = arms.map((arm) => (arm.name === action ? { ...arm, ...updated(arm, reward) } : arm));
      }
    }
    return log;
  },
};

export const loggers: readonly Logger[] = [
  fixed('uniform', even),
  fixed('one action 85 %', favouring),
  learning,
];

export type Target = { readonly name: string; readonly of: (world: World) => TargetPolicy };

export const targets: readonly Target[] = [
  { name: 'uniform', of: (world) => () => even(world) },
  {
    name: 'best per context',
    of: (world) => (context) => {
      const values = world.actions.map((action) => world.mean(context, action));
      return { [world.actions[values.indexOf(Math.max(...values))]!]: 1 };
    },
  },
  { name: 'always the last action', of: (world) => () => ({ [world.actions.at(-1)!]: 1 }) },
];
