import { parseJson } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import type { CallOutcome, Limits, Sandbox } from '../ports.ts';
import { predicatesOf } from './cases.ts';
import type { JudgedCase } from './cases.ts';
import { predicateProgram } from './predicates.ts';
import { sameOutput } from './sameOutput.ts';
import { schemaCheck } from './schema.ts';

/** What one case showed; `message` null when it passed. */
export type CaseResult = { readonly id: string; readonly kind: string; readonly message: string | null };

const JUDGE_LIMITS: Limits = { fuel: null, wallMs: 1000, memoryMb: 64, outputBytes: 100_000, depth: 8 };
const MESSAGE_MAX = 280;

export function shortText(text: string, max = MESSAGE_MAX): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

/** What a call gave, as text: its output, or how it failed. Equal texts are equal behaviour. */
export function outcomeText(call: CallOutcome): string {
  if (call.status === 'ok') return call.output;
  if (call.status === 'error') return `${call.error.name}: ${call.error.message}`;
  return `stopped by its ${call.status} limit`;
}

function directVerdict(suite: Suite, one: JudgedCase, call: CallOutcome): string | null {
  const got = shortText(outcomeText(call), 120);
  if (one.error !== undefined) {
    if (call.status !== 'error') return `an error with \`${one.error}\` was expected, got ${got}`;
    return outcomeText(call).includes(one.error)
      ? null
      : `an error with \`${one.error}\` was expected, got ${got}`;
  }
  if (call.status === 'error') return `threw ${got}`;
  if (call.status !== 'ok') return got;
  const output = parseJson(call.output);
  if (one.output !== undefined) {
    const expected = shortText(JSON.stringify(one.output), 120);
    return sameOutput(one.output, output, one.compare) ? null : `expected ${expected}, got ${got}`;
  }
  const [problem] = schemaCheck(suite.output)(output);
  return problem === undefined ? null : `the output ${got} breaks its schema: ${problem}`;
}

/**
 * Judges the calls of a program, one per case and in the same order: expected outputs are compared outside the guest,
 * predicates run in the sandbox apart from the program (one evaluation for all cases that need them).
 * Throws an Error naming the capability where a predicate of the suite does not load: the suite is broken, not the candidate.
 */
export async function judgeCalls(
  suite: Suite,
  cases: readonly JudgedCase[],
  calls: readonly CallOutcome[],
  sandbox: Sandbox,
): Promise<CaseResult[]> {
  const messages = cases.map((one, index) => directVerdict(suite, one, calls[index]!));
  const asked = cases.flatMap((one, index) => {
    const call = calls[index]!;
    return messages[index] === null && one.predicates.length > 0 && call.status === 'ok'
      ? [{ index, one, call }]
      : [];
  });
  if (asked.length > 0) {
    const predicates = predicatesOf(suite);
    const judging = await sandbox.evaluate({
      program: predicateProgram(predicates),
      inputs: asked.map(({ one, call }) => `[${JSON.stringify(one.input)},${call.output}]`),
      mode: 'plain',
      limits: JUDGE_LIMITS,
      seed: suite.seed,
    });
    if (judging.status !== 'ok') {
      throw new Error(
        `suite of ${suite.capability} v${suite.version}: its properties do not load (${judging.error.message}); correct the capability file`,
      );
    }
    asked.forEach(({ index, one }, position) => {
      const answer = judging.calls[position]!;
      const held = answer.status === 'ok' ? parseJson(answer.output) : null;
      const broken = one.predicates.find((predicate) => !Array.isArray(held) || held[predicate] !== true);
      if (broken === undefined) return;
      const input = shortText(JSON.stringify(one.input), 100);
      const got = shortText(outcomeText(calls[index]!), 80);
      messages[index] = `\`${predicates[broken]!.name}\` does not hold for ${input} → ${got}`;
    });
  }
  return cases.map(({ id }, index) => {
    const message = messages[index]!;
    return { id, kind: id.split('/')[0]!, message: message === null ? null : shortText(message) };
  });
}
