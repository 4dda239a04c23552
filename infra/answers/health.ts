import type { Substrate } from '../../events/substrate/substrate.ts';

/** What one part of the log says of itself; `warn` wants an operator. */
export type HealthPart = {
  readonly part: string;
  readonly state: 'ok' | 'warn';
  readonly count: number;
  readonly says: string;
};

/** What waits, what is held by whom, what lags. Reads the log's own books, never the whole log, and changes nothing. */
export async function healthOf(substrate: Substrate): Promise<readonly HealthPart[]> {
  const { effects, tasks, timers, feed, events, skewMs, url } = substrate;
  const [pending, waiting, dead, timer, untold, position] = await Promise.all([
    effects.pending(),
    tasks.waiting(),
    tasks.dead(),
    timers.next(),
    feed?.lag() ?? null,
    events.position(),
  ]);
  const now = Date.now() + skewMs;
  const part = (name: string, count: number, says: string, wanted = false): HealthPart => ({
    part: name,
    state: wanted ? 'warn' : 'ok',
    count,
    says,
  });
  const held = pending.filter(({ worker, leaseUntil }) => worker !== null && leaseUntil > now);
  const lapsed = pending.filter(({ worker, leaseUntil }) => worker !== null && leaseUntil <= now);
  const failing = pending.filter(({ attempts }) => attempts > 0);
  const workers = Map.groupBy(held, ({ worker }) => worker!);
  return [
    part('log', position, `${url}: commits`),
    ...(feed === null ? [] : [part('feed', untold ?? 0, 'commits not told yet')]),
    part('tasks', waiting, 'wait or are being taken'),
    part(
      'dead letters',
      dead.length,
      dead.length > 0 ? '`dse tasks dead` says why' : 'none',
      dead.length > 0,
    ),
    part(
      'effects',
      pending.length,
      pending.length > 0 ? `pending, oldest at position ${pending[0]!.position}` : 'none pending',
    ),
    part(
      'failing',
      failing.length,
      failing[0]?.lastError ?? 'no effect had to be tried again',
      failing.length > 0,
    ),
    part('lapsed', lapsed.length, 'leases that ran out and nobody took over yet'),
    ...[...workers]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([worker, leases]) => part(`worker ${worker}`, leases.length, `holds ${names(leases)}`)),
    part(
      'timers',
      timer === null ? 0 : 1,
      timer === null ? 'none' : `the next at ${new Date(timer).toISOString()}`,
    ),
    ...(skewMs === 0
      ? []
      : [
          part(
            'clock',
            -skewMs / 1000,
            'seconds ahead of the log’s server: corrected here, set the clock',
            true,
          ),
        ]),
  ];
}

const names = (leases: readonly { readonly effect: { readonly name: string } }[]): string =>
  [...new Set(leases.map(({ effect }) => effect.name))].toSorted().join(', ');
