import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prove } from '../../actors/proving/prove.ts';
import type { Sandbox } from '../../actors/ports.ts';
import { suiteOf } from '../../events/suite.ts';
import { createDse } from '../dse.ts';
import { openSandbox } from '../sandbox/pool.ts';
import { runPass } from './core/pass.ts';
import type { PassResult } from './core/pass.ts';
import { coreProblems } from './core/problems.ts';
import type { CoreProblem } from './core/problems.ts';
import { recordedCompletions } from './core/recordedModel.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';

export type CoreBenchOptions = {
  /** Folder of mbxp-ts. */
  readonly data: string;
  /** At most this many problems; default all. */
  readonly programs?: number;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
};

export type CoreBench = BenchOutcome & {
  readonly unanswered: readonly { readonly id: string; readonly reason: string }[];
};

/** Whether the recorded completion meets every assertion, run barely: what a model alone would have got right. */
async function isRight({ spec, completion }: CoreProblem, sandbox: Sandbox): Promise<boolean> {
  if (completion === null) return false;
  const suite = { ...suiteOf(spec), properties: [], robustness: [] };
  const bare = { ...spec, deterministic: false, objectives: { ...spec.objectives, quality_min: 0 } };
  const { summary } = await prove({
    spec: bare,
    suite,
    source: completion,
    language: 'typescript',
    sandbox,
    seed: 1,
    heldOut: true,
  });
  const { held_out: hidden } = summary;
  return summary.pass_rate === 1 && (hidden === null || hidden.passed === hidden.total);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const row = (
  name: string,
  ours: number,
  reference: number | null,
  rule: string,
  holds: boolean,
): BenchRow => ({
  name,
  ours,
  reference,
  ratio: reference === null || reference === 0 ? null : Math.round((ours / reference) * 1e4) / 1e4,
  spread: null,
  rule,
  holds,
});

function rowsOf(
  first: readonly PassResult[],
  second: readonly PassResult[],
  { unreadable, right }: { readonly unreadable: number; readonly right: ReadonlySet<string> },
): BenchRow[] {
  const of = (pass: readonly PassResult[], ...fates: PassResult['fate'][]) =>
    pass.filter(({ fate }) => fates.includes(fate));
  const sum = (pass: readonly PassResult[], value: (one: PassResult) => number) =>
    pass.reduce((total, one) => total + value(one), 0);
  const open = first.filter(({ fate }) => fate !== 'weak suite');
  const answered = of(first, 'model', 'repair', 'memory');
  const byModel = of(first, 'model');
  const rightOpen = open.filter(({ id }) => right.has(id));
  const wrongKept = of(first, 'model').filter(({ id }) => !right.has(id));
  const again = of(second, 'memory');
  const seconds = (pass: readonly PassResult[]) =>
    pass.filter(({ fate }) => fate !== 'weak suite').map((one) => one.seconds);
  return [
    row('problems whose assertions can be read', first.length, first.length + unreadable, 'reported', true),
    row('of these, suites that can fail wrong answers', open.length, first.length, 'reported', true),
    row('tasks answered', answered.length, open.length, 'reported', true),
    row(
      'answered by the model, beside recorded completions that meet every assertion',
      byModel.length,
      rightOpen.length,
      'reported',
      true,
    ),
    row('answered by repair', of(first, 'repair').length, open.length - rightOpen.length, 'reported', true),
    row('answered by memory in the first pass', of(first, 'memory').length, null, 'reported', true),
    row('wrong completions that were accepted', wrongKept.length, null, '0', wrongKept.length === 0),
    row(
      'second pass: answered by memory, of those answered before',
      again.length,
      answered.length,
      'all',
      again.length >= answered.length,
    ),
    row(
      'second pass: calls of the model for what was answered before',
      sum(again, (one) => one.modelCalls),
      null,
      '0',
      sum(again, (one) => one.modelCalls) === 0,
    ),
    row(
      'second pass: paid for models by what was answered before, $',
      sum(again, (one) => one.modelMicro) / 1e6,
      null,
      '0',
      sum(again, (one) => one.modelMicro) === 0,
    ),
    row(
      'first pass: paid for models, $ (simulated price)',
      sum(first, (one) => one.modelMicro) / 1e6,
      null,
      'reported',
      true,
    ),
    row(
      'first pass: seconds to an outcome, p50',
      quantile(seconds(first), 0.5),
      null,
      'reported; a recorded model answers at once',
      true,
    ),
    row(
      'first pass: seconds to an outcome, p95',
      quantile(seconds(first), 0.95),
      15,
      'below 15 (T6), without the time of a model',
      quantile(seconds(first), 0.95) < 15,
    ),
    row(
      'second pass: seconds to an outcome, p50',
      quantile(seconds(second), 0.5),
      quantile(seconds(first), 0.5),
      'reported',
      true,
    ),
    row(
      'second pass: seconds to an outcome, p95',
      quantile(seconds(second), 0.95),
      quantile(seconds(first), 0.95),
      'reported',
      true,
    ),
  ];
}

/**
 * TypeScript problems through the whole CORE flow with real recorded completions for a model: one shot, proof, repair, and once more under other
 * names, when the memory has to know them. Held out is the last assertion of each problem; neither model nor search sees it.
 */
export async function benchCore(options: CoreBenchOptions): Promise<CoreBench> {
  const { data, programs = Infinity, seed = 1, progress = () => undefined } = options;
  const folder = await mkdtemp(join(tmpdir(), 'dse-core-'));
  const sandbox = await openSandbox({ size: 2 });
  try {
    const { problems: all, unreadable } = await coreProblems(data, sandbox);
    const problems = all.slice(0, programs);
    const right = new Set<string>();
    for (const problem of problems) if (await isRight(problem, sandbox)) right.add(problem.id);
    const { engine, engineVersion, node } = await sandbox.walls();
    progress(`${right.size} of ${problems.length} recorded completions meet every assertion`);
    const generator = recordedCompletions(problems);
    const dse = await createDse({ folder, seed, modelGenerators: [generator] });
    try {
      const first = await runPass(dse, problems, (capability) => capability, progress);
      const second = await runPass(dse, problems, (capability) => `${capability}-again`, progress);
      const rows = rowsOf(first, second, { unreadable: unreadable.length, right });
      return {
        bench: 'core',
        config: {
          problems: problems.length,
          model: `${generator.model.model} (recorded)`,
          price: 'simulated',
        },
        seeds: [seed],
        versions: { node, [engine]: engineVersion },
        rows,
        holds: rows.every(({ holds }) => holds),
        unanswered: first
          .filter(({ fate }) => fate === 'unanswered')
          .map(({ id, reason }) => ({ id, reason })),
      };
    } finally {
      await dse.close();
    }
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}
