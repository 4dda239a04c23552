import type { Evaluation, EvaluationJob, Limits, Mode, Sandbox } from '../actors/ports.ts';

export const LIMITS: Limits = { fuel: 100_000, wallMs: 400, memoryMb: 64, outputBytes: 100_000, depth: 50 };

type Options = Partial<Omit<EvaluationJob, 'program' | 'inputs' | 'mode' | 'limits'>> & {
  readonly mode?: Mode;
  readonly language?: 'javascript' | 'typescript';
  readonly spread?: boolean;
  readonly entry?: string;
  readonly limits?: Partial<Limits>;
};

/** Evaluates a program whose entry is `f` (unless named) on some inputs, with small limits. */
export function evaluate(
  sandbox: Sandbox,
  source: string,
  inputs: readonly unknown[] = [null],
  options: Options = {},
): Promise<Evaluation> {
  const { mode = 'plain', language = 'javascript', spread = false, entry = 'f', limits, ...rest } = options;
  return sandbox.evaluate({
    program: { language, source, entry, spread },
    inputs: inputs.map((input) => JSON.stringify(input)),
    mode,
    limits: { ...LIMITS, ...limits },
    seed: 7,
    ...rest,
  });
}

/** The outcome of a single call in one word and its payload: `['ok', '[1]']`, `['error', 'TypeError: …']`, `['fuel', …]`. */
export async function outcome(...args: Parameters<typeof evaluate>): Promise<[string, string]> {
  const evaluation = await evaluate(...args);
  if (evaluation.status === 'unloadable')
    return ['unloadable', `${evaluation.error.name}: ${evaluation.error.message}`];
  const [call] = evaluation.calls;
  if (call === undefined) return ['nothing', ''];
  if (call.status === 'ok') return ['ok', call.output];
  if (call.status === 'error') return ['error', `${call.error.name}: ${call.error.message}`];
  return [call.status, call.detail];
}
