import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prove } from '../../actors/proving/prove.ts';
import type { Sandbox } from '../../actors/ports.ts';
import { suiteOf } from '../../events/suite.ts';
import { createDse } from '../dse.ts';
import { openSandbox } from '../sandbox/pool.ts';
import { runPass } from './core/pass.ts';
import { coreProblems } from './core/problems.ts';
import type { CoreProblem } from './core/problems.ts';
import { recordedCompletions } from './core/recordedModel.ts';
import { rowsOf } from './core/rows.ts';
import type { BenchOutcome } from './outcome.ts';

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
