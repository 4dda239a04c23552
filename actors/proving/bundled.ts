import type { CapabilitySpec } from '../../events/capability.ts';
import type { PackageCode, Program } from '../ports.ts';
import { contractOf } from '../prompting/contract.ts';

type Packages = { readonly packages?: readonly PackageCode[] | undefined };

/** What a capability gives its programs along: its packages, and to a prompt what it is asked to do; nothing where it has neither. */
export function bundled(given: CapabilitySpec | Packages): Pick<Program, 'packages' | 'contract'> {
  const { packages } = given;
  return {
    ...(packages === undefined ? {} : { packages }),
    ...('kind' in given ? contractOf(given) : {}),
  };
}
