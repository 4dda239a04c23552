import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { ReadChoice } from '../../machines/rules/offPolicy/readChoice.ts';

const Plain = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Propensity = z.number().gt(0).max(1);

/** One logged choice, a line of the file. */
const Line = z.strictObject({
  /** What was known when it was made: one word, or several by name. */
  context: z.union([Plain, z.record(z.string(), Plain)]).default(''),
  action: z.string().min(1).max(200),
  /** The chance this action had; absent or null where nobody wrote it down. */
  propensity: Propensity.nullable().default(null),
  reward: z.number(),
  /** What else could have been chosen, itself among it. */
  open: z
    .array(
      z.strictObject({ action: z.string().min(1).max(200), propensity: Propensity.nullable().default(null) }),
    )
    .min(1)
    .optional(),
});

export type ChoiceLog =
  | {
      readonly ok: true;
      readonly choices: readonly ReadChoice[];
      /** `FILE:line` of each choice. */
      readonly places: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

const PROBLEMS_SHOWN = 10;
/** A context of one word stands in this column. */
const COLUMN = 'context';

const textOf = (value: z.infer<typeof Plain>): string => (value === null ? '' : String(value));

/** Reads logged choices, one JSON object a line; every problem with file and line. Empty lines are passed over. */
export async function readChoiceLog(path: string): Promise<ChoiceLog> {
  const file = basename(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return {
      ok: false,
      problems: [`cannot read ${path} (${reason}): check the path and that you may read it`],
    };
  }
  const choices: ReadChoice[] = [];
  const places: string[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `${file}:${index + 1}`;
    const read = choiceOf(line);
    if (typeof read === 'string') problems.push(`${place}: ${read}`);
    else {
      choices.push(read);
      places.push(place);
    }
    if (problems.length === PROBLEMS_SHOWN) break;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, choices, places };
}

/** The choice, or what is wrong with its line. */
function choiceOf(line: string): ReadChoice | string {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return 'not JSON: write one object a line, such as {"action": "a", "propensity": 0.5, "reward": 1}';
  }
  const read = Line.safeParse(raw);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue!.path.length === 0 ? '' : `${issue!.path.map(String).join('.')}: `;
    return `${where}${issue!.message}; fields are context, action, propensity in (0, 1], reward, open`;
  }
  const { context, action, propensity, reward, open } = read.data;
  if (open && !open.some((one) => one.action === action))
    return `open: "${action}" was chosen and is not among what could be: add it`;
  const columns: Readonly<Record<string, string>> =
    typeof context === 'object' && context !== null
      ? Object.fromEntries(Object.entries(context).map(([name, value]) => [name, textOf(value)]))
      : { [COLUMN]: textOf(context) };
  return {
    columns,
    action,
    propensity,
    reward,
    open: open?.map((one) => ({ ...one, known: null })) ?? null,
  };
}
