/** The largest q in [mean, 1] with kl(mean, q) <= budget, Bernoulli, to 1e-6. */
export function klUpperBound(mean: number, budget: number): number {
  // kl less the part of it that does not depend on q.
  const rest = mean === 0 || mean === 1 ? 0 : mean * Math.log(mean) + (1 - mean) * Math.log(1 - mean);
  const allowed = budget - rest;
  let low = mean;
  // Pinsker: kl >= 2 (q − mean)^2.
  let high = Math.min(1, mean + Math.sqrt(budget / 2));
  while (high - low > 1e-6) {
    const q = (low + high) / 2;
    const spent = -mean * Math.log(q) - (1 - mean) * Math.log(1 - q);
    if (spent <= allowed) low = q;
    else high = q;
  }
  return low;
}
