import type { Workshop } from '../../../actors/workshop.ts';
import { sha256 } from '../../../events/hash.ts';
import { GoldenBuilt, GoldenSet } from '../../../events/golden.ts';
import { goldenSplit } from '../../../machines/rules/goldenSplit.ts';
import { commitsOf } from '../../answers/commits.ts';
import { NotKnown } from '../../answers/notKnown.ts';
import type { Dse } from '../../running.ts';
import type { Drafted } from './drafts.ts';
import { fromFile } from './fromFile.ts';
import { fromRuns } from './fromRuns.ts';
import { fromSuite } from './fromSuite.ts';
import { servedBy } from './served.ts';

export type GoldenRequest = {
  /** `auto`: recorded runs where they give {@link ENOUGH} examples, else the suite. */
  readonly from: { readonly source: 'auto' | 'production' | 'suite' } | { readonly file: string };
  /** At most so many examples, in [2, 2000]. */
  readonly limit: number;
  /** From this quality on a run is good (SPEC E17). */
  readonly minQuality: number;
  /** Share of the examples that is held out, in (0, 1). */
  readonly holdout: number;
  readonly seed: number;
};

export type Golden = { readonly set: GoldenSet; readonly built: GoldenBuilt };

/** Recorded examples that are enough to choose by. */
const ENOUGH = 20;

/** There are too few examples for a golden set: the message says of what and what to do. */
export class NoGolden extends Error {
  override readonly name = 'NoGolden';
}

/**
 * Builds a golden set of a capability (SPEC E17, C68): distinct inputs, failures kept and labelled, split into what breeders may see and what only finalists
 * are measured on. It becomes a blob and the fact `golden.built`. @throws NotKnown, BadGolden, NoGolden
 */
export async function buildGolden(dse: Dse, capability: string, request: GoldenRequest): Promise<Golden> {
  const { workshop } = dse;
  const served = await servedBy(workshop, capability);
  const drafted = await draft(workshop, served, request);
  const { examples, hidden } = drafted;
  if (examples.length - hidden.size < 1 || examples.length < 2)
    throw new NoGolden(tooFew(capability, drafted));
  const { train, holdout } = goldenSplit(examples, { share: request.holdout, seed: request.seed, hidden });
  const set: GoldenSet = { v: 1, capability, train: [...train], holdout: [...holdout] };
  const good = examples.filter(({ label }) => label === 'good').length;
  const built: GoldenBuilt = {
    golden: await workshop.host.substrate.blobs.put(JSON.stringify(set), 'keep'),
    source: drafted.source,
    train: train.length,
    holdout: holdout.length,
    good,
    failures: examples.length - good,
    left_out: drafted.left_out,
    repeated: drafted.repeated,
    position: drafted.position,
    min_quality: request.minQuality,
    seed: request.seed,
  };
  const before = await builtOf(dse, capability);
  const text = JSON.stringify(built);
  if (JSON.stringify(before.at(-1)) === text) return { set, built };
  const sent = await dse.send(
    { kind: 'capability', id: capability },
    { type: 'recordGolden', ...built },
    // Numbered: what was built before another one can become the last again.
    `golden-${before.length}-${sha256(text).slice(0, 16)}`,
  );
  if (sent.status === 'refused' || sent.status === 'unavailable')
    throw new NoGolden(
      `capability/${capability} takes no golden set: ${sent.status === 'refused' ? sent.message : sent.reason}`,
    );
  return { set, built };
}

async function draft(
  workshop: Workshop,
  served: Awaited<ReturnType<typeof servedBy>>,
  { from, limit, minQuality }: GoldenRequest,
): Promise<Drafted> {
  if ('file' in from) return fromFile(workshop, served, from.file, { limit });
  if (from.source === 'suite') return fromSuite(workshop, served, { limit });
  const recorded = await fromRuns(workshop, served, { limit, minQuality });
  if (from.source === 'production' || recorded.examples.length >= ENOUGH) return recorded;
  return fromSuite(workshop, served, { limit });
}

function tooFew(capability: string, { source, examples, hidden, left_out }: Drafted): string {
  const of =
    source === 'production'
      ? 'recorded runs give'
      : source === 'suite'
        ? 'the suite gives'
        : 'the file gives';
  const out = Object.entries(left_out)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${reason}`);
  const rest = out.length === 0 ? '' : ` (left out: ${out.join(', ')})`;
  const secret = hidden.size === 0 ? '' : `, ${hidden.size} of them held out by its suite`;
  return `no golden set of ${capability}: ${of} ${examples.length} usable ${examples.length === 1 ? 'example' : 'examples'}${secret}${rest}. Give a file with \`--from FILE\`, more examples in the capability file, or an oracle that knows what is right`;
}

/** What was said of each golden set of a capability, the last one last. */
async function builtOf(
  { substrate }: Pick<Dse, 'substrate'>,
  capability: string,
): Promise<readonly GoldenBuilt[]> {
  const commits = await commitsOf(substrate, { kind: 'capability', id: capability });
  const facts = commits.flatMap(({ commit }) => commit.events);
  return facts.filter(({ type }) => type === 'golden.built').map(({ data }) => GoldenBuilt.parse(data));
}

/** The golden set of a capability that was built last. @throws NotKnown */
export async function lastGolden(dse: Pick<Dse, 'substrate'>, capability: string): Promise<Golden> {
  const built = (await builtOf(dse, capability)).at(-1);
  if (!built)
    throw new NotKnown(
      `no golden set of "${capability}" was built: \`dse golden build ${capability}\` builds one`,
    );
  const bytes = await dse.substrate.blobs.get(built.golden);
  if (bytes === null) throw new NotKnown(`the golden set of ${capability} was erased: build it again`);
  return { set: GoldenSet.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))), built };
}
