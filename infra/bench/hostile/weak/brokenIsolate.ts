import { fileURLToPath } from 'node:url';
import { planLaunch } from '../../../sandbox/launch.ts';
import type { Launch } from '../../../sandbox/planNode.ts';

/** A child as it is after an escape: what runs in it holds `process`, and only the walls round the child are left. */
export function planBrokenIsolate(bubblewrap: string | null): Launch {
  const binary = fileURLToPath(new URL('./engine.js', import.meta.url));
  return planLaunch(bubblewrap, { engine: { name: 'isolated-vm', binary } });
}
