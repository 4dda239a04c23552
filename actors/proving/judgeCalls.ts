import { parseJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
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

/** What predicates said of `[input,output]`: most candidates of a search answer most inputs alike, and need no second judging. */
const judgedBefore = new WeakMap<Suite, Map<string, readonly Json[]>>();
const REMEMBERED_MAX = 20_000;

/** Per `[input,output]` text, one answer per predicate; a judge that fails answers none. */
async function heldBy(
  suite: Suite,
  pairs: readonly string[],
  sandbox: Sandbox,
): Promise<(readonly Json[])[]> {
  const known = judgedBefore.get(suite) ?? new Map<string, readonly Json[]>();
  if (known.size > REMEMBERED_MAX) known.clear();
  judgedBefore.set(suite, known);
  const fresh = [...new Set(pairs)].filter((pair) => !known.has(pair));
  const answers = new Map<string, readonly Json[]>();
  if (fresh.length > 0) {
    const judging = await sandbox.evaluate({
      program: predicateProgram(predicatesOf(suite)),
      inputs: fresh,
      mode: 'plain',
      limits: JUDGE_LIMITS,
      seed: suite.seed,
    });
    if (judging.status !== 'ok') {
      throw new Error(
        `suite of ${suite.capability} v${suite.version}: its properties do not load (${judging.error.message}); correct the capability file`,
      );
    }
    fresh.forEach((pair, position) => {
      const answer = judging.calls[position]!;
      const said = answer.status === 'ok' ? parseJson(answer.output) : null;
      answers.set(pair, Array.isArray(said) ? said : []);
      // Only what the predicates decided is remembered: a judge that ran out of time may have more of it next time.
      if (answer.status === 'ok') known.set(pair, answers.get(pair)!);
    });
  }
  return pairs.map((pair) => answers.get(pair) ?? known.get(pair)!);
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
  const held = await heldBy(
    suite,
    asked.map(({ one, call }) => `[${JSON.stringify(one.input)},${call.output}]`),
    sandbox,
  );
  asked.forEach(({ index, one }, position) => {
    const answers = held[position]!;
    const broken = one.predicates.find((predicate) => answers[predicate] !== true);
    if (broken === undefined) return;
    const input = shortText(JSON.stringify(one.input), 100);
    const got = shortText(outcomeText(calls[index]!), 80);
    messages[index] = `\`${predicatesOf(suite)[broken]!.name}\` does not hold for ${input} → ${got}`;
  });
  return cases.map(({ id }, index) => {
    const message = messages[index]!;
    return { id, kind: id.split('/')[0]!, message: message === null ? null : shortText(message) };
  });
}
