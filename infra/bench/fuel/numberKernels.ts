import { list, number } from './prepared.ts';
import type { Kernels } from './prepared.ts';

/** Work on numbers: loops, recursion, matrices, bits. */
export const numberKernels: Kernels = {
  sum: [list, `let s = 0; for (const v of d) s += v; return s;`],
  'sum by index': [list, `let s = 0; for (let i = 0; i < d.length; i += 1) s += d[i]; return s;`],
  'two sums, nested': [
    list,
    `let c = 0; for (let i = 0; i < d.length; i += 1) for (let j = i + 1; j < d.length; j += 1) if (d[i] + d[j] === 100) c += 1; return c;`,
  ],
  'largest difference': [
    list,
    `let low = d[0]; let best = 0; for (const v of d) { if (v < low) low = v; else if (v - low > best) best = v - low; } return best;`,
  ],
  collatz: [
    number,
    `let k = d; let steps = 0; while (k !== 1) { k = k % 2 === 0 ? k / 2 : 3 * k + 1; steps += 1; } return steps;`,
  ],
  primes: [
    number,
    `const out = []; for (let k = 2; k <= d; k += 1) { let prime = true; for (let f = 2; f * f <= k; f += 1) if (k % f === 0) { prime = false; break; } if (prime) out.push(k); } return out.length;`,
  ],
  sieve: [
    number,
    `const no = new Array(d + 1).fill(false); let c = 0; for (let k = 2; k <= d; k += 1) { if (no[k]) continue; c += 1; for (let m = k * k; m <= d; m += k) no[m] = true; } return c;`,
  ],
  'sieve in bytes': [
    number,
    `const no = new Uint8Array(d + 1); let c = 0; for (let k = 2; k <= d; k += 1) { if (no[k] === 1) continue; c += 1; for (let m = k * k; m <= d; m += k) no[m] = 1; } return c;`,
  ],
  'common divisors': [
    list,
    `let g = 0; for (const v of d) { let a = g; let b = v; while (b !== 0) { const t = a % b; a = b; b = t; } g = a; } return g;`,
  ],
  'fibonacci, recursive': [
    number,
    `const fib = (k) => (k < 2 ? k : fib(k - 1) + fib(k - 2)); return fib(4 + Math.floor(Math.log2(d)));`,
  ],
  'digits of squares': [
    number,
    `let s = 0; for (let k = 0; k < d; k += 1) { let r = k * k; while (r > 0) { s += r % 10; r = Math.floor(r / 10); } } return s;`,
  ],
  'bits set': [
    list,
    `let s = 0; for (const v of d) { let r = v; while (r !== 0) { s += r & 1; r >>>= 1; } } return s;`,
  ],
  'matrix product': [
    number,
    `const m = Math.ceil(Math.sqrt(d)); const a = Array.from({ length: m }, (_, i) => Array.from({ length: m }, (_, j) => i + j)); const out = []; for (let i = 0; i < m; i += 1) { const row = []; for (let j = 0; j < m; j += 1) { let s = 0; for (let k = 0; k < m; k += 1) s += a[i][k] * a[k][j]; row.push(s); } out.push(row); } return out[m - 1][m - 1];`,
  ],
  'power by squaring': [
    list,
    `let s = 0; for (const v of d) { let base = v % 7; let e = v; let r = 1; while (e > 0) { if (e % 2 === 1) r = (r * base) % 1009; base = (base * base) % 1009; e = Math.floor(e / 2); } s += r; } return s;`,
  ],
  'mean and variance': [
    list,
    `const mean = d.reduce((s, v) => s + v, 0) / d.length; return d.reduce((s, v) => s + (v - mean) ** 2, 0) / d.length;`,
  ],
  'coins for a sum': [
    number,
    `const ways = new Array(d + 1).fill(0); ways[0] = 1; for (const coin of [1, 2, 5, 10, 20]) for (let k = coin; k <= d; k += 1) ways[k] += ways[k - coin]; return ways[d];`,
  ],
};
