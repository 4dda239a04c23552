import { tokenizer } from 'acorn';

export type Token = { readonly text: string; readonly start: number; readonly end: number };

/** The tokens of a source, or null where acorn cannot read them (TypeScript is mostly readable). Comments are left out. */
export const tokensOf = (source: string): Token[] | null => {
  try {
    return [...tokenizer(source, { ecmaVersion: 'latest' })].map(({ start, end }) => ({
      start,
      end,
      text: source.slice(start, end),
    }));
  } catch {
    return null;
  }
};

/** Tokens [from, to) of the parent became tokens [start, end) of the child. */
export type TokenChange = {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
};

/** Above this many cells the middle counts as one change: a table that large is slower than it is useful. */
const CELLS_MAX = 4_000_000;

/** The changes between two token lists by longest common subsequence, in order. */
export const changesBetween = (parent: readonly Token[], child: readonly Token[]): TokenChange[] => {
  let head = 0;
  while (head < parent.length && head < child.length && parent[head]?.text === child[head]?.text) head += 1;
  let tail = 0;
  const most = Math.min(parent.length, child.length) - head;
  while (tail < most && parent.at(-1 - tail)?.text === child.at(-1 - tail)?.text) tail += 1;
  const a = parent.slice(head, parent.length - tail).map(({ text }) => text);
  const b = child.slice(head, child.length - tail).map(({ text }) => text);
  if (a.length === 0 && b.length === 0) return [];
  if (a.length * b.length > CELLS_MAX) {
    return [{ from: head, to: head + a.length, start: head, end: head + b.length }];
  }
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changes: TokenChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const [from, start] = [i, j];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i += 1;
      else j += 1;
    }
    changes.push({ from: head + from, to: head + i, start: head + start, end: head + j });
  }
  return changes;
};
