import { sha256 } from '../../../events/hash.ts';
import { candidateOf, living } from '../../../machines/population/context.ts';
import { deriveSeed } from '../../../machines/rules/random.ts';
import type { Bred, Breeder, Missed } from '../../evolving/breeder.ts';
import { breederOf } from '../../evolving/breeders.ts';
import { seenByBreeders } from '../../evolving/seenByBreeders.ts';
import { blobText } from '../../workshop.ts';
import type { Workshop } from '../../workshop.ts';
import type { EffectHandler, EffectResult } from '../../worker.ts';
import { examplesOf, goldenOf, groundOf, longestInput } from './ground.ts';
import type { Ground } from './ground.ts';
import { askedAt, populationHistory, sourceHash } from './history.ts';
import type { PopulationHistory } from './history.ts';

type Asked = {
  readonly generation: number;
  readonly slot: number;
  readonly attempt: number;
  readonly operators: readonly string[];
  readonly parents: readonly string[];
  readonly seed: number;
};

/** What of a parent's mistakes a breeder is shown. */
const MISSED_MAX = 10;

/** One child: its operators in a row, the first one on both parents. What a round bred is the same in whatever order its children come. */
export function breed(workshop: Workshop): EffectHandler {
  return async (lease): Promise<EffectResult> => {
    const { generation, slot, attempt, operators, parents, seed } = lease.effect.input as unknown as Asked;
    const ground = await groundOf(workshop, lease.actor.id);
    const place = { generation, slot, attempt };
    const nothing = (detail: string, costMicro = 0): EffectResult => ({
      type: 'notBred',
      ...place,
      reason: 'nothing',
      operators,
      detail,
      cost_micro: costMicro,
    });
    if (ground.context.stop !== null) return nothing('the population stops');
    const breeder = breederOf(ground.asked.genome, workshop);
    const history = await populationHistory(workshop, lease.actor.id);
    const asked = askedAt(history, lease.key);
    const sources = await Promise.all(parents.map((one) => sourceOf(workshop, history, one)));
    const missed = await missedBy(workshop, ground, history, parents[0]!);
    const spec = seenByBreeders(ground.spec, (await goldenOf(workshop, ground.asked)).holdout);
    const child = await descend(breeder, { operators, sources, seed, spec, missed });
    if (child.status === 'nothing') return nothing(child.reason, child.costMicro);
    const { source } = child;
    const { evaluation_micro: most } = ground.asked.budget;
    if (most > 0) {
      const dearest = breeder.dearest(source, ground.spec, await longestInput(workshop, ground.asked.golden));
      if (dearest > most)
        return nothing(
          `one answer may cost ${dearest} micro-dollars: this population pays at most ${most} for one`,
          child.costMicro,
        );
    }
    const hash = sha256(source);
    const candidate = candidateOf(hash);
    const before = history.bred.get(candidate);
    const nearest = await nearestOf(workshop, ground, history, breeder, source);
    await workshop.host.substrate.blobs.put(source, 'keep');
    return {
      type: 'bred',
      seen: before !== undefined && before.version <= asked,
      ...place,
      candidate,
      source: hash,
      bytes: Buffer.byteLength(source),
      operators: [...child.operators],
      parents: [...parents],
      nearest,
      cost_micro: child.costMicro,
    };
  };
}

type Descent = Pick<Parameters<Breeder['breed']>[0], 'seed' | 'spec' | 'missed'> & {
  readonly operators: readonly string[];
  readonly sources: readonly string[];
};

/** An operator that finds nothing to do is left out; a child that none changed is none. */
async function descend(breeder: Breeder, { operators, sources, seed, spec, missed }: Descent): Promise<Bred> {
  let parents = sources;
  let costMicro = 0;
  let reason = 'no operator was named';
  const applied: string[] = [];
  for (const [at, operator] of operators.entries()) {
    const bred = await breeder.breed({
      operator,
      parents,
      seed: deriveSeed(seed, `operator ${at}`),
      spec,
      missed,
    });
    costMicro += bred.costMicro;
    if (bred.status === 'nothing') {
      reason = bred.reason;
      continue;
    }
    parents = [bred.source];
    applied.push(...bred.operators);
  }
  if (applied.length === 0) return { status: 'nothing', reason, costMicro };
  return { status: 'bred', source: parents[0]!, operators: applied.slice(0, 40), costMicro };
}

async function sourceOf(workshop: Workshop, history: PopulationHistory, candidate: string): Promise<string> {
  return blobText(workshop, sourceHash(history, candidate), `the source of candidate ${candidate}`);
}

/** What the first parent got wrong of the examples that candidates are chosen by; nothing held out is among them. */
async function missedBy(
  workshop: Workshop,
  { asked }: Ground,
  history: PopulationHistory,
  parent: string,
): Promise<readonly Missed[]> {
  const rows = history.rows.get(parent);
  if (!rows) return [];
  const examples = await examplesOf(workshop, asked, 'full');
  return examples
    .flatMap(({ id, input, expected }) => {
      const row = rows.get(id);
      return row && row.score < 1 ? [{ input, expected, actual: row.answer ?? 'null' }] : [];
    })
    .slice(0, MISSED_MAX);
}

/** How different it is from the nearest that lives, the incumbent included; null where nobody asks. */
async function nearestOf(
  workshop: Workshop,
  { asked, context }: Ground,
  history: PopulationHistory,
  breeder: Breeder,
  source: string,
): Promise<number | null> {
  if (asked.settings.novelty === 0) return null;
  const others = new Set([asked.incumbent, ...living(context).map(([candidate]) => candidate)]);
  const distances = await Promise.all(
    [...others].map(async (other) => breeder.distance(source, await sourceOf(workshop, history, other))),
  );
  return Math.min(...distances);
}
