/** By name: what is prepared, and a function body over it as `d`. */
export type Kernels = Readonly<Record<string, readonly [prepare: string, body: string]>>;

const drawn = 'let x = 12345; const next = () => (x = (x * 1103515245 + 12345) % 2147483648);';

/** `prepare` bodies over the size `n`, which make the same of it each time. */
export const number = 'return n;';
export const list = `${drawn} return Array.from({ length: n }, () => next() % 1000);`;
export const words = `${drawn} return Array.from({ length: n }, () => 'w' + (next() % 97).toString(36));`;
export const text = `${drawn} let s = ''; while (s.length < n) s += 'abcdefghij klmno, pqrs. '[next() % 24]; return s;`;
export const records = `${drawn} return Array.from({ length: n }, (_, i) => ({ id: i, group: 'g' + (next() % 9), amount: next() % 500, tags: ['a', 'b' + (i % 3)] }));`;
export const graph = `${drawn} return Array.from({ length: n }, (_, i) => [(i * 2 + 1) % n, next() % n, (i + 1) % n]);`;
