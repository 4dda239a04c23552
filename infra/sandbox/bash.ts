import type { Sandbox } from '../../actors/ports.ts';
import { findJustBash, type JustBash } from './bash/justBash.ts';
import type { BashSetup } from './bash/main.ts';
import { findBubblewrap } from './bubblewrap.ts';
import { LONGEST_FRAME } from './launch.ts';
import { type Launch, planNode } from './planNode.ts';
import { openPool, type PoolOptions } from './pool.ts';

/** What a build of this engine charges; see bash/meter.ts. */
const BASH_FUEL_TABLE = 1;

/** Why bash cannot run here. */
export class NoBash extends Error {}

/** How to start a worker for bash. */
export function planBash(bubblewrap: string | null, { module, folders }: JustBash): Launch {
  const setup: BashSetup = { module, longestFrame: LONGEST_FRAME };
  return planNode(bubblewrap, { main: 'bash/main', setup, folders, files: [] });
}

/** Opens the sandbox for bash: an interpreter written in JavaScript, with files in memory only, in a confined child process. @throws {@link NoBash} where it is not installed. */
export async function openBash(options: PoolOptions = {}): Promise<Sandbox> {
  const found = findJustBash();
  if (found === null)
    throw new NoBash(
      'bash is run by the optional package just-bash, which is not installed: `npm install just-bash@3.4.2`',
    );
  const wrap = await findBubblewrap();
  const identity = { engine: 'just-bash', engineVersion: found.version, fuelTable: BASH_FUEL_TABLE };
  return openPool(planBash(wrap, found), wrap !== null, identity, options);
}
