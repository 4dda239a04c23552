import type { CapabilitySpec } from '../../events/capability.ts';
import { isFields } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import type { Language, Sandbox, Score } from '../ports.ts';
import { bundled } from './bundled.ts';
import { visibleCases } from './cases.ts';
import { judgeCalls, outcomeText } from './judgeCalls.ts';
import { limitsOf } from './limits.ts';

export type VisibleSuite = {
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  readonly sandbox: Sandbox;
  readonly language: Language;
  /** Fuel per call: 20 × the parent's dearest call (DESIGN 8); the capability's limit where the parent has no proof. */
  readonly fuelLimit?: number;
};

/**
 * What generators see of a capability: one call scores a source on the visible cases (examples, hand-written and generated
 * inputs, judged by expected outputs, properties and postconditions). Held-out cases, malformed inputs and the oracle stay out.
 */
export function visibleScorer(
  visible: VisibleSuite,
): (source: string, options?: { readonly trace?: boolean }) => Promise<Score> {
  const { spec, suite, sandbox, language, fuelLimit } = visible;
  const limits = limitsOf(spec, fuelLimit);
  let texts: readonly string[] | null = null;
  return async (source, options = {}) => {
    const cases = await visibleCases(suite, sandbox);
    const inputs = (texts ??= cases.map(({ input }) => JSON.stringify(input)));
    const evaluation = await sandbox.evaluate({
      program: {
        language,
        source,
        entry: spec.entry,
        spread: spec.spread,
        ...bundled(spec),
      },
      inputs,
      mode: 'fuel',
      limits,
      seed: suite.seed,
      trace: options.trace === true,
    });
    if (evaluation.status === 'unloadable') {
      const why = `${evaluation.error.name}: ${evaluation.error.message}`;
      return { ok: false, checks: cases.map(() => false), fuel: null, outputs: cases.map(() => why) };
    }
    const { calls } = evaluation;
    const checks = (await judgeCalls(suite, cases, calls, sandbox)).map(({ message }) => message === null);
    const frozen = calls.filter((_, index) => cases[index]!.frozen);
    const counted = frozen.every(
      ({ status, fuel }) => fuel !== null && (status === 'ok' || status === 'error'),
    );
    return {
      ok: checks.every(Boolean),
      checks,
      fuel: counted ? frozen.reduce((sum, { fuel }) => sum + (fuel ?? 0), 0) : null,
      ...(options.trace === true ? { executed: calls.map(({ executed }) => executed ?? []) } : {}),
      outputs: calls.map(outcomeText),
    };
  };
}

const LITERALS_MAX = 60;

function literalsIn(value: Json, depth = 0): (string | number | boolean)[] {
  if (typeof value === 'string') return value.length <= 40 ? [value] : [];
  if (typeof value === 'number' || typeof value === 'boolean') return [value];
  if (depth > 4 || value === null) return [];
  const items = Array.isArray(value) ? value : isFields(value) ? Object.values(value) : [];
  return items.flatMap((item: Json) => literalsIn(item, depth + 1));
}

/**
 * Literals worth trying in edits: what the description quotes or counts, expected outputs, then inputs of visible examples.
 * Distinct, at most 60, in that order.
 */
export function literalsOf(spec: CapabilitySpec): (string | number | boolean)[] {
  const quoted = [...spec.description.matchAll(/["'`“]([^"'`”]{1,40})["'`”]/g)].map((match) => match[1]!);
  const numbers = [...spec.description.matchAll(/(?<![\w.])-?\d+(\.\d+)?(?!\w|\.\d)/g)].map((match) =>
    Number(match[0]),
  );
  const outputs = spec.examples.flatMap(({ output }) => (output === undefined ? [] : literalsIn(output)));
  const inputs = spec.examples.flatMap(({ input }) => literalsIn(input));
  return [...new Set([...quoted, ...numbers, ...outputs, ...inputs])].slice(0, LITERALS_MAX);
}
