import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { actorText, factsAfter } from '../../answers/facts.ts';
import type { FactPlace, PlacedFact } from '../../answers/facts.ts';
import { feedEvents } from '../../../events/feed.ts';
import type { FeedEvent } from '../../../events/feed.ts';
import { described, readingQuery } from '../described.ts';
import { needs } from '../guard.ts';
import type { Env } from '../house.ts';
import { Problem } from '../problem.ts';

/** Proxies cut streams that say nothing for a minute. */
const BEAT_MS = 15_000;

const Query = z.object({
  after: z
    .string()
    .optional()
    .describe(
      '`<position>` or `<position>.<index>`: what comes after it; `now`: only what is new; default: all',
    ),
  type: z
    .string()
    .optional()
    .describe('Only these types and what is below them, with commas between: `drift,task.answered`'),
  actor: z.string().optional().describe('Only of one actor, such as `task/first`'),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Facts of a JSON page'),
});

const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  position: z.int(),
  version: z.int(),
  correlation: z.string(),
  data: z.looseObject({}),
});

/** GET /v1/events: every fact as a CloudEvent, as a stream that can be taken up again, or a page at a time. */
export const eventRoutes = new Hono<Env>().get(
  '/v1/events',
  described({
    tag: 'Know',
    scope: 'read',
    summary: 'Every fact in order, and those to come',
    description:
      'A stream of server-sent events, each a CloudEvent 1.0 under the id `<position>.<index>`; with `Last-Event-ID` it goes on after ' +
      'that, inside a commit too. With `Accept: application/json` one page, and in `next` what to give as `after` for the following one.',
    answer: z.object({ events: z.array(CloudEvent), next: z.string() }),
    media: ['text/event-stream'],
    headers: { 'Last-Event-ID': 'Where a stream broke off; wins over `after`' },
    problems: ['bad-request'],
  }),
  needs('read'),
  readingQuery(Query),
  async (c) => {
    const { after, type, actor, limit } = c.req.valid('query');
    const { substrate } = await c.get('house').dse();
    const place = await placeOf(c.req.header('last-event-id') ?? after, () => substrate.events.position());
    const wanted = wantedBy(type, actor);
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, c.get('leaving')]);
    if (isPage(c.req.header('accept'))) {
      const events: FeedEvent[] = [];
      let last = place;
      for await (const placed of factsAfter(substrate, { after: place, follow: false, signal })) {
        last = placed;
        if (wanted(placed)) events.push(eventOf(placed));
        if (events.length === limit) break;
      }
      return c.json({ events, next: textOf(last) });
    }
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => gone.abort());
      const beat = setInterval(() => void stream.write(':\n\n').catch(() => {}), BEAT_MS);
      try {
        for await (const placed of factsAfter(substrate, { after: place, follow: true, signal })) {
          if (!wanted(placed)) continue;
          const event = eventOf(placed);
          await stream.writeSSE({ id: textOf(placed), event: event.type, data: JSON.stringify(event) });
        }
      } finally {
        clearInterval(beat);
      }
    });
  },
);

function isPage(accept = ''): boolean {
  return accept.includes('application/json') && !accept.includes('text/event-stream');
}

/** @throws Problem when it is no place. */
async function placeOf(text: string | undefined, position: () => Promise<number>): Promise<FactPlace> {
  if (text === undefined) return { position: 0, index: Infinity };
  if (text === 'now') return { position: await position(), index: Infinity };
  const parts = /^(\d{1,15})(?:\.(\d{1,6}))?$/.exec(text);
  if (!parts)
    throw new Problem('bad-request', `"${text}" is no place: <position> or <position>.<index> is meant`, {
      param: 'after',
    });
  return { position: Number(parts[1]), index: parts[2] === undefined ? Infinity : Number(parts[2]) };
}

/** A place behind a whole commit is its position alone. */
function textOf({ position, index }: FactPlace): string {
  return index === Infinity ? String(position) : `${position}.${index}`;
}

function eventOf({ commit, position, index }: PlacedFact): FeedEvent {
  return feedEvents(commit, position)[index]!;
}

/** `drift` is all of `drift.detected`, `drift.cleared`, …; a type by its whole name is that one. */
function wantedBy(type: string | undefined, actor: string | undefined): (placed: PlacedFact) => boolean {
  const types = type?.split(',').map((one) => one.trim());
  return (placed) =>
    (types === undefined ||
      types.some((one) => placed.fact.type === one || placed.fact.type.startsWith(`${one}.`))) &&
    (actor === undefined || actor === actorText(placed));
}
