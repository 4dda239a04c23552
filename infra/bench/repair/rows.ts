import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const RowSchema = z.object({
  task_id: z.string(),
  declaration: z.string(),
  buggy_solution: z.string(),
  canonical_solution: z.string(),
  example_test: z.string(),
  test: z.string(),
  entry_point: z.string(),
  bug_type: z.string(),
  docstring: z.string(),
});

/** One faulty program with its visible and held-out suite, both functions of `console.assert`. */
export type FaultyProgram = {
  readonly id: string;
  readonly entry: string;
  readonly bugType: string;
  readonly faulty: string;
  /** The oracle: answers questions and is never shown to a search. */
  readonly canonical: string;
  readonly visible: string;
  readonly heldOut: string;
  readonly description: string;
};

/** The name as the code declares it: the set's own spelling differs in case for some rows. */
const declaredName = (declaration: string, entry: string): string =>
  new RegExp(`\\b${entry}\\b`, 'i').exec(declaration)?.[0] ?? entry;

const FILE = 'humanevalpack-js.jsonl';

/** The rows of HumanEvalPack-JS in a folder. Throws naming file, line and field when one does not fit. */
export const readFaultyPrograms = async (folder: string): Promise<FaultyProgram[]> => {
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`No ${FILE} in ${folder}: pass the folder that holds it with --data.`);
  });
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const parsed = RowSchema.safeParse(JSON.parse(line));
      if (!parsed.success) throw new Error(`${path} line ${index + 1}: ${z.prettifyError(parsed.error)}`);
      const row = parsed.data;
      return {
        id: row.task_id,
        entry: declaredName(row.declaration, row.entry_point),
        bugType: row.bug_type,
        faulty: row.declaration + row.buggy_solution,
        canonical: row.declaration + row.canonical_solution,
        visible: row.example_test,
        heldOut: row.test,
        description: row.docstring,
      };
    });
};
