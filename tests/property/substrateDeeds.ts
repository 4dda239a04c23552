import fc from 'fast-check';
import { expect } from 'vitest';
import { type ActorRef, type Commit, effectKey } from '../../events/commit.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { append, artifact, AT, commitOf, effectOf, timerOf } from '../contract/substrate/commits.ts';
import { batchOf } from '../contract/substrate/runLogContract.ts';

/** Something done to a log, whose answer must not depend on which log it is. */
class Deed implements fc.AsyncCommand<Substrate, Substrate> {
  readonly name: string;
  readonly perform: (log: Substrate) => Promise<unknown>;

  constructor(name: string, perform: (log: Substrate) => Promise<unknown>) {
    this.name = name;
    this.perform = perform;
  }

  check(): boolean {
    return true;
  }

  toString(): string {
    return this.name;
  }

  async run(model: Substrate, real: Substrate): Promise<void> {
    expect(await this.perform(real), this.name).toEqual(await this.perform(model));
  }
}

const deed = <T>(
  name: string,
  given: fc.Arbitrary<T>,
  perform: (log: Substrate, given: T) => Promise<unknown>,
) => given.map((value) => new Deed(`${name} ${JSON.stringify(value)}`, (log) => perform(log, value)));

const some = fc.record;
const actor = fc.constantFrom('a', 'b', 'c').map(artifact);
const worker = fc.constantFrom('w1', 'w2');
const now = fc.integer({ min: 0, max: 400 });
const pick = fc.nat(5);
const child = fc.constantFrom('x', 'y', 'z');
const task = fc.constantFrom('t1', 't2', 't3');
const error = fc.option(fc.constant('no answer'), { nil: undefined });
const parts = some({
  command: fc.constantFrom('c1', 'c2'),
  effects: fc.array(
    fc.oneof(
      child.map((name) => effectOf('probe', name)),
      some({ child, now }).map((timer) => timerOf(timer.child, timer.now)),
    ),
    { maxLength: 3 },
  ),
  ended: fc.array(child, { maxLength: 2 }),
});

/** Appends `behind` versions behind the head: 0 fits; more is stale, or a retry where the command is the one that was used. */
async function appendBehind(
  log: Substrate,
  ref: ActorRef,
  behind: number,
  given: Parameters<typeof commitOf>[2],
) {
  const last = (await log.events.read(ref)).at(-1 - behind);
  const expected = last ? { version: last.version, token: String(last.position) } : null;
  const outcome = await append(log.events, commitOf(ref, (last?.version ?? 0) + 1, given), expected);
  return outcome.status === 'appended' ? { ...outcome, durability: 'whatever' } : outcome;
}

/** The key of an effect or timer that was asked for, ended or not; 0 is the last one. */
async function keyOf(log: Substrate, which: number): Promise<string> {
  const stored = await log.events.readAll(0, 1_000);
  const keys = stored.flatMap(({ id, body }) =>
    (JSON.parse(body) as Commit).effects.map((_, at) => effectKey(id, at)),
  );
  return keys.at(-1 - which) ?? 'none';
}

export const deeds: readonly fc.Arbitrary<Deed>[] = [
  deed('append', some({ actor, behind: fc.constantFrom(0, 0, 0, 1, 2), parts }), (log, to) =>
    appendBehind(log, to.actor, to.behind, to.parts),
  ),
  deed('append', some({ actor, behind: fc.constant(0), parts }), (log, to) =>
    appendBehind(log, to.actor, to.behind, to.parts),
  ),
  deed('read', some({ actor, after: pick, limit: pick }), (log, { actor, after, limit }) =>
    log.events.read(actor, after, limit),
  ),
  deed('read all', some({ after: pick, limit: pick }), (log, { after, limit }) =>
    log.events.readAll(after, limit),
  ),
  deed('head', actor, (log, ref) => log.events.head(ref)),
  deed('claim effects', some({ worker, now, limit: pick }), (log, { worker, now, limit }) =>
    log.effects.claim({ worker, names: ['probe'], now, leaseMs: 50, limit }),
  ),
  deed('pending', fc.constant(0), (log) => log.effects.pending()),
  deed('renew', some({ pick, worker, now }), async (log, one) =>
    log.effects.renew(await keyOf(log, one.pick), one.worker, one.now),
  ),
  deed('done', some({ pick, worker }), async (log, one) =>
    log.effects.done(await keyOf(log, one.pick), one.worker),
  ),
  deed('release', some({ pick, worker, now, error }), async (log, one) =>
    log.effects.release(await keyOf(log, one.pick), one.worker, one.now, one.error),
  ),
  deed('claim timers', some({ worker, now, limit: pick }), (log, { worker, now, limit }) =>
    log.timers.claim(worker, now, 50, limit),
  ),
  deed('next timer', fc.constant(0), (log) => log.timers.next()),
  deed('timer done', some({ pick, worker }), async (log, one) =>
    log.timers.done(await keyOf(log, one.pick), one.worker),
  ),
  deed('release timer', some({ pick, worker, now, error }), async (log, one) =>
    log.timers.release(await keyOf(log, one.pick), one.worker, one.now, one.error),
  ),
  deed('publish', some({ task, body: fc.constantFrom('{}', '[]') }), (log, { task, body }) =>
    log.tasks.publish({ id: task, capability: 'list-sort', body }),
  ),
  deed('claim tasks', some({ worker, now, limit: pick }), (log, { worker, now, limit }) =>
    log.tasks.claim(worker, now, 50, limit),
  ),
  deed('ack', some({ task, worker }), (log, { task, worker }) => log.tasks.ack(task, worker)),
  deed('hand back', some({ task, worker, now }), (log, { task, worker, now }) =>
    log.tasks.release(task, worker, now),
  ),
  deed('bury', some({ task, worker }), (log, { task, worker }) =>
    log.tasks.bury(task, worker, 'hopeless', AT),
  ),
  deed('retry', task, (log, id) => log.tasks.retry(id, 1)),
  deed('tasks', fc.constant(0), async (log) => [await log.tasks.waiting(), await log.tasks.dead()]),
  deed('acquire', some({ worker, now }), (log, { worker, now }) =>
    log.leases.acquire('partition', worker, now, 50),
  ),
  deed('renew lease', some({ worker, now }), (log, { worker, now }) =>
    log.leases.renew('partition', worker, now, 50),
  ),
  deed('release lease', worker, (log, who) => log.leases.release('partition', who)),
  deed('runs', some({ worker, n: pick }), async (log, { worker, n }) => [
    await log.runs.append(batchOf(worker, n + 1)),
    await log.runs.lastOf(worker),
    await log.runs.read(n, 2),
  ]),
  deed('blob', fc.constantFrom('one', 'other'), async (log, text) => [
    await log.blobs.put(text, 'value'),
    await log.blobs.erase(await log.blobs.put(text, 'keep')),
  ]),
];
