import { expect, it } from 'vitest';
import { RolloutRules } from '../../events/rolloutRules.ts';
import type { RolloutPlan } from '../../events/rolloutFacts.ts';
import { decideRollout } from '../../machines/rollout/decide.ts';
import { rolloutMachine } from '../../machines/rollout/machine.ts';
import { interpreter } from '../../machines/fold.ts';
import type { RolloutContext } from '../../machines/rollout/context.ts';
import { randomFrom } from '../../machines/rules/random.ts';
import { arm, capability, run } from '../rollouts.ts';

const folding = interpreter(rolloutMachine);
const AT = '2026-01-01T00:00:00.000Z';

/** How a rollout of equal arms, or of others, ends with a look at every command; the facts are not written, so that hundreds are quick. */
function ended(seed: number, rules: object, right: readonly [number, number], runs: number): RolloutContext {
  const plan: RolloutPlan = {
    capability: 'double',
    kind: 'artifact',
    incumbent: 'a-1',
    challengers: [{ artifact: 'a-2' }],
    task: null,
    rules: RolloutRules.parse(rules),
  };
  let snapshot = folding.initial();
  const send = (command: Parameters<typeof decideRollout>[1]): void => {
    const said = decideRollout(snapshot as never, command, {
      at: AT,
      self: { kind: 'rollout', id: 'double-ro1' },
      from: capability.from,
    });
    if (said.status === 'refused') throw new Error(said.message);
    snapshot = folding.fold(snapshot, said.facts, AT).snapshot;
  };
  send({ type: 'propose', plan });
  send({ type: 'armsChecked', arms: [arm('a-1'), arm('a-2')] });
  const random = randomFrom(seed);
  for (let n = 0; n < runs && snapshot.value === 'running'; n += 4) {
    const seen = Array.from({ length: 4 }, () => {
      const challenger = random.uniform() < 0.5;
      const quality = random.uniform() < right[challenger ? 1 : 0] ? 1 : 0;
      return run(challenger ? 'a-2' : 'a-1', { quality });
    });
    send({ type: 'observe', from: { position: n, index: 0 }, to: { position: n + 4, index: 0 }, seen });
  }
  return snapshot.context as RolloutContext;
}

const REPLICATIONS = 400;
const rules = { stages: [0.5, 1], min_runs: 5, guards: [], claim: 'better', margins: { quality: 0.5 } };
const promotions = (asked: object, right: readonly [number, number], n: number, runs: number): number =>
  Array.from({ length: n }, (_, seed) => ended(seed + 1, asked, right, runs)).filter(
    ({ winner }) => winner === 'a-2',
  ).length;

it('promotes one of two equal arms as the better one with a chance of at most alpha, looked at with every command', () => {
  const alpha = 0.1;
  const wrong = promotions({ ...rules, alpha }, [0.6, 0.6], REPLICATIONS, 240);
  // Three standard errors above alpha would be 58 of 400.
  expect(wrong).toBeLessThanOrEqual(alpha * REPLICATIONS);
  // The same looks at a truly better arm find it, so the test above is not blind.
  expect(promotions({ ...rules, alpha }, [0.4, 0.9], 20, 240)).toBe(20);
});
