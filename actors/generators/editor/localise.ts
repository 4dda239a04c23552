import type { Score } from '../../ports.ts';
import type { Edit } from './edit.ts';
import { isFunction, type Tree } from './tree.ts';

/** How suspect the code at an offset is, in (0, 1]. */
export type Suspicion = (edit: Edit) => number;

/** A statement that no failing check ran cannot be the whole fault, but a trace may be coarser than an edit. */
const FLOOR = 0.02;

/**
 * Ochiai over the statements each check ran: failed(s) / √(all failed × ran(s)) (Abreu, Zoeteweij, van Gemund 2007). An edit is as
 * suspect as the most suspect statement it touches. Without a trace everything is equally suspect.
 */
export const localise = (tree: Tree, score: Score): Suspicion => {
  const { executed } = score;
  if (executed === undefined || executed.every((offsets) => offsets.length === 0)) return () => 1;
  const failing = score.checks.filter((held) => !held).length;
  const ran = new Map<number, { failed: number; all: number }>();
  executed.forEach((offsets, check) => {
    for (const offset of new Set(offsets)) {
      const count = ran.get(offset) ?? { failed: 0, all: 0 };
      count.all += 1;
      if (score.checks[check] === false) count.failed += 1;
      ran.set(offset, count);
    }
  });
  const statements = tree.sites
    .filter((site) => site.statement === site)
    .map(({ node }) => {
      const count = ran.get(node.start);
      // Declarations are not executed statements in a trace: they count as run.
      const always = isFunction(node) || node.type === 'ClassDeclaration' || node.type.startsWith('Export');
      const value = count === undefined ? 0 : count.failed / Math.sqrt(failing * count.all);
      return { start: node.start, end: node.end, value: always ? 0.3 : value };
    });
  const at = (offset: number): number => {
    // Sites are in pre-order: the last statement around the offset is the innermost.
    const inner = statements.findLast(({ start, end }) => start <= offset && offset <= end);
    return Math.max(FLOOR, inner?.value ?? 1);
  };
  return (edit) => Math.max(...edit.spans.map(({ from }) => at(from)));
};
