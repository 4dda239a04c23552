import type { Objectives } from './dominates.ts';

/**
 * What `points` dominate below `reference`: an area for two objectives, a volume for three, exact up to rounding. Points that do not lie below the
 * reference in each objective, and those with a value missing, add nothing; 0 when none is left.
 * By dimension sweep (Fonseca, Paquete and López-Ibáñez 2006): through the points in order of the last objective, the area of those before as a staircase.
 * Throws on another number of objectives.
 */
export function hypervolume(points: readonly Objectives[], reference: Objectives): number {
  if (reference.length !== 2 && reference.length !== 3) {
    throw new RangeError(
      `hypervolume: the reference has ${reference.length} objectives; it is computed for 2 and 3`,
    );
  }
  const foreign = points.find(({ length }) => length !== reference.length);
  if (foreign) {
    throw new RangeError(
      `hypervolume: a point has ${foreign.length} objectives, the reference ${reference.length}; give both the same`,
    );
  }
  const last = reference.length - 1;
  const below = points
    .filter((point) => point.every((value, at) => value < reference[at]!))
    .toSorted((a, b) => a[last]! - b[last]!);
  return last === 1 ? area(below, reference) : volume(below, reference);
}

/** Points in order of the second objective: each that is further left than all before adds a strip up to the reference. */
function area(points: readonly Objectives[], reference: Objectives): number {
  let [sum, left] = [0, reference[0]!];
  for (const [x, y] of points as readonly (readonly [number, number])[]) {
    if (x >= left) continue;
    sum += (left - x) * (reference[1]! - y);
    left = x;
  }
  return sum;
}

function volume(points: readonly Objectives[], reference: Objectives): number {
  const [right, top, end] = reference as readonly [number, number, number];
  // The staircase so far: x grows, y falls, none dominates another.
  const [xs, ys]: [number[], number[]] = [[], []];
  let [sum, area, depth] = [0, 0, 0];
  for (const [x, y, z] of points as readonly (readonly [number, number, number])[]) {
    const from = firstFrom(xs, x);
    // Whoever stands left of it, or on the same x, and not higher dominates it.
    if (from > 0 && ys[from - 1]! <= y) continue;
    if (xs[from] === x && ys[from]! <= y) continue;
    sum += area * (z - depth);
    depth = z;
    let to = from;
    let ceiling = from > 0 ? ys[from - 1]! : top;
    let start = x;
    for (; to < xs.length && ys[to]! >= y; to += 1) {
      area += (xs[to]! - start) * (ceiling - y);
      start = xs[to]!;
      ceiling = ys[to]!;
    }
    area += ((to < xs.length ? xs[to]! : right) - start) * (ceiling - y);
    xs.splice(from, to - from, x);
    ys.splice(from, to - from, y);
  }
  return sum + area * (end - depth);
}

/** Where in the rising `xs` the first value of at least `x` is. */
function firstFrom(xs: readonly number[], x: number): number {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
