import type { Random } from '../../../../machines/rules/random.ts';
import type { GenerationRequest } from '../../../ports.ts';
import type { Edit } from '../edit.ts';
import { prepareGround, type Ground } from '../ground.ts';
import type { Suspicion } from '../localise.ts';
import { REPAIR_OPERATORS } from '../operators/index.ts';
import { applyPatch, stack, type Patch } from '../patch.ts';
import { rank, type Ranked } from '../rank.ts';
import { readTree, type Strip } from '../tree.ts';
import { usageFactor } from '../usage.ts';

/** Every typed edit of a source; none when it does not parse. */
export const editsOf = (source: string, literals: GenerationRequest['literals'], strip?: Strip): Edit[] => {
  const tree = readTree(source, strip);
  return tree === null ? [] : allEdits(prepareGround(tree, literals));
};

const allEdits = (ground: Ground): Edit[] => REPAIR_OPERATORS.flatMap((operator) => [...operator(ground)]);

/** Every typed edit of a source, most likely first; none when it does not parse. */
export const rankedEditsOf = (
  source: string,
  literals: GenerationRequest['literals'],
  suspicion: Suspicion,
  random: Random,
  strip?: Strip,
): Ranked[] => {
  const tree = readTree(source, strip);
  if (tree === null) return [];
  const ground = prepareGround(tree, literals);
  return rank(allEdits(ground), suspicion, usageFactor(ground), random);
};

type Stream = {
  readonly patch: Patch;
  readonly factor: number;
  ranked: readonly Ranked[] | null;
  next: number;
};

/** The best chance that a single edit ever gets: what an unopened stream may promise. */
const HEAD = 0.05;

/** What to try next, over all parents worth stacking edits on: most likely first. */
export type Frontier = {
  /** A parent's children join, with their chances multiplied by `factor`. Their edits are made when their turn comes. */
  add(patch: Patch, factor: number): void;
  next(): { readonly patch: Patch; readonly chance: number } | null;
};

export const openFrontier = (
  request: GenerationRequest,
  suspicion: (source: string) => Suspicion,
  random: Random,
  strip?: Strip,
): Frontier => {
  const streams: Stream[] = [];
  const chanceOf = (stream: Stream): number => {
    if (stream.ranked === null) return HEAD * stream.factor;
    return (stream.ranked[stream.next]?.chance ?? 0) * stream.factor;
  };
  const best = (): Stream | null => {
    let found: Stream | null = null;
    for (const stream of streams)
      if (chanceOf(stream) > (found === null ? 0 : chanceOf(found))) found = stream;
    return found;
  };
  return {
    add: (patch, factor) => {
      streams.push({ patch, factor, ranked: null, next: 0 });
    },
    next: () => {
      for (;;) {
        const stream = best();
        if (stream === null) return null;
        const source = applyPatch(request.parent.source, stream.patch);
        if (stream.ranked === null) {
          stream.ranked = rankedEditsOf(source, request.literals, suspicion(source), random, strip);
          continue;
        }
        const ranked = stream.ranked[stream.next];
        stream.next += 1;
        if (ranked === undefined) continue;
        return {
          patch: stack(request.parent.source, stream.patch, ranked.edit),
          chance: ranked.chance * stream.factor,
        };
      }
    },
  };
};
