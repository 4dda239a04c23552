import { blobText, capabilityState } from '../actors/workshop.ts';
import { generatedFrom } from './cli/generatedFrom.ts';
import { waitUntil } from './cli/waiting.ts';
import type { Dse } from './dse.ts';

/**
 * Has every tool of a capability's ladder proved and stored that is not yet, from its seed; gives those whose proof failed. Without a ladder,
 * or before its suite is proved, there is nothing to do.
 */
export async function storeLadder(
  dse: Dse,
  capability: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { context } = await capabilityState(dse.host, capability);
  const { declared, ladder } = context;
  const waiting = ladder?.tools.filter(({ stored }) => !stored) ?? [];
  const failed: string[] = [];
  for (const { name, artifact } of waiting) {
    const seed = declared?.seeds.find((one) => one.name === name);
    if (seed === undefined) continue;
    const source = await blobText(dse.workshop, seed.source, 'the source');
    const { kind, id, artifact: generated } = await generatedFrom(dse, capability, name, source);
    // A suite that grew meanwhile gives it another id: then it is no tool of the ladder.
    if (id !== artifact) {
      failed.push(name);
      continue;
    }
    await dse.send({ kind, id }, { type: 'generate', artifact: generated }, `store-${id}`);
    const proved = await waitUntil(
      dse,
      { kind, id },
      (state) => !['absent', 'generated', 'tested'].includes(state),
      signal,
    );
    if (proved?.state === 'rejected') failed.push(name);
  }
  return failed;
}
