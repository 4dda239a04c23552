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

/** An interval of the child that the edit or the patch changes; touching intervals are one. */
type Region = { start: number; end: number; readonly spans: Span[]; readonly placed: Placed[] };

const regionsOf = (edit: Edit, placed: readonly Placed[]): Region[] => {
  const regions: Region[] = [
    ...edit.spans.map((span) => ({ start: span.from, end: span.to, spans: [span], placed: [] })),
    ...placed.map((place) => ({ start: place.start, end: place.end, spans: [], placed: [place] })),
  ];
  const joined: Region[] = [];
  for (const region of regions.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1);
    // Patched places that only touch each other stay apart: the patch had them apart.
    const meets =
      last !== undefined && region.start <= last.end && last.spans.length + region.spans.length > 0;
    if (!meets) {
      joined.push(region);
      continue;
    }
    last.end = Math.max(last.end, region.end);
    last.spans.push(...region.spans);
    last.placed.push(...region.placed);
  }
  return joined;
};

/**
 * Adds an edit made on the child to the patch that made the child. An edit beside the patch becomes a hunk of its own;
 * one that touches patched text is merged with it, so every hunk stays in coordinates of the parent.
 */
export const stack = (parent: string, patch: Patch, edit: Edit): Patch => {
  const child = applyPatch(parent, patch);
  const placed = placements(patch);
  const shiftBefore = (offset: number, own: readonly Placed[]): number =>
    placed
      .filter((place) => place.end <= offset && !own.includes(place))
      .reduce((shift, { span }) => shift + (span.to - span.from) - span.text.length, 0);
  const touched = new Set<number>();
  const spans: Span[] = [];
  for (const { start, end, spans: own, placed: under } of regionsOf(edit, placed)) {
    if (own.length === 0) continue;
    for (const { hunk } of under) touched.add(hunk);
    const inside = own.map(({ from, to, text }) => ({ from: from - start, to: to - start, text }));
    const from = start + shiftBefore(start, under);
    const removed = under.reduce((shift, { span }) => shift + (span.to - span.from) - span.text.length, 0);
    spans.push({
      from,
      to: from + (end - start) + removed,
      text: applySpans(child.slice(start, end), inside),
    });
  }
  const merged = patch.filter((_, index) => touched.has(index));
  // Spans of a touched hunk that the edit did not reach are kept as they are.
  const kept = placed
    .filter(
      ({ hunk, span }) =>
        touched.has(hunk) && !spans.some(({ from, to }) => from <= span.from && span.to <= to),
    )
    .map(({ span }) => span);
  return [
    ...patch.filter((_, index) => !touched.has(index)),
    {
      operators: [...merged.flatMap((hunk) => hunk.operators), edit.operator],
      spans: [...spans, ...kept].toSorted(byPosition),
    },
  ];
};
