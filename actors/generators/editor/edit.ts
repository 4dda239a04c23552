/** Replace `source.slice(from, to)` by `text`. Offsets are UTF-16 units of the source the edit was made for. */
export type Span = { readonly from: number; readonly to: number; readonly text: string };

/**
 * One typed edit: text replacements that belong together. Text, not trees, so that types, comments and formatting
 * outside of it survive and a patch stays small.
 */
export type Edit = {
  /** The typed operator, e.g. `const`, `cmp`, `includes-to-set`. */
  readonly operator: string;
  /** In ascending order, not overlapping. */
  readonly spans: readonly Span[];
  /** How likely this edit is among those of its operator on this source; positive, no unit. */
  readonly weight: number;
};

export const byPosition = (a: Span, b: Span): number => a.from - b.from || a.to - b.to;

/** Two spans collide when both change one place; two insertions at one point collide too, for their order is open. */
const collide = (a: Span, b: Span): boolean =>
  (a.from < b.to && b.from < a.to) ||
  a.from === b.from ||
  (a.from === a.to && a.from > b.from && a.from < b.to);

export const overlap = (a: Edit, b: Edit): boolean =>
  a.spans.some((x) => b.spans.some((y) => collide(x, y) || collide(y, x)));

/** The source with every span replaced. Throws when spans overlap: the maker of the edit broke its invariant. */
export const applySpans = (source: string, spans: readonly Span[]): string => {
  let text = '';
  let at = 0;
  for (const span of [...spans].sort(byPosition)) {
    if (span.from < at)
      throw new Error(`Spans overlap at offset ${span.from}: an edit must list disjoint spans.`);
    text += source.slice(at, span.from) + span.text;
    at = span.to;
  }
  return text + source.slice(at);
};
