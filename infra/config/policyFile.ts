import { PolicyFile } from '../../events/policy.ts';
import { nearest } from './nearest.ts';
import { readStrictFile } from './strictFile.ts';
import type { Problem, StrictFile } from './strictFile.ts';

/** A policy file that was read, and the problems that show only beside the choices it is judged on. */
export type PolicyReading =
  | {
      readonly ok: true;
      readonly policy: PolicyFile;
      /** Columns it names that the choices do not have. */
      unknownColumns(columns: readonly string[]): readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a policy file (YAML or JSON) strictly; chances that do not come to 1 are problems with their line. */
export async function readPolicyFile(path: string): Promise<PolicyReading> {
  const read = await readStrictFile(path, PolicyFile);
  if (!read.ok) return read;
  return { ok: true, policy: read.value, unknownColumns: (columns) => unknownColumns(read, columns) };
}

function unknownColumns(
  read: Extract<StrictFile<PolicyFile>, { ok: true }>,
  columns: readonly string[],
): readonly Problem[] {
  const named = [
    ...(read.value.context ?? []).map((column, at) => ({ column, place: ['context', at] })),
    ...read.value.when.flatMap(({ where }, at) =>
      Object.keys(where).map((column) => ({ column, place: ['when', at, 'where', column] })),
    ),
  ];
  return named
    .filter(({ column }) => !columns.includes(column))
    .map(({ column, place }) => {
      const close = nearest(column, columns);
      const remedy =
        close === null
          ? `Choices have ${columns.map((name) => `\`${name}\``).join(', ')}.`
          : `Did you mean \`${close}\`?`;
      return read.problem(place, `choices have no column \`${column}\``, remedy);
    });
}
