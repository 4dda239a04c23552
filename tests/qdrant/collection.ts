import type { QdrantCondition } from './schemas.ts';

export type Point = {
  readonly id: string | number;
  readonly vector: readonly number[];
  readonly payload: Readonly<Record<string, unknown>>;
};

/** The points of one collection, compared by cosine in single precision, as the server keeps them. */
export class Collection {
  readonly size: number;
  readonly distance: string;
  readonly points = new Map<string | number, Point>();

  constructor(size: number, distance: string) {
    this.size = size;
    this.distance = distance;
  }

  put({ id, vector, payload }: Point): void {
    this.points.set(id, { id, vector: normal(vector), payload });
  }

  /** Best first; equals by point id, which is in no order of anybody's names. */
  nearest(query: readonly number[], must: readonly QdrantCondition[], limit: number) {
    const unit = normal(query);
    return [...this.points.values()]
      .filter((point) => must.every((condition) => holds(condition, point)))
      .map((point) => ({ point, score: Math.fround(dot(unit, point.vector)) }))
      .toSorted((a, b) => b.score - a.score || (String(a.point.id) < String(b.point.id) ? -1 : 1))
      .slice(0, limit);
  }
}

function normal(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((one) => Math.fround(length === 0 ? one : one / length));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, one, at) => sum + one * b[at]!, 0);
}

/** The value at a dotted path of the payload. */
function at(payload: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      payload,
    );
}

/** A list meets what one of its values meets. */
function holds(condition: QdrantCondition, point: Point): boolean {
  if ('has_id' in condition) return condition.has_id.includes(point.id);
  const value = at(point.payload, condition.key);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const { match, range } = condition;
  if (match && 'value' in match && !values.includes(match.value)) return false;
  if (match && 'any' in match && !match.any.some((one) => values.includes(one))) return false;
  if (!range) return true;
  const { gte, gt, lte, lt } = range;
  return values.some(
    (one) =>
      typeof one === 'number' &&
      one >= (gte ?? -Infinity) &&
      one <= (lte ?? Infinity) &&
      one > (gt ?? -Infinity) &&
      one < (lt ?? Infinity),
  );
}

/** What `with_payload` leaves of a payload: all, nothing, or the paths named. */
export function payloadOf(
  { payload }: Point,
  wanted: boolean | readonly string[] | null | undefined,
): unknown {
  if (wanted === true) return payload;
  if (!Array.isArray(wanted)) return null;
  const left: Record<string, unknown> = {};
  for (const path of wanted as readonly string[]) {
    const [first = '', second] = path.split('.');
    const value = at(payload, path);
    if (value === undefined) continue;
    left[first] = second === undefined ? value : { ...(left[first] as object | undefined), [second]: value };
  }
  return left;
}
