import type { FactData } from '../../events/catalog.ts';
import { decodeCommit } from '../../events/codec.ts';
import type { Fact } from '../../events/commit.ts';
import type { Backend } from '../../machines/rules/portability.ts';
import type { Workshop } from '../workshop.ts';
import { said, taskHistory } from './taskHistory.ts';

/** What became of an expert since its session found it. */
export type ExpertUses = {
  /** ms since the epoch at which it was registered. */
  readonly since: number;
  readonly under: Backend | null;
  readonly uses: readonly number[];
};

/** So much of the log is looked through for its uses, from the end. */
const COMMITS = 2000;

/**
 * Rewards of an expert's generator in the capability that registered it, since it did, up to a version; and who was asked when it was learned. The log
 * is read, not a projection: what was known at that version is the same whenever it is asked.
 */
export async function expertUses(
  workshop: Workshop,
  capability: string,
  { generator, session }: FactData<'expert.registered'>,
  version: number,
): Promise<ExpertUses | null> {
  const { events } = workshop.host.substrate;
  const stored = await events.read({ kind: 'capability', id: capability }, Math.max(0, version - COMMITS));
  const uses: number[] = [];
  let since: number | null = null;
  for (const { body, version: at } of stored) {
    if (at > version) break;
    if (!body.includes('"expert.registered"') && !body.includes('"generator.rewarded"')) continue;
    const commit = decodeCommit(body, `commit ${at} of capability/${capability}`);
    for (const { type, data } of commit.events) {
      if (type === 'expert.registered' && data['session'] === session) {
        since = Date.parse(commit.meta.at);
        uses.length = 0;
      } else if (type === 'generator.rewarded' && data['generator'] === generator)
        uses.push((data as FactData<'generator.rewarded'>).reward);
    }
  }
  if (since === null) return null;
  return { since, under: await learnedUnder(workshop, session, generator), uses };
}

/** The backend and the model of the experiment that a session chose; null where the log does not hold it. */
async function learnedUnder(workshop: Workshop, session: string, generator: string): Promise<Backend | null> {
  const stored = await workshop.host.substrate.events.read({ kind: 'optimization', id: session });
  const chosen = stored
    .flatMap(({ body, version }) => decodeCommit(body, `commit ${version} of optimization/${session}`).events)
    .findLast((fact: Fact) => fact.type === 'optimization.chosen');
  if (chosen === undefined) return null;
  const { task } = chosen.data as FactData<'optimization.chosen'>;
  const history = await taskHistory(workshop, task);
  const proposal = said(history, 'candidates.proposed').findLast(
    (one) => one.generator === generator && one.model !== undefined,
  );
  return proposal?.model === undefined
    ? null
    : { provider: proposal.model.provider, model: proposal.model.called ?? null };
}
