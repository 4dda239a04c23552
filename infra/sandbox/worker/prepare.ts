import { stripTypeScriptTypes } from 'node:module';
import type * as ES from 'estree';
import type { Mode, PackageCode, Program } from '../../../actors/ports.ts';
import { chargesFor } from '../fuel/charges.ts';
import { instrument } from '../fuel/instrument.ts';
import { cover } from './cover.ts';
import { inspect, notImported, positioned } from './inspect.ts';
import { packagesFor } from './packages.ts';
import { parseAs } from './parser.ts';

/** A program as it will be run: a script whose value is `typeof` its entry. */
export type Prepared = {
  readonly code: string;
  /** A script to run first; empty when there are no packages. */
  readonly packages: string;
  readonly metered: boolean;
  /** Rows of the fuel table to charge. */
  readonly charges: string;
  /** Start offsets by mark index; null when nothing is traced. */
  readonly statements: readonly number[] | null;
};

export type Unloadable = {
  readonly status: 'unloadable';
  readonly error: { readonly name: string; readonly message: string; readonly line: number | null };
};

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/**
 * Strips types, refuses what a counted program may not contain (`with`, imports, reserved names), instruments for the mode. Exports are
 * blanked, so a module's functions can be entered by name. Every mode refuses the same programs.
 */
export function prepare(program: Program, mode: Mode, trace: boolean): Prepared | Unloadable {
  if (!NAME.test(program.entry)) {
    return unloadable(
      'ReferenceError',
      `the entry "${program.entry}" is not a name; give the name of a top-level function`,
      null,
    );
  }
  try {
    const stripped =
      program.language === 'typescript' ? stripTypeScriptTypes(program.source) : program.source;
    const given = program.packages ?? [];
    const { source, tree, strict } = scriptOf(stripped, given);
    const { words, computedCalls } = inspect(tree, source, given);
    const metered = mode === 'fuel';
    const packages = packagesFor(given, metered);
    const done =
      mode === 'coverage'
        ? { code: cover(source), statements: [] }
        : metered || trace
          ? instrument(source, tree, { fuel: metered, trace })
          : { code: source, statements: [] };
    const code = `${strict ? "'use strict';" : ''}${done.code}\n;$dse_entry(typeof ${program.entry} === 'undefined' ? undefined : ${program.entry})`;
    const spelled = new Set([...words, ...packages.words]);
    const charges = metered ? chargesFor(spelled, computedCalls || packages.computedCalls) : '';
    return {
      code,
      packages: packages.code,
      metered,
      charges,
      statements: trace && mode !== 'coverage' ? done.statements : null,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return unloadable(error.name, error.message, lineOf(error));
    if (error instanceof RangeError)
      return unloadable('RangeError', 'the program is nested too deeply to be read', null);
    throw error;
  }
}

export function unloadable(name: string, message: string, line: number | null): Unloadable {
  const told = { name: name.slice(0, 100).toWellFormed(), message: message.slice(0, 2000).toWellFormed() };
  return { status: 'unloadable', error: { ...told, line } };
}

type Script = { source: string; tree: ES.Program; strict: boolean };
type Span = { start: number; end: number };

function scriptOf(source: string, packages: readonly PackageCode[]): Script {
  try {
    return { source, tree: parseAs(source, 'script'), strict: false };
  } catch (error) {
    if (!(error instanceof SyntaxError) || !/\b(export|import)\b/.test(source)) throw error;
  }
  const exported = parseAs(source, 'module');
  let plain = source;
  const blank = (start: number, end: number): void => {
    plain = plain.slice(0, start) + plain.slice(start, end).replace(/[^\n\r]/g, ' ') + plain.slice(end);
  };
  for (const node of exported.body as (ES.Program['body'][number] & Span)[]) {
    if (node.type === 'ExportNamedDeclaration' && node.declaration)
      blank(node.start, (node.declaration as unknown as Span).start);
    else if (node.type === 'ExportNamedDeclaration' && !node.source) blank(node.start, node.end);
    else if (
      node.type === 'ExportDefaultDeclaration' &&
      /^(Function|Class)Declaration$/.test(node.declaration.type)
    ) {
      blank(node.start, (node.declaration as unknown as Span).start);
    } else if (/^(Import|Export)/.test(node.type)) {
      const from = (node as { source?: { value?: unknown } | null }).source?.value;
      throw positioned(notImported(typeof from === 'string' ? from : null, packages), source, node.start);
    }
  }
  return { source: plain, tree: parseAs(plain, 'script'), strict: true };
}

/** acorn gives `loc`; the type stripper puts `:LINE` on the first line of the stack. */
function lineOf(error: SyntaxError): number | null {
  const { loc } = error as { loc?: { line?: unknown } };
  if (typeof loc?.line === 'number') return loc.line;
  const line = /^[^\n]*:(\d+)\n/.exec(error.stack ?? '')?.[1];
  return line === undefined ? null : Number(line);
}
