/**
 * The chance that of so many pairs that differ at least `better` are better, where better and worse are equally likely: the exact one-sided sign test, and of
 * right and wrong answers McNemar's. For a number of pairs that was fixed before any was looked at; who looks again and again needs `rules/sequential`.
 * In [0, 1]; 1 where none differ. At most a thousand pairs may differ. Nothing but sums and products, so it is the same everywhere.
 */
export function signTest(better: number, worse: number): number {
  const n = better + worse;
  let term = 1;
  for (let at = 0; at < n; at += 1) term /= 2;
  let chance = 0;
  for (let wins = n; wins >= better; wins -= 1) {
    chance += term;
    term = (term * wins) / (n - wins + 1);
  }
  return Math.min(1, chance);
}
