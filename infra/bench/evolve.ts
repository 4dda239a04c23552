import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDse } from '../dse.ts';
import { openSandbox } from '../sandbox/pool.ts';
import { lifeOf } from './evolve/life.ts';
import type { Life } from './evolve/life.ts';
import { problemOf } from './evolve/problems.ts';
import { rowsOf } from './evolve/rows.ts';
import type { BenchOutcome } from './outcome.ts';
import { readFaultyPrograms } from './repair/rows.ts';

export type EvolveBenchOptions = {
  /** Folder that holds humanevalpack-js.jsonl. */
  readonly data: string;
  /** Evaluations of each search: one is one candidate on one example. */
  readonly evaluations?: number;
  /** The first so many programs alone. */
  readonly programs?: number;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
};

export type EvolveBench = BenchOutcome & {
  readonly detail: readonly (Life & { readonly program: string })[];
};

/** Houses side by side, one for each half of the programs. */
const HOUSES = 2;

/**
 * The whole loop on faulty programs of HumanEvalPack-JS: each is proved on what it gets right and serves; customers ask more, and see it fail; what they asked
 * becomes a golden set; populations search it, and the editor's local search alone on as many evaluations; the winner is proved and takes over
 * by a rollout under simulated customers. Correct is who passes the held-out suite, which nothing before has seen.
 */
export async function benchEvolve({
  data,
  evaluations = 3000,
  programs: most,
  seed = 1,
  progress = () => {},
}: EvolveBenchOptions): Promise<EvolveBench> {
  const programs = (await readFaultyPrograms(data)).slice(0, most);
  const judging = await openSandbox({ size: 1 });
  const lives: (Life & { readonly program: string })[] = [];
  const queue = programs.entries();
  const house = async (): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'dse-bench-evolve-'));
    const dse = await createDse({ folder, seed });
    try {
      for (const [index, program] of queue) {
        const problem = await problemOf(program, judging, seed);
        const life = await lifeOf(dse, problem, `program-${index}`, { evaluations, seed });
        lives.push({ ...life, program: program.id });
        progress(`${lives.length}/${programs.length} ${program.id} ${program.bugType}: ${said(life)}`);
      }
    } finally {
      await dse.close();
      await rm(folder, { recursive: true, force: true });
    }
  };
  try {
    await Promise.all(Array.from({ length: HOUSES }, house));
    const { engine, engineVersion, node } = await judging.walls();
    const rows = rowsOf(lives);
    return {
      bench: 'evolve',
      config: { programs: programs.length, evaluations, customers: 'simulated' },
      seeds: [seed],
      versions: { node, engine: `${engine} ${engineVersion}` },
      rows,
      holds: rows.every(({ holds }) => holds),
      detail: lives.toSorted((a, b) => (a.program < b.program ? -1 : 1)),
    };
  } finally {
    await judging.close();
  }
}

function said(life: Life): string {
  if (life.came !== 'searched') return `${life.came}: ${life.why}`;
  const arms = Object.entries(life.arms).map(
    ([name, { found, accepted, correct }]) =>
      `${name} ${correct ? 'correct' : accepted ? 'accepted only' : found ? 'found only' : 'nothing'}`,
  );
  return `${life.failures} of ${life.examples} fail; ${arms.join(', ')}; ${life.outcome}${life.rollout === null ? '' : `, rollout ${life.rollout}`}`;
}
