import { sameCode } from '../../actors/generators/model/sameCode.ts';
import { blobText, lifecycleOf } from '../../actors/workshop.ts';
import type { FactData } from '../../events/catalog.ts';
import type { Dse } from '../dse.ts';

/**
 * What is stored for the same capability and is the same code, layout and comments aside (SPEC B18, at publish time): storing it once more would
 * prove, serve and watch one thing twice. Null: nothing. The very same text has the same id and is no duplicate of itself.
 */
export async function duplicateOf(
  dse: Dse,
  kind: 'artifact' | 'tool' | 'workflow',
  id: string,
  { capability, language, entry }: FactData<'artifact.generated'>,
  source: string,
): Promise<string | null> {
  for (const { artifact } of await dse.workshop.readModel.variants(capability)) {
    if (artifact === id) continue;
    const { context } = await lifecycleOf(dse.workshop, { kind, id: artifact });
    const stored = context.artifact;
    if (stored === null || stored.language !== language || stored.entry !== entry) continue;
    const text = await blobText(dse.workshop, stored.source, 'the source');
    if (sameCode(text, source, language)) return artifact;
  }
  return null;
}
