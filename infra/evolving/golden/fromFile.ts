import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { schemaCheck } from '../../../actors/proving/schema.ts';
import type { Workshop } from '../../../actors/workshop.ts';
import { GoldenSet } from '../../../events/golden.ts';
import { Json } from '../../../events/json.ts';
import { distinct, exampleOf, keyOf } from './drafts.ts';
import type { Drafted } from './drafts.ts';
import { labelled } from './fromSuite.ts';
import type { Served } from './served.ts';

/** The file is no golden set; the message names the line and what to do. */
export class BadGolden extends Error {
  override readonly name = 'BadGolden';
}

/** One labelled case as somebody writes it. */
const Case = z
  .strictObject({ input: Json, expected: Json.optional(), output: Json.optional() })
  .refine(({ expected, output }) => (expected === undefined) !== (output === undefined), {
    message: 'give `expected`',
  });

/**
 * Examples from a file: a JSON list or one JSON object a line, each `{"input": ..., "expected": ...}` (`output` means the same), or a golden set that was
 * written by `dse golden build --out`. What its labels said is found out anew. @throws BadGolden
 */
export async function fromFile(
  workshop: Pick<Workshop, 'sandbox'>,
  served: Served,
  path: string,
  { limit }: { readonly limit: number },
): Promise<Drafted> {
  const file = basename(path);
  const text = await textOf(path);
  const cases = casesIn(text, file);
  const fits = { input: schemaCheck(served.spec.input), output: schemaCheck(served.spec.output) };
  const examples = cases.map(({ where, value, hidden }) => {
    const read = Case.safeParse(value);
    if (!read.success)
      throw new BadGolden(
        `${where}: ${read.error.issues[0]!.message}. Write {"input": ..., "expected": ...}`,
      );
    const { input, expected = read.data.output! } = read.data;
    const problem = fits.input(input)[0] ?? fits.output(expected)[0];
    if (problem !== undefined)
      throw new BadGolden(
        `${where}: ${problem}, by the schemas of ${served.capability}. Correct the example or leave it out`,
      );
    return { example: exampleOf(input, expected, 'failure'), hidden };
  });
  const answers = new Map<string, string>();
  for (const [index, { example }] of examples.entries()) {
    const before = answers.get(example.id) ?? example.expected;
    if (before !== example.expected)
      throw new BadGolden(
        `${cases[index]!.where}: ${example.input} is to be ${before} and ${example.expected}. Keep one of the two`,
      );
    answers.set(example.id, before);
  }
  const kept = distinct(examples.map(({ example }) => example));
  // What the suite keeps from breeders stays hidden, whoever names it.
  const secret = new Set(served.suite.held_out.map(({ input }) => keyOf(input).id));
  for (const { example, hidden } of examples) if (hidden) secret.add(example.id);
  const some = await labelled(workshop, served, kept.slice(0, limit));
  return {
    source: 'file',
    examples: some,
    hidden: new Set(some.flatMap(({ id }) => (secret.has(id) ? [id] : []))),
    left_out: { unknown: 0, erased: 0, unfit: 0, over: kept.length - some.length },
    repeated: examples.length - kept.length,
    position: null,
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new BadGolden(`cannot read ${path} (${reason}). Check the path and that you may read it`);
  }
}

type Written = { readonly where: string; readonly value: unknown; readonly hidden: boolean };

function casesIn(text: string, file: string): readonly Written[] {
  const whole = parsed(text);
  const set = GoldenSet.safeParse(whole);
  if (set.success) {
    const written = (of: 'train' | 'holdout'): readonly Written[] =>
      set.data[of].map(({ id, input, expected }) => ({
        where: `${file}: ${of} example ${id}`,
        value: { input: parsed(input), expected: parsed(expected) },
        hidden: of === 'holdout',
      }));
    return [...written('train'), ...written('holdout')];
  }
  if (Array.isArray(whole))
    return whole.map((value: unknown, index) => ({
      where: `${file}: example ${index + 1}`,
      value,
      hidden: false,
    }));
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const where = `${file}:${index + 1}`;
    const value = parsed(line);
    if (value === undefined)
      throw new BadGolden(
        `${where}: no JSON. Write a list of {"input": ..., "expected": ...}, or one such object a line`,
      );
    return [{ where, value, hidden: false }];
  });
}

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
