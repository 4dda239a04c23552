import type { ActorRef, Fact } from '../../events/commit.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { commitsAfter } from './commits.ts';
import type { Placed } from './commits.ts';
import { NotKnown } from './notKnown.ts';

/** How something came to be as it is. */
export type Explanation = {
  /** From what is back to what it began with. */
  readonly chain: readonly Placed[];
  readonly beginning: string;
  /** Of the artifact that is explained; ask why of them. */
  readonly parents: readonly string[];
  /** What came under the name of this capability and is another tool (`tool.split`), oldest first. */
  readonly splits: readonly Placed[];
};

/** The facts that caused what an artifact, a capability or a task is. @throws NotKnown */
export async function whyOf(substrate: Substrate, id: string): Promise<Explanation> {
  const all: Placed[] = [];
  for await (const placed of commitsAfter(substrate, 0)) all.push(placed);
  return explained(all, id);
}

/** The same of a log that was read before, for who asks it of many. @throws NotKnown */
export function explained(all: readonly Placed[], id: string): Explanation {
  const end = endOf(all, id);
  if (!end)
    throw new NotKnown(
      `nothing known as "${id}": \`dse artifact list\` and \`dse query "select task from tasks"\` name what there is`,
    );
  const splits = all.filter(
    (placed) => placed !== end && sameActor(placed, end) && factsOf(placed, 'tool.split').length > 0,
  );
  return { ...chainOf(all, end), parents: parentsOf(all, end), splits };
}

/** One step of a chain, as programs read it. */
export function whyStep({ position, commit }: Placed, step: number) {
  return {
    step,
    position,
    at: commit.meta.at,
    actor: `${commit.actor.kind}/${commit.actor.id}`,
    facts: commit.events,
    effects: commit.effects.map(({ name }) => name),
    causation: commit.meta.causation,
    commit: commit.id,
  };
}

const sameActor = (a: Placed, b: Placed): boolean =>
  a.commit.actor.kind === b.commit.actor.kind && a.commit.actor.id === b.commit.actor.id;

function factsOf(placed: Placed, type: string): readonly Fact[] {
  return placed.commit.events.filter((fact) => fact.type === type);
}

/** The commit to explain: the promotion of an artifact or of what a capability serves; else the last thing said of it. */
function endOf(all: readonly Placed[], id: string): Placed | undefined {
  const promotion = all.findLast((placed) =>
    factsOf(placed, 'capability.promoted').some(
      ({ data }) => data['artifact'] === id || placed.commit.actor.id === id,
    ),
  );
  if (promotion) return promotion;
  const [kind, name] = id.includes('/') ? id.split('/') : [null, id];
  const named = (actor: ActorRef) => actor.id === name && (kind === null || actor.kind === kind);
  return all.findLast(({ commit }) => named(commit.actor));
}

/** Back along the causes. A confirmed finding also names the first look and the baseline it was held against. */
function chainOf(
  all: readonly Placed[],
  end: Placed,
): { readonly chain: readonly Placed[]; readonly beginning: string } {
  const byId = new Map(all.map((placed) => [placed.commit.id, placed]));
  const chain: Placed[] = [];
  for (let at = end; ;) {
    chain.push(at, ...lookedBefore(all, at), ...stagesBefore(all, at));
    const { causation } = at.commit.meta;
    const cause = byId.get(causation.split('.')[0] ?? '') ?? openingOf(all, at);
    if (!cause || chain.includes(cause)) return { chain, beginning: beginningText(chain.at(-1)!, causation) };
    at = cause;
  }
}

function lookedBefore(all: readonly Placed[], { position, commit }: Placed): readonly Placed[] {
  const found = commit.events.find(
    ({ type, data }) => type === 'runs.observed' && data['finding'] === 'confirmed',
  );
  if (!found) return [];
  const { ran } = found.data['window'] as { readonly ran: string };
  const earlier = (finding: string) =>
    all.findLast(
      (placed) =>
        placed.position < position &&
        factsOf(placed, 'runs.observed').some(
          ({ data }) => data['finding'] === finding && (data['window'] as { ran: string }).ran === ran,
        ),
    );
  return [earlier('detected'), earlier('baseline')].filter((placed) => placed !== undefined);
}

/** The stages that a rollout went through before it decided, the latest first. */
function stagesBefore(all: readonly Placed[], at: Placed): readonly Placed[] {
  if (factsOf(at, 'rollout.staged').length === 0) return [];
  return all
    .filter(
      (placed) =>
        placed.position < at.position &&
        placed.commit.actor.id === at.commit.actor.id &&
        factsOf(placed, 'rollout.staged').length > 0,
    )
    .toReversed();
}

/** What a rollout decided was caused by runs; that there is one, by whoever opened it. */
function openingOf(all: readonly Placed[], { commit }: Placed): Placed | undefined {
  if (commit.actor.kind !== 'rollout') return undefined;
  return all.find((placed) =>
    factsOf(placed, 'rollout.opened').some(({ data }) => data['rollout'] === commit.actor.id),
  );
}

function beginningText({ commit }: Placed, causation: string): string {
  const observed = commit.events.some(({ type }) => type === 'runs.observed');
  return observed
    ? `the runs of that window, among them run ${causation}`
    : `the command ${causation} from outside, by ${commit.meta.producer.writer}`;
}

function parentsOf(all: readonly Placed[], end: Placed): readonly string[] {
  const promoted = factsOf(end, 'capability.promoted')[0]?.data['artifact'] ?? end.commit.actor.id;
  const born = all.find(
    ({ commit }) => commit.actor.id === promoted && commit.events[0]?.type === 'artifact.generated',
  );
  return (born?.commit.events[0]?.data['parents'] as readonly string[] | undefined) ?? [];
}
