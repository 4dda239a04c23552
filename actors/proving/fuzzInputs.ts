import { canonicalJson, isFields } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import { deriveSeed, randomFrom } from '../../machines/rules/random.ts';
import type { Random } from '../../machines/rules/random.ts';
import { schemaCheck } from './schema.ts';

const FUZZED = 8;
const ROUNDS = 200;
const ODD: readonly Json[] = [null, true, -1, 1e308, 0.5, '', '\u0000\ud800', 'ə'.repeat(300), [], [[]], {}];

const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random.uniform() * list.length)]!;

/** The value with one part of it replaced, dropped or doubled. */
function damaged(value: Json, random: Random): Json {
  const go = random.uniform() < 0.6;
  if (go && Array.isArray(value) && value.length > 0) {
    const items: readonly Json[] = value;
    const at = Math.floor(random.uniform() * items.length);
    if (random.uniform() < 0.2) return items.toSpliced(at, 1);
    return items.with(at, damaged(items[at]!, random));
  }
  if (go && isFields(value) && Object.keys(value).length > 0) {
    const key = pick(Object.keys(value), random);
    const { [key]: part, ...rest } = value;
    return random.uniform() < 0.4 ? rest : { ...rest, [key]: damaged(part!, random) };
  }
  return pick(ODD, random);
}

/**
 * Inputs of the suite's examples, damaged until they break the input schema: at most eight, distinct, the same for the same
 * suite. None where everything fits the schema.
 */
export function fuzzInputs(suite: Suite): readonly Json[] {
  const sources = [...suite.examples, ...suite.inputs].map(({ input }) => input);
  const random = randomFrom(deriveSeed(suite.seed, 'fuzz'));
  const fits = schemaCheck(suite.input);
  const found = new Map<string, Json>();
  for (let round = 0; round < ROUNDS && found.size < FUZZED && sources.length > 0; round += 1) {
    const input = damaged(pick(sources, random), random);
    if (fits(input).length > 0) found.set(canonicalJson(input), input);
  }
  return [...found.values()];
}
