import type { FactData } from '../../events/catalog.ts';
import { lifecycleLog, lifecycleOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';

/** Ancestors and attempts that are told (SPEC B26). */
const TOLD = 10;

/** A reason that names a held-out input, or its answer, is not told to who proposes. */
const told = (reason: string): string =>
  /held.?out/i.test(reason) ? 'it fails on inputs that are not shown' : reason.slice(0, 200);

/**
 * How something came to be as it is, latest last: by whom each of its ancestors was made, and which evolutions of it were refused and why, so that a
 * model does not try the same again (SPEC B26).
 */
export async function changelogOf(
  workshop: Workshop,
  kind: 'artifact' | 'tool' | 'workflow',
  id: string,
): Promise<readonly string[]> {
  const ancestors: string[] = [];
  for (let at: string | undefined = id; at !== undefined && ancestors.length < TOLD;) {
    const { artifact }: { artifact: FactData<'artifact.generated'> | null } = (
      await lifecycleOf(workshop, { kind, id: at })
    ).context;
    if (artifact === null) break;
    const how = artifact.operators.length > 0 ? ` (${artifact.operators.join(', ')})` : '';
    ancestors.unshift(`generation ${artifact.generation} by ${artifact.generator}${how}`);
    at = artifact.parents[0];
  }
  const refused = (await lifecycleLog(workshop, { kind, id }))
    .filter(({ type }) => type === 'evolution.rejected')
    .map(({ data }) => `refused: ${told(String(data['reason']))}`);
  return [...ancestors, ...refused].slice(-TOLD);
}
