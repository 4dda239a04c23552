import type { Objectives } from './dominates.ts';

/** The neighbours of each point along one objective, and what it spans. -1 where there is none. */
type Line = { readonly before: Int32Array; readonly after: Int32Array; readonly span: number };

/**
 * How much room each point of a front has (Deb et al. 2002): the sum over objectives of the distance between its two neighbours, as a share of what
 * the front spans; so units do not matter. Infinity at the ends, 0 for a repetition of an earlier vector. An objective that spans nothing, or more
 * than a number can say, says nothing.
 */
export function crowdingDistances(front: readonly Objectives[]): Float64Array {
  const lines = linesOf(front, distinct(front));
  return Float64Array.from(front, (_, index) => roomOf(front, lines, index));
}

/**
 * The `keep` points of a front that leave the widest spread, in their order, with the room each has among them: the most crowded goes, its neighbours are
 * measured again, and so on (Kukkonen and Deb 2006, "Improved pruning of non-dominated solutions based on crowding distance"). Cutting the front
 * by the distances of the beginning empties whole stretches of it.
 */
export function leastCrowded(
  front: readonly Objectives[],
  keep: number,
): readonly { readonly index: number; readonly crowding: number }[] {
  const lines = linesOf(front, distinct(front));
  const room = Float64Array.from(front, (_, index) => roomOf(front, lines, index));
  const gone = new Uint8Array(front.length);
  for (let left = front.length; left > keep; left -= 1) {
    const leaves = mostCrowded(room, gone);
    gone[leaves] = 1;
    for (const { before, after } of lines) {
      const [previous, next] = [before[leaves]!, after[leaves]!];
      if (previous >= 0) after[previous] = next;
      if (next >= 0) before[next] = previous;
    }
    for (const { before, after } of lines) {
      for (const near of [before[leaves]!, after[leaves]!]) {
        if (near >= 0) room[near] = roomOf(front, lines, near);
      }
    }
  }
  return front.flatMap((_, index) => (gone[index] === 1 ? [] : [{ index, crowding: room[index]! }]));
}

/** The first of the most crowded: of equals the younger stays, so that what repeats a vector can still wander. */
function mostCrowded(room: Float64Array, gone: Uint8Array): number {
  let found = -1;
  for (let index = 0; index < room.length; index += 1) {
    if (gone[index] === 0 && (found < 0 || room[index]! < room[found]!)) found = index;
  }
  return found;
}

/** The first of each vector. */
function distinct(front: readonly Objectives[]): readonly number[] {
  const order = front.map((_, index) => index).sort((a, b) => compared(front[a]!, front[b]!) || a - b);
  return order.filter(
    (index, place) => place === 0 || compared(front[order[place - 1]!]!, front[index]!) !== 0,
  );
}

function compared(a: Objectives, b: Objectives): number {
  for (let at = 0; at < a.length; at += 1) {
    if (a[at]! !== b[at]!) return a[at]! < b[at]! ? -1 : 1;
  }
  return 0;
}

function linesOf(front: readonly Objectives[], members: readonly number[]): readonly Line[] {
  return (front[0] ?? []).map((_, at) => {
    const order = members.toSorted((a, b) => front[a]![at]! - front[b]![at]! || a - b);
    const before = new Int32Array(front.length).fill(-1);
    const after = new Int32Array(front.length).fill(-1);
    for (let place = 1; place < order.length; place += 1) {
      before[order[place]!] = order[place - 1]!;
      after[order[place - 1]!] = order[place]!;
    }
    return { before, after, span: front[order.at(-1)!]![at]! - front[order[0]!]![at]! };
  });
}

function roomOf(front: readonly Objectives[], lines: readonly Line[], index: number): number {
  let sum = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const { before, after, span } = lines[at]!;
    const [previous, next] = [before[index]!, after[index]!];
    if (previous < 0 && next < 0) continue;
    if (previous < 0 || next < 0) return Number.POSITIVE_INFINITY;
    if (span > 0 && Number.isFinite(span)) sum += (front[next]![at]! - front[previous]![at]!) / span;
  }
  return sum;
}
