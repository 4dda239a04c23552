import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogFailure } from '../failure.ts';
import { isAlone, isMissing, isShortOfPeers, isTaken, logFailure } from './failure.ts';
import type { Ground } from './ground.ts';
import { isOlderThan, serverVersion } from './serverVersion.ts';

export type StreamNames = {
  readonly events: string;
  readonly runs: string;
  readonly tasks: string;
  readonly dead: string;
  readonly feed: string;
  readonly work: string;
  readonly blobs: string;
  readonly leases: string;
  readonly snapshots: string;
};

export function streamNames({ house }: Pick<Ground, 'house'>): StreamNames {
  return {
    events: `${house}_EVENTS`,
    runs: `${house}_RUNS`,
    tasks: `${house}_TASKS`,
    dead: `${house}_DEADLETTER`,
    feed: `${house}_FEED`,
    work: `KV_${house}_WORK`,
    blobs: `${house}_BLOBS`,
    leases: `KV_${house}_LEASES`,
    snapshots: `KV_${house}_SNAPSHOTS`,
  };
}

/** The name of the bucket behind a stream `KV_<bucket>`. */
export const bucketOf = (stream: string): string => stream.slice('KV_'.length);

const DEDUP_MS = 120_000;
/** Servers of a cluster that was just started, or one of which restarts, find each other within this time. */
const GATHER_MS = 20_000;
const AGAIN_MS = 250;
/** The feed is derived: it keeps this many days and can be built again. */
const FEED_DAYS = 7;

/** What each stream has to be. Logs refuse deletion and grow without limit; work is deleted when it is done. */
export function wantedStreams(
  ground: Pick<Ground, 'root' | 'house' | 'replicas'>,
): readonly Partial<StreamConfig>[] {
  const { root, replicas } = ground;
  const names = streamNames(ground);
  const base = {
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    num_replicas: replicas,
    duplicate_window: nanos(DEDUP_MS),
    max_msgs: -1,
    max_bytes: -1,
    max_age: 0,
    max_msgs_per_subject: -1,
    max_msg_size: -1,
    allow_direct: true,
  };
  const log = { ...base, deny_delete: true, deny_purge: true };
  const bucket = (stream: string): Partial<StreamConfig> => ({
    ...base,
    name: stream,
    subjects: [`$KV.${bucketOf(stream)}.>`],
    max_msgs_per_subject: 1,
    allow_rollup_hdrs: true,
  });
  return [
    { ...log, name: names.events, subjects: [`${root}.event.>`] },
    { ...log, name: names.runs, subjects: [`${root}.run.>`], deny_delete: false, deny_purge: false },
    { ...base, name: names.tasks, subjects: [`${root}.task.>`] },
    { ...base, name: names.dead, subjects: [`${root}.dead.>`] },
    { ...base, name: names.blobs, subjects: [`${root}.blob.>`], max_msgs_per_subject: 1 },
    {
      ...base,
      name: names.feed,
      subjects: [`${root}.feed.>`],
      discard: DiscardPolicy.Old,
      max_age: nanos(FEED_DAYS * 24 * 3600 * 1000),
    },
    bucket(names.work),
    bucket(names.leases),
    bucket(names.snapshots),
  ];
}

/** What must be as wanted: with anything else the log would lose facts, or take what it must refuse. */
const CHECKED = [
  'subjects',
  'retention',
  'storage',
  'discard',
  'max_msgs',
  'max_bytes',
  'max_age',
  'max_msgs_per_subject',
  'max_msg_size',
  'allow_direct',
  'deny_delete',
  'deny_purge',
] as const satisfies readonly (keyof StreamConfig)[];

/**
 * Creates the streams that are missing, then reads back what each of them is.
 * @throws LogFailure `foreign` naming stream, field, what it is and what it has to be.
 */
export async function prepareStreams(ground: Ground): Promise<void> {
  if (ground.replicas > 1) mayCopy(ground);
  const configs = wantedStreams(ground);
  // At once: in a cluster each of them waits for its leader.
  const all = await Promise.all(configs.map((config) => ensured(ground, config)));
  for (const [index, config] of configs.entries()) {
    const found = all[index]!;
    if (found.num_replicas > 1) mayCopy(ground);
    for (const field of CHECKED) {
      const [is, should] = [found[field], config[field]].map((value) => JSON.stringify(value ?? false));
      if (is !== should) throw foreign(ground, config.name!, field, is!, should!);
    }
    if (found.num_replicas < ground.replicas)
      throw foreign(
        ground,
        config.name!,
        'num_replicas',
        String(found.num_replicas),
        String(ground.replicas),
      );
  }
}

/**
 * Before 2.11 a stream with copies compares what a commit expects with what is stored, not with what is on its way there: of two commits
 * for one version both may be taken.
 */
function mayCopy({ url, nc }: Ground): void {
  if (isOlderThan(nc, 2, 11))
    throw new LogFailure(
      'foreign',
      `log ${url}: nats-server ${serverVersion(nc)} may store two commits for one version in a stream with copies: run nats-server 2.11 or newer on every node, or one copy (?replicas=1, a stream without replicas)`,
    );
}

const foreign = ({ url }: Ground, stream: string, field: string, is: string, should: string): LogFailure =>
  new LogFailure(
    'foreign',
    `log ${url}: stream ${stream} has ${field} ${is}, a log of DSE needs ${should}. Correct it (\`nats stream edit\`), or give this log another name: nats://host:port/<name>`,
  );

const short = ({ url, replicas }: Ground, stream: string, error: unknown): LogFailure =>
  new LogFailure(
    'unreachable',
    `log ${url}: stream ${stream} was not made: ${replicas} copies need as many servers of the cluster at work (${(error as Error).message}). Start those that are missing, or ask for fewer copies: ?replicas=1`,
  );

async function ensured(ground: Ground, config: Partial<StreamConfig>): Promise<StreamConfig> {
  const { patience, jsm } = ground;
  const name = config.name!;
  for (const since = performance.now(); ; await sleep(AGAIN_MS)) {
    try {
      return (await patience.ask(() => jsm.streams.info(name))).config;
    } catch (error) {
      if (!isMissing(error)) throw logFailure(error, ground);
    }
    try {
      const made = await patience.ask(() => jsm.streams.add(config as StreamConfig & { name: string }));
      return made.config;
    } catch (error) {
      // Two began it at once: the next look finds what stands there.
      const waits = isTaken(error) || isShortOfPeers(error);
      if (waits && performance.now() - since < GATHER_MS) continue;
      throw isShortOfPeers(error) || isAlone(error) ? short(ground, name, error) : logFailure(error, ground);
    }
  }
}
