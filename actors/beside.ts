import type { CapabilitySpec } from '../events/capability.ts';
import { canonicalJson, parseJson } from '../events/json.ts';
import type { Beside } from '../events/run.ts';
import type { ServedOutcome } from './ports.ts';
import { judgement } from './proving/judge.ts';
import { isRoute } from './routes.ts';
import type { Route, Routes } from './routes.ts';

/** How a challenger did on an input that was not its own to answer. */
export type BesideCall = {
  readonly artifact: string;
  readonly outcome: ServedOutcome;
  /** Set where this call put it in quarantine. */
  readonly offender: Route | null;
};

/** It cannot be called. */
const UNCALLABLE: ServedOutcome = {
  status: 'crash',
  detail: 'it cannot be called',
  fuel: null,
  wallUs: 0,
  judged: null,
  ran: false,
};

/** Runs a challenger on the incumbent's input; what goes wrong with it is what it came to. */
export async function callBeside(
  routes: Routes,
  { capability, input }: { readonly capability: string; readonly input: string },
  artifact: string,
  counted: boolean,
): Promise<BesideCall> {
  try {
    const way = await routes.to(capability, artifact);
    if (!isRoute(way)) return { artifact, outcome: UNCALLABLE, offender: null };
    const outcome = await way.handle.call(input, { fuel: counted });
    return { artifact, outcome, offender: way.handle.quarantine === null ? null : way };
  } catch {
    return { artifact, outcome: UNCALLABLE, offender: null };
  }
}

/** What the incumbent's run says of it. One that cannot be called has `crash` and took no time. */
export function besideOf(
  spec: CapabilitySpec,
  answered: ServedOutcome,
  { artifact, outcome }: BesideCall,
): Beside {
  const both = answered.status === 'ok' && outcome.status === 'ok';
  return {
    artifact,
    outcome: outcome.status,
    quality: judgement(spec, outcome).quality,
    same: both ? sameText(answered.output, outcome.output) : null,
    fuel: outcome.fuel,
    wall_us: Math.round(outcome.wallUs),
  };
}

function sameText(one: string, other: string): boolean {
  return one === other || canonicalJson(parseJson(one)) === canonicalJson(parseJson(other));
}
