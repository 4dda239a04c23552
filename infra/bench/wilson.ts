/** Wilson's 95 % interval of a share: `said` of `n`. */
export function wilson(said: number, n: number): readonly [low: number, high: number] {
  const z2 = 1.959964 ** 2;
  const share = said / n;
  const center = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = Math.sqrt(z2 * ((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return [Math.max(0, center - half), Math.min(1, center + half)];
}
