/** Who answered: what serves, or what may come to serve. */
export type Side = 'control' | 'treatment';

/** One value of a metric in [0, 1]; of a binary one 0 or 1. */
export type Observation = { readonly side: Side; readonly value: number };

/** Values that wait for the other side; a group counts by its mean. */
type Group = { readonly sum: number; readonly n: number };
export type Waiting = { readonly side: Side; readonly groups: readonly Group[] } | null;

/** So many groups wait at most: beyond them values join groups, so that the state stays small when 5 % meet 95 %. */
const GROUPS_MAX = 8;

/**
 * Pairs each value with the oldest of the other side: the difference treatment - control, in [-1, 1], has the mean that is asked about. Where
 * one side gets more, its surplus joins the groups in turn and lowers the variance; none is lost. Who is in a group follows from the order of
 * sides alone, so the differences keep their mean however one stops; that wants a split that does not depend on the values.
 */
export function paired(
  waiting: Waiting,
  { side, value }: Observation,
  seen: number,
): { readonly waiting: Waiting; readonly difference: number | null } {
  if (!(value >= 0 && value <= 1))
    throw new RangeError(`a sequential test observes values in [0, 1], not ${value}: scale the metric`);
  if (!waiting) return { waiting: { side, groups: [{ sum: value, n: 1 }] }, difference: null };
  if (waiting.side === side)
    return { waiting: { side, groups: joined(waiting.groups, value, seen) }, difference: null };
  const [oldest, ...rest] = waiting.groups;
  const other = oldest!.sum / oldest!.n;
  return {
    waiting: rest.length === 0 ? null : { side: waiting.side, groups: rest },
    difference: side === 'treatment' ? value - other : other - value,
  };
}

function joined(groups: readonly Group[], value: number, seen: number): readonly Group[] {
  if (groups.length < GROUPS_MAX) return [...groups, { sum: value, n: 1 }];
  const place = seen % GROUPS_MAX;
  return groups.map((group, at) => (at === place ? { sum: group.sum + value, n: group.n + 1 } : group));
}
