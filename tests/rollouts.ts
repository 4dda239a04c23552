import { RolloutRules } from '../events/rolloutRules.ts';
import type { RolloutPlan } from '../events/rolloutFacts.ts';
import type { Seen } from '../machines/rollout/commands.ts';
import type { RolloutContext } from '../machines/rollout/context.ts';
import { randomFrom } from '../machines/rules/random.ts';
import { given } from './given.ts';
import type { Outcome } from './given.ts';

export type Rollout = Outcome<'rollout'>;

export const capability = { from: { kind: 'capability', id: 'double' } as const };

export function plan(rules: object = {}, different: Partial<RolloutPlan> = {}): RolloutPlan {
  return {
    capability: 'double',
    kind: 'artifact',
    incumbent: 'a-1',
    challengers: [{ artifact: 'a-2' }],
    task: null,
    rules: RolloutRules.parse(rules),
    ...different,
  };
}

export const arm = (artifact: string, different: object = {}) => ({
  artifact,
  source: artifact.repeat(32).slice(0, 64),
  capability: 'double',
  state: 'stored',
  quarantined: false,
  ...different,
});

export const proposed = (asked: RolloutPlan): Rollout =>
  given('rollout').when({ type: 'propose', plan: asked }, capability);

/** In its first stage. */
export function running(rules: object = {}, different: Partial<RolloutPlan> = {}): Rollout {
  const asked = plan(rules, different);
  const arms = [asked.incumbent, ...asked.challengers.map(({ artifact }) => artifact)];
  return proposed(asked).when({ type: 'armsChecked', arms: arms.map((id) => arm(id)) });
}

export const contextOf = ({ context }: Rollout): RolloutContext => context as unknown as RolloutContext;

export const run = (artifact: string, different: Partial<Seen> = {}): Seen => ({
  artifact,
  beside: false,
  quality: 1,
  failed: false,
  fuel: null,
  latency_us: 1000,
  ...different,
});

/** The next runs, wherever the last ones ended. */
export function observed(rollout: Rollout, seen: readonly Seen[]): Rollout {
  const from = contextOf(rollout).observed ?? { position: 0, index: 0 };
  return rollout.when({ type: 'observe', from, to: { position: from.position + 1, index: 0 }, seen });
}

/** How an arm answers: chances of a wrong answer and of a failure, fuel of a run. */
export type World = Readonly<
  Record<string, { readonly right?: number; readonly fails?: number; readonly fuel?: number }>
>;

/** Runs as they would come in while the arms have these shares, beside runs included. */
export function drawn(rollout: Rollout, world: World, n: number, seed: number): readonly Seen[] {
  const { split } = contextOf(rollout);
  if (!split) return [];
  const random = randomFrom(seed);
  const one = (artifact: string, beside: boolean): Seen => {
    const { right = 1, fails = 0, fuel } = world[artifact] ?? {};
    const failed = random.uniform() < fails;
    const quality = random.uniform() < right ? 1 : 0;
    return run(artifact, { beside, failed, quality: failed ? null : quality, fuel: fuel ?? null });
  };
  return Array.from({ length: n }).flatMap(() => {
    let u = random.uniform();
    const answers =
      split.arms.findLast(({ share }) => (u -= share) < 0) ?? split.arms.find(({ share }) => share > 0)!;
    return [one(answers.artifact, false), ...split.shadow.map((artifact) => one(artifact, true))];
  });
}

/** Goes on until it is over, or for so many commands. */
export function lived(start: Rollout, world: World, seed: number, each = 50, most = 100): readonly Rollout[] {
  const steps = [start];
  for (let n = 0; n < most && steps.at(-1)!.state === 'running'; n += 1) {
    const last = steps.at(-1)!;
    steps.push(observed(last, drawn(last, world, each, seed * 1000 + n).slice(0, 200)));
  }
  return steps;
}
