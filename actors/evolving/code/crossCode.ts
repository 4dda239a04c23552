import type { Random } from '../../../machines/rules/random.ts';
import { derivePatch } from '../../generators/editor/derive.ts';
import { applyPatch, union, type Patch } from '../../generators/editor/patch.ts';
import { codeDistance } from './codeDistance.ts';
import type { CodeReader } from './codeReader.ts';

/** Draws in vain (unreadable, or one of the parents again) before two parents count as unfit for each other. */
const DRAWS = 24;

function half(patch: Patch, random: Random): Patch {
  return patch.filter(() => random.uniform() < 0.5);
}

function firstNew(reader: CodeReader, parents: readonly string[], draw: () => string | null): string | null {
  for (let index = 0; index < DRAWS; index += 1) {
    const child = draw();
    if (child !== null && reader.isAnother(child, parents)) return child;
  }
  return null;
}

/**
 * Both parents' changes to their common ancestor at once, where they leave each other alone; else, and every third time, a random part
 * of each. The ancestor is that of the given sources which is nearest to both. Null: there is none, or no child is new.
 */
export function uniteCode(
  reader: CodeReader,
  [a, b]: readonly [string, string],
  ancestors: readonly string[],
  random: Random,
): string | null {
  const [nearest] = ancestors
    .map((source) => ({ source, far: codeDistance(source, a) + codeDistance(source, b) }))
    .toSorted((x, y) => x.far - y.far);
  if (nearest === undefined) return null;
  const { source } = nearest;
  const [ours, theirs] = [derivePatch(source, a), derivePatch(source, b)];
  if (ours === null || theirs === null) return null;
  return firstNew(reader, [a, b, source], () => {
    const whole = random.uniform() < 2 / 3 ? union(ours, theirs) : null;
    const patch = whole ?? union(half(ours, random), half(theirs, random));
    return patch === null ? null : applyPatch(source, patch);
  });
}

/** The first parent with some of the places in which the second differs, each whole. Null: no such child is new. */
export function spliceCode(
  reader: CodeReader,
  [a, b]: readonly [string, string],
  random: Random,
): string | null {
  const patch = derivePatch(a, b);
  if (patch === null || patch.length < 2) return null;
  return firstNew(reader, [a, b], () => applyPatch(a, half(patch, random)));
}
