import { graph, list, records, words } from './prepared.ts';
import type { Kernels } from './prepared.ts';

/** Work on lists, sets, maps, records and graphs. */
export const listKernels: Kernels = {
  'unique by includes': [
    list,
    `const out = []; for (const v of d) if (!out.includes(v)) out.push(v); return out.length;`,
  ],
  'unique by Set': [list, `return [...new Set(d)].length;`],
  'unique by filter and indexOf': [list, `return d.filter((v, i) => d.indexOf(v) === i).length;`],
  sorted: [list, `return [...d].sort((a, b) => a - b)[0];`],
  'sorted words': [words, `return [...d].sort()[0].length;`],
  'bubble sort': [
    list,
    `const a = [...d]; for (let i = 0; i < a.length; i += 1) for (let j = 0; j + 1 < a.length - i; j += 1) if (a[j] > a[j + 1]) { const t = a[j]; a[j] = a[j + 1]; a[j + 1] = t; } return a[0];`,
  ],
  'merge sort': [
    list,
    `const sort = (a) => { if (a.length < 2) return a; const m = a.length >> 1; const l = sort(a.slice(0, m)); const r = sort(a.slice(m)); const out = []; let i = 0; let j = 0; while (i < l.length && j < r.length) out.push(l[i] <= r[j] ? l[i++] : r[j++]); while (i < l.length) out.push(l[i++]); while (j < r.length) out.push(r[j++]); return out; }; return sort(d)[0];`,
  ],
  'binary searches': [
    list,
    `const a = [...d].sort((x, y) => x - y); let c = 0; for (const v of d) { let lo = 0; let hi = a.length; while (lo < hi) { const m = (lo + hi) >> 1; if (a[m] < v) lo = m + 1; else hi = m; } c += lo; } return c;`,
  ],
  'grouped by key': [
    records,
    `const out = {}; for (const r of d) (out[r.group] ??= []).push(r.amount); return Object.keys(out).length;`,
  ],
  'totals by Map': [
    records,
    `const out = new Map(); for (const r of d) out.set(r.group, (out.get(r.group) ?? 0) + r.amount); return out.size;`,
  ],
  'filter, map, reduce': [
    records,
    `return d.filter((r) => r.amount > 100).map((r) => r.amount * 2).reduce((s, v) => s + v, 0);`,
  ],
  'copied with a change': [records, `return d.map((r) => ({ ...r, amount: r.amount + 1 })).length;`],
  flattened: [records, `return d.flatMap((r) => r.tags).length;`],
  'entries to an object': [
    records,
    `return Object.keys(Object.fromEntries(d.map((r) => [r.id, r.amount]))).length;`,
  ],
  'queue by shift': [list, `const q = [...d]; let s = 0; while (q.length > 0) s += q.shift(); return s;`],
  'stack by push and pop': [
    list,
    `const q = []; for (const v of d) q.push(v); let s = 0; while (q.length > 0) s += q.pop(); return s;`,
  ],
  'breadth first': [
    graph,
    `const seen = new Set([0]); const q = [0]; for (let i = 0; i < q.length; i += 1) for (const next of d[q[i]]) if (!seen.has(next)) { seen.add(next); q.push(next); } return seen.size;`,
  ],
  'pairs of equal words': [
    words,
    `const at = new Map(); let c = 0; for (const w of d) { const k = at.get(w) ?? 0; c += k; at.set(w, k + 1); } return c;`,
  ],
  chunks: [
    list,
    `const out = []; for (let i = 0; i < d.length; i += 7) out.push(d.slice(i, i + 7)); return out.length;`,
  ],
  'prefixes copied': [list, `let out = []; for (const v of d) out = [...out, v]; return out.length;`],
};
