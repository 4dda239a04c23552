import type { Run } from '../events/run.ts';
import type { ServedOutcome } from './ports.ts';
import { judgement } from './proving/judge.ts';
import { isRoute } from './routes.ts';
import type { Route, Routes } from './routes.ts';

/**
 * What the first tool of a ladder makes of an input while another one answers, so that it stays known when it could answer again (SPEC C19).
 * Null where it answers itself, or there is none.
 */
export async function shadowCall(
  routes: Routes,
  { capability, input }: { readonly capability: string; readonly input: string },
  { shadow, served }: Route,
): Promise<ServedOutcome | null> {
  if (shadow === null || shadow === served) return null;
  const way = await routes.to(capability, shadow);
  return isRoute(way) ? way.handle.call(input, { fuel: false }) : null;
}

/** What a run says of it: `hit` where nothing is wrong with the first tool's answer. `answered`: by what is served. */
export function shadowOf(
  { shadow, served, spec }: Route,
  answered: ServedOutcome,
  beside: ServedOutcome | null,
): Pick<Run, 'shadow'> {
  const first = shadow === served ? answered : beside;
  if (first === null) return {};
  const hit = first.status === 'ok' && judgement(spec, first).failed.length === 0;
  return { shadow: hit ? 'hit' : 'miss' };
}
