import type { GenerationRequest, Sandbox, Score } from '../actors/ports.ts';
import { evaluate } from './evaluate.ts';

/** A visible suite as inputs (each a list of arguments) with the outputs that are right. */
export type Examples = readonly (readonly [args: readonly unknown[], expected: unknown])[];

/** A request whose suite runs in the sandbox; `runs` counts its calls. */
export const sandboxRequest = (
  sandbox: Sandbox,
  source: string,
  examples: Examples,
  part: Partial<GenerationRequest> = {},
): { readonly request: GenerationRequest; readonly runs: () => number } => {
  let runs = 0;
  const score = async (candidate: string, options: { readonly trace?: boolean } = {}): Promise<Score> => {
    runs += 1;
    const failed = (why: string): Score => ({
      ok: false,
      checks: examples.map(() => false),
      fuel: null,
      outputs: examples.map(() => why),
    });
    const evaluation = await evaluate(
      sandbox,
      candidate,
      examples.map(([args]) => args),
      {
        mode: 'fuel',
        spread: true,
        trace: options.trace === true,
        limits: { fuel: 1e6, wallMs: 5000 },
      },
    );
    if (evaluation.status === 'unloadable') return failed(evaluation.error.message);
    const outputs = evaluation.calls.map((call) => (call.status === 'ok' ? call.output : call.status));
    const checks = outputs.map((output, at) => output === JSON.stringify(examples[at]?.[1]));
    return {
      ok: checks.every(Boolean),
      checks,
      fuel: evaluation.calls.reduce((sum, { fuel }) => sum + (fuel ?? 0), 0),
      outputs,
      ...(options.trace === true ? { executed: evaluation.calls.map(({ executed }) => executed ?? []) } : {}),
    };
  };
  const request: GenerationRequest = {
    goal: 'repair',
    language: 'javascript',
    entry: 'f',
    parent: { hash: 'parent', source },
    relatives: [],
    literals: [],
    budget: 300,
    seed: 1,
    evaluate: score,
    ...part,
  };
  return { request, runs: () => runs };
};
