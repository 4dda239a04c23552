import { geneticEditor } from '../../../actors/generators/index.ts';
import type { Sandbox, Score } from '../../../actors/ports.ts';
import { limitsOf } from '../../../actors/proving/limits.ts';
import { literalsOf } from '../../../actors/proving/visible.ts';
import type { CapabilitySpec } from '../../../events/capability.ts';
import type { GoldenExample } from '../../../events/golden.ts';
import { canonicalJson, parseJson } from '../../../events/json.ts';

const { localSearch } = geneticEditor();

/** A candidate that answers every example as expected, and what was spent on it in examples. */
export type Alone = { readonly source: string | null; readonly evaluations: number };

/** The editor's guided local search by itself, on the examples that a population sees and for as many evaluations. */
export async function editorAlone(
  sandbox: Sandbox,
  spec: CapabilitySpec,
  examples: readonly GoldenExample[],
  evaluations: number,
  seed: number,
): Promise<Alone> {
  const { entry, spread, language } = spec;
  const inputs = examples.map(({ input }) => input);
  const evaluate = async (source: string, { trace = false } = {}): Promise<Score> => {
    const evaluation = await sandbox.evaluate({
      program: { language, source, entry, spread },
      inputs,
      mode: 'fuel',
      limits: limitsOf(spec),
      seed: 1,
      trace,
    });
    const calls = evaluation.status === 'ok' ? evaluation.calls : [];
    const checks = examples.map(({ expected }, index) => {
      const call = calls[index];
      return (
        call?.status === 'ok' && canonicalJson(parseJson(call.output)) === canonicalJson(parseJson(expected))
      );
    });
    return {
      ok: checks.every(Boolean),
      checks,
      fuel: calls.reduce((sum, { fuel }) => sum + (fuel ?? 0), 0),
      outputs: examples.map((_, index) => {
        const call = calls[index];
        return call === undefined ? 'nothing' : call.status === 'ok' ? call.output : call.status;
      }),
      ...(trace ? { executed: calls.map(({ executed = [] }) => executed) } : {}),
    };
  };
  const found = await localSearch.propose({
    goal: 'repair',
    language: 'javascript',
    entry,
    parent: { hash: 'faulty', source: spec.seeds[0]!.source },
    relatives: [],
    literals: literalsOf(spec),
    budget: Math.floor(evaluations / examples.length),
    seed,
    evaluate,
  });
  return {
    source: found.candidates[0]?.source ?? null,
    evaluations: found.evaluations * examples.length,
  };
}
