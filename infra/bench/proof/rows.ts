import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readFaultyPrograms } from '../repair/rows.ts';

/** One program that is put to a proof, and the assertions that are the truth about it. */
export type Subject = {
  readonly id: string;
  readonly set: 'canonical' | 'buggy' | 'completion';
  readonly language: 'javascript' | 'typescript';
  readonly entry: string;
  readonly source: string;
  /** The set's own answer: a parent to run beside. */
  readonly canonical: string;
  readonly visible: string;
  /** Assertions that a right program meets, the visible ones included or not. */
  readonly truth: string;
};

const Problem = z.object({
  task_id: z.string(),
  prompt: z.string(),
  test: z.string(),
  entry_point: z.string(),
  description: z.string().default(''),
  canonical_solution: z.string().nullish(),
});
const Completion = z.object({ task_id: z.string(), completion: z.string() });

const PACK = 'humanevalpack-js.jsonl';
const PROBLEMS = 'mbtsp_release_v1.2.jsonl';
const COMPLETIONS = 'mbtsp_samples.jsonl';

const lines = (text: string): unknown[] =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as unknown]));

/** The assertions without the last one: what is visible; the whole test is the truth. */
const withoutLast = (test: string): string => {
  const parts = test.split(/(?=let actual_\d+)/);
  return parts.length > 2 ? parts.slice(0, -1).join('') : test;
};

async function packSubjects(folder: string): Promise<readonly Subject[]> {
  const programs = await readFaultyPrograms(folder);
  return programs.flatMap(({ id, entry, faulty, canonical, visible, heldOut }) =>
    (['canonical', 'buggy'] as const).map((set) => ({
      id,
      set,
      language: 'javascript',
      entry,
      source: set === 'buggy' ? faulty : canonical,
      canonical,
      visible,
      truth: heldOut,
    })),
  );
}

export type TypedProblem = z.infer<typeof Problem>;

/** MBXP-TypeScript: its problems, and what a model once completed their prompts with. @throws Error where a file is missing. */
export async function readTypedProblems(
  folder: string,
): Promise<{ problems: readonly TypedProblem[]; completions: readonly z.infer<typeof Completion>[] }> {
  const read = async (file: string): Promise<unknown[]> => lines(await readFile(join(folder, file), 'utf8'));
  return {
    problems: (await read(PROBLEMS)).map((row) => Problem.parse(row)),
    completions: (await read(COMPLETIONS)).map((row) => Completion.parse(row)),
  };
}

async function typedSubjects(folder: string): Promise<readonly Subject[]> {
  const { problems, completions } = await readTypedProblems(folder);
  const byId = new Map(problems.map((problem) => [problem.task_id, problem]));
  const subject = (problem: z.infer<typeof Problem>, set: Subject['set'], body: string): Subject => ({
    id: problem.task_id,
    set,
    language: 'typescript',
    entry: problem.entry_point,
    source: problem.prompt + body,
    canonical: problem.prompt + (problem.canonical_solution ?? ''),
    visible: withoutLast(problem.test),
    truth: problem.test,
  });
  return [
    ...problems.flatMap((problem) =>
      problem.canonical_solution ? [subject(problem, 'canonical', problem.canonical_solution)] : [],
    ),
    ...completions.flatMap(({ task_id, completion }) => {
      const problem = byId.get(task_id);
      return problem ? [subject(problem, 'completion', completion)] : [];
    }),
  ];
}

/** The programs of HumanEvalPack-JS or MBXP-TypeScript, whichever the folder holds. Throws an Error naming both where it holds neither. */
export async function readSubjects(folder: string): Promise<readonly Subject[]> {
  const has = async (file: string): Promise<boolean> =>
    readFile(join(folder, file)).then(
      () => true,
      () => false,
    );
  if (await has(PACK)) return packSubjects(folder);
  if (await has(PROBLEMS)) return typedSubjects(folder);
  throw new Error(
    `Neither ${PACK} nor ${PROBLEMS} is in ${folder}: pass the folder that holds one with --data.`,
  );
}
