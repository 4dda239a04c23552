import { CapabilityFile } from '../../events/capability.ts';
import type { CapabilitySpec } from '../../events/capability.ts';
import { ToolManifest } from '../../events/toolManifest.ts';
import { toolSupport } from '../../events/toolTypes.ts';
import { checkedCapability } from './capabilityFile.ts';
import { readStrictFile } from './strictFile.ts';
import type { Place, Problem } from './strictFile.ts';

export type ManifestReading =
  /** `source`: what implements this version. */
  | {
      readonly status: 'read';
      readonly manifest: ToolManifest;
      readonly capability: CapabilitySpec;
      readonly source: string;
    }
  /** Well-formed, and of a type that this build has no adapter for. */
  | { readonly status: 'unsupported'; readonly manifest: ToolManifest }
  | { readonly status: 'wrong'; readonly problems: readonly Problem[] };

const SEED = 'declared';

/** The capability file that says the same; null when this build has no adapter for the type. */
function capabilityFileOf(manifest: ToolManifest): CapabilityFile | null {
  const support = toolSupport[manifest.type];
  const { executable, name, version } = manifest;
  if (support === null || executable === undefined) return null;
  const { description, input, output, examples, held_out, properties, postconditions, robustness } = manifest;
  const contract = {
    capability: name,
    description,
    input,
    output,
    examples,
    held_out,
    properties,
    postconditions,
    robustness,
    inputs: manifest.inputs,
    objectives: manifest.objectives,
    limits: manifest.limits,
    quota: manifest.quota,
    observe: manifest.observe,
  };
  if ('kind' in support)
    return CapabilityFile.parse({ ...contract, kind: support.kind, tool: executable.http });
  const { source, file, entry, spread } = executable;
  return CapabilityFile.parse({
    ...contract,
    language: support.language,
    entry,
    spread,
    seeds: [
      {
        name: SEED,
        provenance: `the tool manifest ${name}@${version}`,
        ...(source === undefined ? { file } : { source }),
      },
    ],
  });
}

/** Where in the manifest a part of that capability file stands. */
function placeIn(place: Place): Place {
  const [section, , field] = place;
  if (section === 'tool') return ['executable', 'http', ...place.slice(1)];
  if (section === 'seeds') return field === undefined ? ['executable'] : ['executable', field];
  return place;
}

/**
 * Reads a tool manifest, YAML or JSON, strictly (SPEC B22): all its problems at once with line and column, the same checks as of a capability
 * file. An unreadable file is a problem too, never an exception.
 */
export async function readToolManifest(path: string): Promise<ManifestReading> {
  const read = await readStrictFile(path, ToolManifest);
  if (!read.ok) return { status: 'wrong', problems: read.problems };
  const manifest = read.value;
  const file = capabilityFileOf(manifest);
  if (!file) return { status: 'unsupported', manifest };
  const problems: Problem[] = [];
  const capability = await checkedCapability(path, file, (place, message, remedy) =>
    problems.push(read.problem(placeIn(place), message, remedy)),
  );
  if (capability === null) return { status: 'wrong', problems };
  const source = capability.tool ? JSON.stringify(capability.tool) : capability.seeds[0]!.source;
  return { status: 'read', manifest, capability, source };
}
