import { specOf } from '../../../actors/workshop.ts';
import type { CapabilitySpec } from '../../../events/capability.ts';
import { sha256 } from '../../../events/hash.ts';
import { compareContracts, splitName, toolSplit } from '../../../machines/rules/toolSplit.ts';
import type { Dse } from '../../dse.ts';
import { requireSent } from '../exitCodes.ts';
import { contractOf } from './toolContract.ts';

const rounded = (value: number): number => Math.round(value * 100) / 100;

/**
 * Of a version with another contract than `against`, the hash of what is declared: where it is another tool, its capability says so as a fact
 * (SPEC B10), once for each manifest. Gives what to say of it; '' where it is none.
 */
export async function splitNote(
  dse: Dse,
  against: string,
  after: CapabilitySpec,
  { version, manifest }: { readonly version: string; readonly manifest: string },
): Promise<string> {
  const read = await dse.substrate.events.position();
  const compared = compareContracts(contractOf(await specOf(dse.workshop, against)), contractOf(after));
  const { tests, spec, confidence, split } = toolSplit(compared);
  if (!split) return '';
  const name = after.capability;
  requireSent(
    await dse.send(
      { kind: 'capability', id: name },
      {
        type: 'weighSplit',
        version,
        manifest: await dse.substrate.blobs.put(manifest, 'keep'),
        against,
        read,
        compared,
      },
      `split-${version}-${sha256(manifest).slice(0, 16)}-${against.slice(0, 16)}`,
    ),
    `capability/${name}`,
  );
  return `; it is another tool: its tests differ by ${rounded(tests)} and its description and schemas by ${rounded(spec)} (confidence ${rounded(confidence)}). Load it as ${splitName(name, version)}, and let the \`usage_notes\` of ${name} point there`;
}
