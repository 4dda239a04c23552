import { expect, test } from 'vitest';
import { baselineOf, windowDrift } from '../../../machines/rules/drift/windowRule.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { declaration, runWindow } from '../../samples.ts';

const rules = declaration().observe;
const CAPABILITIES = 400;
const WINDOWS = 20;

/** How many of 400 capabilities have two windows in a row beyond what the rule allows, when each run fails with this chance. */
function confirmed(before: number, after: number): number {
  let found = 0;
  for (let capability = 0; capability < CAPABILITIES; capability += 1) {
    const random = randomFrom(deriveSeed(capability, 'steady'));
    const window = (chance: number) => {
      const errors = Array.from({ length: 100 }, () => random.uniform()).filter(
        (draw) => draw < chance,
      ).length;
      return runWindow({ n: 100, errors, quality: { n: 100, sum: 100 - errors } });
    };
    const baseline = baselineOf(window(before), [], rules);
    let last = false;
    for (let at = 0; at < WINDOWS; at += 1) {
      const alarmed = windowDrift(window(after), baseline, [], rules).length > 0;
      if (alarmed && last) {
        found += 1;
        break;
      }
      last = alarmed;
    }
  }
  return found;
}

test('a steady share of failures beyond the threshold is no drift, however long it is looked at', () => {
  // 10 % errors with a limit of 5 %; quality steadily at 0.70 below 0.75.
  expect(confirmed(0.1, 0.1)).toBeLessThanOrEqual(CAPABILITIES / 50);
  expect(confirmed(0.3, 0.3)).toBeLessThanOrEqual(CAPABILITIES / 50);
});

test('a share that rises well beyond it is found', () => {
  expect(confirmed(0.1, 0.3)).toBeGreaterThan(0.95 * CAPABILITIES);
  expect(confirmed(0, 0.08)).toBeGreaterThan(0.95 * CAPABILITIES);
});
