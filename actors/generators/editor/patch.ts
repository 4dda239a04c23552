import { applySpans, byPosition, overlap, type Edit, type Span } from './edit.ts';

/** A change to a parent that can be taken out alone. `operators` grows when edits land on the same place. */
export type Hunk = { readonly operators: readonly string[]; readonly spans: readonly Span[] };

/** What turns a parent into a child: hunks in coordinates of the parent, pairwise disjoint. */
export type Patch = readonly Hunk[];

export const applyPatch = (parent: string, patch: Patch): string =>
  applySpans(
    parent,
    patch.flatMap((hunk) => hunk.spans),
  );

export const operatorsOf = (patch: Patch): string[] => patch.flatMap((hunk) => hunk.operators);

const asEdit = (hunk: Hunk): Edit => ({ operator: '', spans: hunk.spans, weight: 1 });

/** Both patches at once, or null when they change the same place. */
export const union = (a: Patch, b: Patch): Patch | null =>
  a.some((x) => b.some((y) => overlap(asEdit(x), asEdit(y)))) ? null : [...a, ...b];

type Placed = { readonly span: Span; readonly hunk: number; readonly start: number; readonly end: number };

/** Where each span of the patch stands in the child. */
const placements = (patch: Patch): Placed[] => {
  const all = patch.flatMap((hunk, index) => hunk.spans.map((span) => ({ span, hunk: index })));
  all.sort((a, b) => byPosition(a.span, b.span));
  let shift = 0;
  return all.map(({ span, hunk }) => {
    const start = span.from + shift;
    shift += span.text.length - (span.to - span.from);
    return { span, hunk, start, end: start + span.text.length };
  });
};

/**
 * Adds an edit made on the child to the patch that made the child. An edit beside the patch becomes a hunk of its own;
 * one that touches patched text is merged with it, so every hunk stays in coordinates of the parent.
 */
export const stack = (parent: string, patch: Patch, edit: Edit): Patch => {
  const child = applyPatch(parent, patch);
  const placed = placements(patch);
  const toParent = (offset: number): number => {
    let shift = 0;
    for (const { span, end } of placed) {
      if (end > offset) break;
      shift += span.to - span.from - span.text.length;
    }
    return offset + shift;
  };
  const touched = new Set<number>();
  const spans: Span[] = [];
  for (const span of edit.spans) {
    let { from, to } = span;
    let text = span.text;
    const met = placed.filter(({ start, end }) => start <= span.to && end >= span.from);
    for (const { start, end, hunk } of met) {
      touched.add(hunk);
      if (start < from) {
        text = child.slice(start, from) + text;
        from = start;
      }
      if (end > to) {
        text += child.slice(to, end);
        to = end;
      }
    }
    const first = met[0];
    const last = met.at(-1);
    spans.push({
      from: first !== undefined && first.start === from ? first.span.from : toParent(from),
      to: last !== undefined && last.end === to ? last.span.to : toParent(to),
      text,
    });
  }
  const merged = patch.flatMap((hunk, index) => (touched.has(index) ? [hunk] : []));
  // Spans of a touched hunk that the edit did not reach are kept as they are.
  const kept = placed
    .filter(
      ({ hunk, span }) => touched.has(hunk) && !spans.some((s) => s.from <= span.from && s.to >= span.to),
    )
    .map(({ span }) => span);
  return [
    ...patch.filter((_, index) => !touched.has(index)),
    {
      operators: [...merged.flatMap((hunk) => hunk.operators), edit.operator],
      spans: [...spans, ...kept].sort(byPosition),
    },
  ];
};
