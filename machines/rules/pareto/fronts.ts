import { isJudged } from './dominates.ts';
import type { Objectives } from './dominates.ts';

/**
 * Non-dominated sorting: indices of `points`, best front first, rising within each; what has no value somewhere is one last front. The same fronts as those of
 * Deb et al. 2002 ("A fast and elitist multiobjective genetic algorithm: NSGA-II"), found as Zhang et al. 2015 do (ENS-SS): in lexicographic order,
 * where nothing later dominates anything earlier, so each goes into the first front that holds nothing better. Throws on unequal lengths.
 */
export function fronts(points: readonly Objectives[]): readonly (readonly number[])[] {
  const width = points[0]?.length ?? 0;
  const values = flat(points, width);
  const judged: number[] = [];
  const unjudged: number[] = [];
  for (const [index, point] of points.entries()) (isJudged(point) ? judged : unjudged).push(index);
  judged.sort((a, b) => before(values, width, a, b));
  const found: number[][] = [];
  for (const index of judged) {
    let at = 0;
    while (at < found.length && holdsBetter(values, width, found[at]!, index)) at += 1;
    if (at === found.length) found.push([index]);
    else found[at]!.push(index);
  }
  for (const front of found) front.sort((a, b) => a - b);
  if (unjudged.length > 0) found.push(unjudged);
  return found;
}

function flat(points: readonly Objectives[], width: number): Float64Array {
  const values = new Float64Array(points.length * width);
  for (const [index, point] of points.entries()) {
    if (point.length !== width) {
      throw new RangeError(
        `fronts: candidate ${index} has ${point.length} objectives, the first ${width}; measure all by the same objectives`,
      );
    }
    values.set(point, index * width);
  }
  return values;
}

/** Lexicographic; equal vectors in the order in which they came. */
function before(values: Float64Array, width: number, a: number, b: number): number {
  for (let at = 0; at < width; at += 1) {
    const [left, right] = [values[a * width + at]!, values[b * width + at]!];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a - b;
}

/** Newest first: it is the nearest, so it is the likeliest to be better. */
function holdsBetter(values: Float64Array, width: number, front: readonly number[], index: number): boolean {
  for (let place = front.length - 1; place >= 0; place -= 1) {
    if (isBetter(values, width, front[place]!, index)) return true;
  }
  return false;
}

function isBetter(values: Float64Array, width: number, a: number, b: number): boolean {
  let better = false;
  for (let at = 0; at < width; at += 1) {
    const [left, right] = [values[a * width + at]!, values[b * width + at]!];
    if (left > right) return false;
    if (left < right) better = true;
  }
  return better;
}
