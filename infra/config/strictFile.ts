import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { issueProblem } from './issueProblem.ts';

/** One thing wrong with a file: what, where, and what to do (law 10). Line and column count from 1. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `examples[2].outptu`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
};

export type Place = readonly (string | number)[];

/** A file that was read: its value, and where each part of it stands. */
export type StrictFile<T> =
  | { readonly ok: true; readonly value: T; problem(place: Place, message: string, remedy: string): Problem }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const BYTES_MAX = 2_000_000;
/** One slip in YAML makes errors of all that follows it. */
const SLIPS_MAX = 3;

/** `a.b[2].c` */
export function placeText(place: Place): string {
  return place.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** `file:line:column: path: message. remedy` */
export function problemText(problem: Problem): string {
  const path = problem.path === '' ? '' : `${problem.path}: `;
  return `${problem.file}:${problem.line}:${problem.column}: ${path}${problem.message}. ${problem.remedy}`;
}

/** Start offset of a part of the document; of its key when `key` names a field of it. */
function offsetOf(document: Document, place: Place, key?: string): number {
  const node = document.getIn(place, true);
  if (key !== undefined && isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
  }
  if (isNode(node) && node.range) return node.range[0];
  return place.length === 0 ? 0 : offsetOf(document, place.slice(0, -1));
}

/**
 * Reads YAML (or JSON, which is YAML) against a strict schema. `meant` turns what people may write as well into what the schema takes. Never throws
 * for what a file may contain.
 */
export async function readStrictFile<T>(
  path: string,
  schema: z.ZodType<T>,
  meant: (raw: unknown) => unknown = (raw) => raw,
): Promise<StrictFile<T>> {
  const file = basename(path);
  const whole = (message: string, remedy: string): StrictFile<T> => ({
    ok: false,
    problems: [{ file, line: 1, column: 1, path: '', message, remedy }],
  });
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return whole(`cannot read ${path} (${reason})`, 'Check the path and that you may read it.');
  }
  if (text.length > BYTES_MAX)
    return whole('the file is over 2 MB', 'Move large sources to files beside it.');

  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    const more = document.errors.length - SLIPS_MAX;
    return {
      ok: false,
      problems: document.errors.slice(0, SLIPS_MAX).map((error, n) => ({
        file,
        ...at(error.pos[0]),
        path: '',
        message: `not YAML: ${error.message}`,
        remedy: `Mind indentation and quotes; JSON is fine too.${more > 0 && n === SLIPS_MAX - 1 ? ` ${more} more follow it.` : ''}`,
      })),
    };
  }
  let raw: unknown;
  try {
    raw = meant(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    return whole(`not YAML: ${String(error)}`, 'Write the values out in place of aliases.');
  }
  if (raw === null) return whole('there is nothing in the file', 'Write a field, or remove the file.');

  const problem = (place: Place, message: string, remedy: string, key?: string): Problem => ({
    file,
    ...at(offsetOf(document, place, key)),
    path: placeText(key === undefined ? place : [...place, key]),
    message,
    remedy,
  });
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data, problem };
  const problems = parsed.error.issues.flatMap((issue) =>
    issueProblem(schema, issue, raw).map(({ place, key, message, remedy }) =>
      problem(place, message, remedy, key),
    ),
  );
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}
