/**
 * Work for the processor, one kind each; `f` takes nothing worth naming and returns a number. The loop stays within small integers: where V8
 * gives up on those, the time says more of what ran before than of the loop.
 */
export const KERNELS: Readonly<Record<string, string>> = {
  loop: 'function f() { let x = 0; for (let i = 0; i < 20000000; i++) x = (x ^ Math.imul(i, 7)) + 1 & 0xffffff; return x }',
  sort: 'function f() { const all = []; let x = 1; for (let i = 0; i < 200000; i++) { x = (x * 1103515245 + 12345) & 0x7fffffff; all.push(x) } all.sort((a, b) => a - b); return all[1000] }',
  regex:
    'function f() { const text = "a1 bb22 ccc333 ".repeat(10000); let n = 0; for (const match of text.matchAll(/([a-z]+)(\\d+)/g)) n += match[1].length; return n }',
  objects:
    'function f() { const all = new Map(); for (let i = 0; i < 200000; i++) all.set("k" + (i % 5000), { i, half: i / 2 }); let n = 0; for (const { half } of all.values()) n += half; return n }',
  json: 'function f() { const data = Array.from({ length: 2000 }, (_, i) => ({ id: i, name: "n" + i, tags: ["a", "b"] })); let n = 0; for (let i = 0; i < 20; i++) n += JSON.parse(JSON.stringify(data)).length; return n }',
};
