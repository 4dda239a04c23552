import type { Random } from '../random.ts';
import type { Placed } from './islands.ts';

export type Tournament = { readonly winner: string; readonly contestants: readonly string[] };

/** The best placed of `size` members drawn without replacement (SPEC E6, C64, C80). `members` come best placed first, as `ranked` gives them. */
export function tournament(members: readonly Placed[], size: number, random: Random): Tournament {
  const left = members.map((_, at) => at);
  const drawn: number[] = [];
  while (drawn.length < size && left.length > 0) {
    const [at] = left.splice(Math.floor(random.uniform() * left.length), 1);
    drawn.push(at!);
  }
  return {
    winner: members[Math.min(...drawn)]!.candidate,
    contestants: drawn.map((at) => members[at]!.candidate),
  };
}
