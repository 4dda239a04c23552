import { describe, expect, it } from 'vitest';
import { openLog } from '../../infra/log/open.ts';
import { freshLog } from '../contract/substrate/subject.ts';
import type { Subject } from '../contract/substrate/subject.ts';
import { sqliteSubject, temporaryFolders } from '../contract/substrate/sqliteSubject.ts';
import { handClock, hostOn, must, send, soundHistory, START, stateOf } from '../hosting.ts';
import { artifact, proof } from '../samples.ts';
import { DivergedState } from '../../actors/resident.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import type { LogCommand } from '../../machines/log/decide.ts';

const memory: Subject = { open: () => openLog('memory:'), secondDoor: async (substrate) => substrate };
const LOG = { kind: 'log', id: 'main' } as const;
const A = { kind: 'artifact', id: 'a-1' } as const;
const erase = (reason: string): LogCommand => ({ type: 'recordErasure', hash: 'a'.repeat(64), reason });
const generate = { type: 'generate', artifact: artifact({ judge: 'task', task: 't-1' }) } as const;

/** The same log with other answers to `append`. */
function appending(substrate: Substrate, append: Substrate['events']['append']): Substrate {
  return { ...substrate, events: { ...substrate.events, append } };
}

describe.each<readonly [string, Subject]>([
  ['memory', memory],
  ['sqlite', sqliteSubject(temporaryFolders())],
])('a host on %s', (_, subject) => {
  const log = freshLog(subject);

  it('handles a command once, whoever sends it again', async () => {
    const host = hostOn(log());
    expect(await send(host, LOG, erase('one'), 'c1')).toMatchObject({ status: 'committed', version: 1 });
    expect(await send(host, LOG, erase('one'), 'c1')).toEqual({ status: 'handled' });
    expect(await send(hostOn(log()), LOG, erase('one'), 'c1')).toEqual({ status: 'handled' });
    expect(await soundHistory(log(), LOG)).toHaveLength(1);
  });

  it('shares an actor with another host: every command of both is committed, in turn and once', async () => {
    const door = (await subject.secondDoor?.(log())) ?? log();
    const hosts = [hostOn(log(), { writer: 'one' }), hostOn(door, { writer: 'two' })];
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_one, index) =>
        must(hosts[index % 2]!, LOG, erase(String(index)), `c${index}`),
      ),
    );
    expect(sent.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      sent.map((_one, index) => index + 1),
    );
    const commits = await soundHistory(log(), LOG);
    expect(new Set(commits.map(({ meta }) => meta.command)).size).toBe(20);
    if (door !== log()) await door.close();
  });

  it('that was overtaken with its own command keeps the text that the log has', async () => {
    const early = hostOn(log(), { writer: 'early' });
    const late = hostOn(log(), { writer: 'late', clock: () => START + 5000 });
    await must(early, LOG, erase('zero'), 'c0');
    await late.look(LOG);
    await must(early, LOG, erase('one'), 'c1');
    // The late one decided on the same version: the same commit id, but another time and writer.
    expect(await send(late, LOG, erase('one'), 'c1')).toEqual({ status: 'handled' });
    await must(late, LOG, erase('two'), 'c2');
    expect((await soundHistory(log(), LOG)).map(({ meta }) => meta.producer.writer)).toEqual([
      'early',
      'early',
      'late',
    ]);
  });

  it('refuses only on the latest state', async () => {
    const [here, there] = [hostOn(log()), hostOn(log())];
    expect(await send(here, A, { type: 'store' }, 's0')).toMatchObject({
      status: 'refused',
      code: 'illegal',
    });
    await must(there, A, generate, 'g');
    await must(there, A, { type: 'recordProof', proof: proof(), quality_min: 0.5 }, 'p');
    // Here the artifact is still unknown; it would be refused without a second look.
    expect(await send(here, A, { type: 'store' }, 's1')).toMatchObject({ status: 'committed', version: 3 });
  });

  it('creates an actor without asking the log about it first; one that is there already it loads and decides again', async () => {
    const asked: string[] = [];
    const { events, snapshots } = log();
    const watched: Substrate = {
      ...log(),
      events: { ...events, head: (...given) => (asked.push('head'), events.head(...given)) },
      snapshots: { ...snapshots, get: (...given) => (asked.push('snapshot'), snapshots.get(...given)) },
    };
    await must(hostOn(watched), A, generate, 'g');
    expect(asked).toEqual([]);
    // Another process does not know of it: what would create it is tried, met by the log, and decided again on what is there.
    expect(await send(hostOn(watched), A, generate, 'g')).toEqual({ status: 'handled' });
    expect(await send(hostOn(watched), A, generate, 'again')).toMatchObject({
      status: 'refused',
      code: 'illegal',
    });
    const full = appending(log(), async () => ({ status: 'refused', reason: 'the disk is full' }));
    expect(await send(hostOn(full), A, generate, 'g')).toEqual({ status: 'handled' });
    expect(await soundHistory(log(), A)).toHaveLength(1);
  });

  it('writes nothing for a refused command, and takes the next one', async () => {
    const host = hostOn(log());
    expect(await send(host, A, { type: 'store' }, 's')).toMatchObject({
      status: 'refused',
      message: expect.stringContaining('legal in: tested'),
    });
    expect(await log().events.position()).toBe(0);
    await must(host, A, generate, 's');
  });

  it('comes back from a snapshot and the tail exactly as from the whole log', async () => {
    const host = hostOn(log(), { snapshotEvery: 3 });
    for (let index = 0; index < 8; index += 1) await must(host, LOG, erase(String(index)), `c${index}`);
    const whole = await stateOf(host, LOG);
    const reads: number[] = [];
    const watched = {
      ...log(),
      events: {
        ...log().events,
        read: (...given: Parameters<Substrate['events']['read']>) => {
          const after = given[1] ?? 0;
          reads.push(typeof after === 'number' ? after : after.version);
          return log().events.read(...given);
        },
      },
    };
    const resumed = hostOn(watched);
    expect(await stateOf(resumed, LOG)).toBe(whole);
    expect(reads).toEqual([6]);
    // Also what it handled before the snapshot is known.
    expect(await send(resumed, LOG, erase('0'), 'c0')).toEqual({ status: 'handled' });
    await log().snapshots.clear();
    expect(await stateOf(hostOn(watched), LOG)).toBe(whole);
    expect(reads).toEqual([6, 0]);
  });

  it('never goes back in time within an actor, though the clock does', async () => {
    const clock = handClock();
    const host = hostOn(log(), { clock: clock.read });
    for (const [index, jump] of [0, 5000, -90_000, 1000].entries()) {
      clock.now += jump;
      await must(host, LOG, erase('x'), `c${index}`);
    }
    clock.now = START - 1;
    await must(hostOn(log(), { clock: clock.read }), LOG, erase('x'), 'c9');
    const times = (await soundHistory(log(), LOG)).map(({ meta }) => Date.parse(meta.at) - START);
    expect(times).toEqual([0, 5000, 5000, 5000, 5000]);
  });

  it('says when the log takes nothing, forgets the decision, and follows the same command later', async () => {
    let full = false;
    const host = hostOn(
      appending(log(), async (...given) =>
        full ? { status: 'refused', reason: 'the disk is full' } : log().events.append(...given),
      ),
    );
    await must(host, A, generate, 'g');
    const before = await stateOf(host, A);
    full = true;
    const proved = { type: 'recordProof', proof: proof(), quality_min: 0.5 } as const;
    expect(await send(host, A, proved, 'p')).toEqual({ status: 'unavailable', reason: 'the disk is full' });
    expect(await stateOf(host, A)).toBe(before);
    full = false;
    expect(await send(host, A, proved, 'p')).toMatchObject({ status: 'committed', version: 2 });
    await soundHistory(log(), A);
  });

  it('that does not learn whether a commit was written finds out before it goes on', async () => {
    let broken = true;
    const host = hostOn(
      appending(log(), async (...given) => {
        const outcome = await log().events.append(...given);
        if (broken) throw new Error('no answer');
        return outcome;
      }),
    );
    await expect(send(host, LOG, erase('one'), 'c1')).rejects.toThrow('no answer');
    broken = false;
    expect(await send(host, LOG, erase('one'), 'c1')).toEqual({ status: 'handled' });
    await must(host, LOG, erase('two'), 'c2');
    expect(await soundHistory(log(), LOG)).toHaveLength(2);
  });

  it('refuses to write facts that break their schema, naming the field, and the actor stays as it was', async () => {
    const host = hostOn(log());
    const broken = { ...generate, artifact: { ...generate.artifact, bytes: -1 } };
    await expect(send(host, A, broken, 'g')).rejects.toThrow(/artifact\.generated.*[\s\S]*bytes/);
    await must(host, A, generate, 'g');
    expect(await soundHistory(log(), A)).toHaveLength(1);
  });

  it('keeps few actors in memory and knows all of them', async () => {
    const host = hostOn(log(), { residents: 2 });
    const ids = Array.from({ length: 6 }, (_one, index) => ({ kind: 'log', id: `l-${index}` }) as const);
    for (const round of ['a', 'b'])
      await Promise.all(ids.map((id) => must(host, id, erase(round), `${round}-${id.id}`)));
    for (const id of ids) expect(await soundHistory(log(), id)).toHaveLength(2);
  });

  it('tells listeners of its own commits until they are switched off', async () => {
    const host = hostOn(log());
    const heard: string[] = [];
    const off = host.onCommit((commit, position) => heard.push(`${position}:${commit.meta.command}`));
    await must(host, LOG, erase('x'), 'c1');
    await send(host, LOG, erase('x'), 'c1');
    off();
    await must(host, LOG, erase('x'), 'c2');
    expect(heard).toEqual(['1:c1']);
  });

  it('stops at a log whose facts give another state than recorded, naming the commit', async () => {
    const forged = hostOn(
      appending(log(), (commit, body, expected) =>
        log().events.append(commit, body.replace(commit.state, '0'.repeat(64)), expected),
      ),
    );
    await must(forged, A, generate, 'g');
    await expect(hostOn(log()).look(A)).rejects.toThrow(DivergedState);
    await expect(hostOn(log()).look(A)).rejects.toThrow('commit 1 of artifact/a-1');
  });

  it('stops at a log that ends before its snapshot', async () => {
    const host = hostOn(log(), { snapshotEvery: 2 });
    await must(host, LOG, erase('x'), 'c1');
    await must(host, LOG, erase('x'), 'c2');
    const other = await subject.open();
    await other.snapshots.put((await log().snapshots.get(LOG, 'log', 1))!);
    await expect(hostOn(other).look(LOG)).rejects.toThrow('includes version 2, but the log ends at 0');
    await other.close();
  });
});
