import { text, words } from './prepared.ts';
import type { Kernels } from './prepared.ts';

/** Work on strings: scanning, patterns, building, JSON. */
export const textKernels: Kernels = {
  'vowels by index': [
    text,
    `let c = 0; for (let i = 0; i < d.length; i += 1) if ('aeiou'.includes(d[i])) c += 1; return c;`,
  ],
  'vowels by pattern': [text, `return (d.match(/[aeiou]/g) ?? []).length;`],
  'word count': [
    text,
    `const count = {}; for (const w of d.split(/[^a-z]+/)) count[w] = (count[w] ?? 0) + 1; return Object.keys(count).length;`,
  ],
  'reversed by split': [text, `return d.split('').reverse().join('').length;`],
  'reversed by loop': [
    text,
    `let s = ''; for (let i = d.length - 1; i >= 0; i -= 1) s += d[i]; return s.charCodeAt(0);`,
  ],
  palindrome: [
    text,
    `const s = d + [...d].reverse().join(''); for (let i = 0; i < s.length / 2; i += 1) if (s[i] !== s[s.length - 1 - i]) return 0; return 1;`,
  ],
  capitals: [
    text,
    `return d.split(' ').map((w) => w.charAt(0).toUpperCase() + w.slice(1)).join(' ').length;`,
  ],
  'punctuation away': [text, `return d.replace(/[.,]/g, '').length;`],
  'all replaced': [text, `return d.replaceAll('a', 'zz').length;`],
  caesar: [
    text,
    `let s = ''; for (const c of d) { const k = c.charCodeAt(0); s += k >= 97 && k <= 122 ? String.fromCharCode(((k - 97 + 3) % 26) + 97) : c; } return s.charCodeAt(1);`,
  ],
  'run lengths': [
    text,
    `const out = []; let i = 0; while (i < d.length) { let j = i; while (j < d.length && d[j] === d[i]) j += 1; out.push(d[i] + (j - i)); i = j; } return out.join('').length;`,
  ],
  'edit distance': [
    text,
    `const a = d.slice(0, 40); let row = Array.from({ length: a.length + 1 }, (_, i) => i); for (let j = 1; j <= d.length; j += 1) { const next = [j]; for (let i = 1; i <= a.length; i += 1) next.push(Math.min(row[i] + 1, next[i - 1] + 1, row[i - 1] + (a[i - 1] === d[j - 1] ? 0 : 1))); row = next; } return row[a.length];`,
  ],
  'longest word': [
    words,
    `let best = ''; for (const w of d) if (w.length > best.length) best = w; return best.length;`,
  ],
  'joined and split': [words, `return d.join(',').split(',').length;`],
  'JSON there and back': [words, `return JSON.parse(JSON.stringify(d)).length;`],
  'balanced brackets': [
    text,
    `const stack = []; for (const c of d) { if (c === 'a' || c === 'b') stack.push(c); else if (c === 'c' || c === 'd') stack.pop(); } return stack.length;`,
  ],
};
