import type { Commit } from './commit.ts';

/** One fact as others hear of it: a CloudEvent 1.0 in JSON (DESIGN 4, Feed). */
export type FeedEvent = {
  readonly specversion: '1.0';
  /** `<commit>/<index>`: the same fact told twice has the same id. */
  readonly id: string;
  /** `/<kind>/<id>` of the actor that said it. */
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** The commit's place in the log, and the actor's version with it. */
  readonly position: number;
  readonly version: number;
  /** The task or producer request all of this belongs to. */
  readonly correlation: string;
  readonly data: unknown;
};

/** The facts of a commit, in order. */
export function feedEvents(commit: Commit, position: number): readonly FeedEvent[] {
  const { kind, id } = commit.actor;
  return commit.events.map(({ type, data }, index) => ({
    specversion: '1.0',
    id: `${commit.id}/${index}`,
    source: `/${kind}/${id}`,
    type,
    time: commit.meta.at,
    datacontenttype: 'application/json',
    position,
    version: commit.version,
    correlation: commit.meta.correlation,
    data,
  }));
}

/** Where a fact is told: `<root>.feed.<type>.<kind>.<id>`; the dots of the type are tokens, so `<root>.feed.drift.>` hears all drift. */
export function feedSubject(root: string, { type, source }: FeedEvent): string {
  return `${root}.feed.${type}${source.replaceAll('/', '.')}`;
}
