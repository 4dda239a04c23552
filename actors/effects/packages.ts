import type { FactData } from '../../events/catalog.ts';
import type { CapabilitySpec } from '../../events/capability.ts';
import type { BundledPackage } from '../../events/scope.ts';
import { blobText } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';

type Pinned = Pick<FactData<'artifact.generated'>, 'packages'>;

/** Keeps the bundles of a capability as blobs; gives what an artifact says of them when it is generated. */
export async function pinned(
  { host }: Pick<Workshop, 'host'>,
  { packages }: CapabilitySpec,
): Promise<Pinned> {
  if (packages === undefined) return {};
  await Promise.all(packages.map(({ source }) => host.substrate.blobs.put(source, 'keep')));
  return { packages: packages.map(({ source: _bundle, ...pin }) => pin) };
}

/** The bundles an artifact was generated with, whatever its capability or any folder holds by now; nothing where it stands alone. */
export async function packagesOf(
  workshop: Workshop,
  { packages }: Pinned,
): Promise<{ readonly packages?: BundledPackage[] }> {
  if (packages === undefined) return {};
  const read = packages.map(async (pin) => ({
    ...pin,
    source: await blobText(workshop, pin.hash, `the bundle of the package ${pin.name}`),
  }));
  return { packages: await Promise.all(read) };
}
