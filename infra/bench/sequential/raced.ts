import { deriveSeed } from '../../../machines/rules/random.ts';
import type { Contender } from './contenders.ts';
import { looksOf } from './streams.ts';
import type { Stream } from './streams.ts';

/** From this look on one looks. */
export const STARTS = [1, 10, 100] as const;

/** One test on one kind of stream, looked at from `start` on. */
export type RacedLine = {
  readonly stream: string;
  readonly test: string;
  readonly start: number;
  readonly replications: number;
  /** Replications in which it ever said that the sides differ. */
  readonly said: number;
  /** Values per side until it said so; all of them where it never did. */
  readonly meanStop: number;
};

export type Racing = { readonly replications: number; readonly looks: number; readonly seed: number };

const ALPHA = 0.05;

/** Every contender on the very same replications of one stream, with a look after each pair of values. */
export function raced(
  stream: Stream,
  contenders: readonly Contender[],
  { replications, looks, seed }: Racing,
): readonly RacedLine[] {
  const tally = contenders.map(() => STARTS.map(() => ({ said: 0, stops: 0 })));
  for (let replication = 0; replication < replications; replication += 1) {
    const next = looksOf(stream, deriveSeed(seed, `${stream.name} ${replication}`));
    let open = contenders.map(({ on }, at) => ({ look: on(ALPHA), at, stopped: [...STARTS].map(() => 0) }));
    for (let look = 1; look <= looks && open.length > 0; look += 1) {
      const [control, treatment] = next();
      let ended = false;
      for (const { look: saysSo, stopped } of open) {
        if (!saysSo(control, treatment)) continue;
        for (const [place, start] of STARTS.entries())
          if (look >= start && stopped[place] === 0) stopped[place] = look;
        ended ||= stopped.every((at) => at > 0);
      }
      if (!ended) continue;
      for (const one of open)
        if (one.stopped.every((at) => at > 0)) count(tally[one.at]!, one.stopped, looks);
      open = open.filter(({ stopped }) => stopped.includes(0));
    }
    for (const { at, stopped } of open) count(tally[at]!, stopped, looks);
  }
  return contenders.flatMap(({ name }, at) =>
    STARTS.map((start, place) => {
      const { said, stops } = tally[at]![place]!;
      return { stream: stream.name, test: name, start, replications, said, meanStop: stops / replications };
    }),
  );
}

function count(
  tally: readonly { said: number; stops: number }[],
  stopped: readonly number[],
  looks: number,
): void {
  for (const [place, at] of stopped.entries()) {
    if (at > 0) tally[place]!.said += 1;
    tally[place]!.stops += at > 0 ? at : looks;
  }
}
