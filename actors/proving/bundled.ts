import type { PackageCode, Program } from '../ports.ts';

/** The packages of a capability as its programs take them: nothing where it has none. */
export function bundled({
  packages,
}: {
  readonly packages?: readonly PackageCode[] | undefined;
}): Pick<Program, 'packages'> {
  return packages === undefined ? {} : { packages };
}
