/** kl(p, q) of Bernoulli distributions, in nats: p ln(p/q) + (1 − p) ln((1 − p)/(1 − q)), 0 ln 0 = 0. Infinite where q excludes p. */
export function bernoulliKl(p: number, q: number): number {
  const term = (a: number, b: number): number => (a === 0 ? 0 : a * Math.log(a / b));
  return term(p, q) + term(1 - p, 1 - q);
}
