import type { FactData } from '../../events/catalog.ts';
import { decodeCommit } from '../../events/codec.ts';
import { settingText } from '../../machines/optimization/next.ts';
import { lifecycleLog, lifecycleOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';

/** Ancestors and attempts that are told (SPEC B26). */
const TOLD = 10;

/** A reason that names a held-out input, or its answer, is not told to who proposes. */
const told = (reason: string): string =>
  /held.?out/i.test(reason) ? 'it fails on inputs that are not shown' : reason.slice(0, 200);

/** The experiment that asks: what its own stage finds meanwhile depends on who is quicker, so it is told nothing of it. */
export type Asking = { readonly session: string; readonly n: number };

/** What the experiments of a session came to, in their order; for who is one of them, those that ended before it was planned. */
async function triedIn(workshop: Workshop, session: string, asking: Asking | null): Promise<string[]> {
  const stored = await workshop.host.substrate.events.read({ kind: 'optimization', id: session });
  const ended: FactData<'experiment.ended'>[] = [];
  for (const { body, version } of stored) {
    const { events } = decodeCommit(body, `commit ${version} of optimization/${session}`);
    const planned = events.some(
      ({ type, data }) =>
        type === 'experiment.planned' && session === asking?.session && data['n'] === asking.n,
    );
    for (const fact of events)
      if (fact.type === 'experiment.ended') ended.push(fact.data as unknown as FactData<'experiment.ended'>);
    if (planned) break;
  }
  return ended
    .filter(({ outcome }) => outcome !== 'known')
    .toSorted((a, b) => a.n - b.n)
    .map(({ outcome, reason, ...setting }) => `${settingText(setting)}, ${outcome}: ${told(reason)}`);
}

/**
 * How something came to be as it is, latest last: by whom each of its ancestors was made, and which evolutions of it were refused and why, so that a
 * model does not try the same again (SPEC B26). Of sessions on it every experiment is told, with the input it failed on.
 */
export async function changelogOf(
  workshop: Workshop,
  kind: 'artifact' | 'tool' | 'workflow',
  id: string,
  asking: Asking | null = null,
): Promise<readonly string[]> {
  const ancestors: string[] = [];
  for (let at: string | undefined = id; at !== undefined && ancestors.length < TOLD;) {
    const { artifact }: { artifact: FactData<'artifact.generated'> | null } = (
      await lifecycleOf(workshop, { kind, id: at })
    ).context;
    if (artifact === null) break;
    const how = artifact.operators.length > 0 ? ` (${artifact.operators.join(', ')})` : '';
    ancestors.unshift(`generation ${artifact.generation} by ${artifact.generator}${how}`);
    at = artifact.parents[0];
  }
  const tried: string[] = [];
  const sessions = new Set<string>();
  for (const { type, data } of await lifecycleLog(workshop, { kind, id })) {
    if (type === 'evolution.joined') {
      sessions.add(String(data['session']));
      tried.push(...(await triedIn(workshop, String(data['session']), asking)));
    }
    // A session that found nothing better says no more than its experiments did.
    if (type === 'evolution.rejected' && !sessions.has(String(data['task'])))
      tried.push(`refused: ${told(String(data['reason']))}`);
  }
  return [...ancestors, ...tried].slice(-TOLD);
}
