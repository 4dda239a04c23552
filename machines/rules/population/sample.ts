import { deriveSeed, randomFrom } from '../random.ts';

/**
 * `count` of `of` places of the hold-out, drawn by the seed without replacement and in the order in which they were drawn (SPEC C70: one sample for all). All
 * of them where there are no more.
 */
export function samplePlaces(seed: number, of: number, count: number): readonly number[] {
  const random = randomFrom(deriveSeed(seed, 'sample of holdout'));
  const places = Array.from({ length: of }, (_, at) => at);
  const size = Math.min(of, count);
  for (let at = 0; at < size; at += 1) {
    const other = at + Math.floor(random.uniform() * (of - at));
    [places[at], places[other]] = [places[other]!, places[at]!];
  }
  return places.slice(0, size);
}
