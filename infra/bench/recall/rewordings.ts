import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Original = z.object({ task_id: z.int(), text: z.string(), code: z.string() });
const Reworded = z.object({ task_id: z.int(), prompt: z.string() });

export type Described = {
  readonly id: string;
  readonly text: string;
  readonly name: string;
  readonly code: string;
};

/** Descriptions of programs, and some of them in other words: each asks for one of the originals. */
export type Rewordings = {
  readonly originals: readonly Described[];
  readonly questions: readonly { readonly text: string; readonly answer: string }[];
};

const ORIGINALS = 'mbpp.jsonl';
const REWORDED = 'sanitized-mbpp.json';

/** MBPP's 974 descriptions and those prompts of its revised edition that say them differently. @throws naming file and row. */
export async function readRewordings(folder: string): Promise<Rewordings> {
  const lines = (await read(folder, ORIGINALS)).split('\n').filter((line) => line.trim() !== '');
  const originals = lines.map((line, at) =>
    parsed(Original, JSON.parse(line), `${ORIGINALS} line ${at + 1}`),
  );
  const texts = new Map(originals.map(({ task_id, text }) => [task_id, text]));
  const questions = parsed(z.array(Reworded), JSON.parse(await read(folder, REWORDED)), REWORDED)
    .filter(({ task_id, prompt }) => texts.get(task_id)?.trim() !== prompt.trim())
    .map(({ task_id, prompt }) => ({ text: prompt, answer: idOf(task_id) }));
  return {
    originals: originals.map(({ task_id, text, code }) => ({
      id: idOf(task_id),
      text,
      name: [...code.matchAll(/\bdef\s+(\w+)/g)].at(-1)?.[1] ?? '',
      code,
    })),
    questions,
  };
}

const idOf = (task: number): string => `mbpp-${String(task).padStart(4, '0')}`;

function parsed<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(`${where}: ${z.prettifyError(result.error)}`);
  return result.data;
}

async function read(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8').catch(() => {
    throw new Error(`No ${file} in ${folder}: pass the folder that holds it with --data.`);
  });
}
