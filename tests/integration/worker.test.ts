import { afterEach, describe, expect, it } from 'vitest';
import { tell } from '../../actors/effects/tell.ts';
import type { Host } from '../../actors/host.ts';
import { Worker } from '../../actors/worker.ts';
import type { EffectHandler, WorkerOptions } from '../../actors/worker.ts';
import type { EffectLease } from '../../events/substrate/effects.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { openLog } from '../../infra/log/open.ts';
import { freshLog } from '../contract/substrate/subject.ts';
import type { Subject } from '../contract/substrate/subject.ts';
import { sqliteSubject, temporaryFolders } from '../contract/substrate/sqliteSubject.ts';
import { handClock, hostOn, must, soundHistory, START, until } from '../hosting.ts';
import { artifact, declaration, proof, request, SUITE } from '../samples.ts';

const NAME = (index: number) => ({ kind: 'artifact', id: `a-${index}` }) as const;
const T = { kind: 'task', id: 't-1' } as const;
const generate = { type: 'generate', artifact: artifact() } as const;
const proves: EffectHandler = async () => ({ type: 'recordProof', proof: proof(), quality_min: 0.5 });
/** Says nothing to anybody. */
const quiet: EffectHandler = async () => null;

describe.each<readonly [string, Subject]>([
  ['memory', { open: () => openLog('memory:') }],
  ['sqlite', sqliteSubject(temporaryFolders())],
])('workers on %s', (_, subject) => {
  const log = freshLog(subject);
  const started: Worker[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((worker) => worker.stop()));
  });

  function work(
    host: Host,
    handlers: WorkerOptions['handlers'],
    options: Partial<WorkerOptions> = {},
  ): Worker {
    const worker = new Worker({ host, name: 'w-1', handlers, ...options });
    worker.start();
    started.push(worker);
    return worker;
  }
  const idle = async (substrate: Substrate): Promise<void> =>
    until(async () => (await substrate.effects.pending()).length === 0);

  it('do what a commit asked for and say the result to the actor', async () => {
    const host = hostOn(log());
    work(host, { prove: proves, tell: quiet });
    await must(host, NAME(1), generate, 'g');
    await idle(log());
    const commits = await soundHistory(log(), NAME(1));
    expect(commits.map(({ events }) => events.map(({ type }) => type))).toEqual([
      ['artifact.generated'],
      ['artifact.tested', 'artifact.stored'],
    ]);
    // The result carries the effect's key, so that the same result twice is one.
    expect(commits[1]?.meta).toMatchObject({ command: `${commits[0]!.id}.0`, correlation: 'story' });
  });

  it('share the effects: each is done once, though two look for them', async () => {
    const host = hostOn(log());
    const done: string[] = [];
    const counts: EffectHandler = async (lease) => {
      done.push(lease.actor.id);
      return proves(lease);
    };
    work(host, { prove: counts, tell: quiet }, { name: 'w-1' });
    work(host, { prove: counts, tell: quiet }, { name: 'w-2' });
    await Promise.all(
      Array.from({ length: 20 }, (_one, index) => must(host, NAME(index), generate, `g-${index}`)),
    );
    await idle(log());
    expect(done).toHaveLength(20);
    expect(new Set(done).size).toBe(20);
  });

  it('take over from one that died when its lease has run out, not before', async () => {
    const clock = handClock();
    const host = hostOn(log(), { clock: clock.read });
    await must(host, NAME(1), generate, 'g');
    const names = ['prove'];
    const dead = await log().effects.claim({
      worker: 'dead',
      names,
      now: clock.now,
      leaseMs: 1000,
      limit: 1,
    });
    expect(dead).toHaveLength(1);
    const done: number[] = [];
    work(host, { tell: quiet, prove: async (lease) => (done.push(clock.now - START), proves(lease)) });
    await must(host, NAME(2), generate, 'g2');
    await until(() => done.length === 1);
    clock.now += 1001;
    await idle(log());
    expect(done).toEqual([0, 1001]);
    // The dead one comes back with its result: it was recorded already.
    expect(await log().effects.done(dead[0]!.key, 'dead')).toBe(false);
  });

  it('hold on to what they work at', async () => {
    const clock = handClock();
    const held: string[] = [];
    const substrate = {
      ...log(),
      effects: {
        ...log().effects,
        renew: (key: string, worker: string, end: number) => (
          held.push(worker),
          log().effects.renew(key, worker, end)
        ),
      },
    };
    const host = hostOn(substrate, { clock: clock.read });
    const gate = Promise.withResolvers<void>();
    work(host, { tell: quiet, prove: async (lease) => (await gate.promise, proves(lease)) }, { leaseMs: 60 });
    await must(host, NAME(1), generate, 'g');
    await until(() => held.length > 0);
    clock.now += 40;
    const before = held.length;
    await until(() => held.length > before + 1);
    clock.now += 40;
    // 80 ms after the claim nobody else gets it, because the lease was prolonged 40 ms ago.
    expect(
      await log().effects.claim({ worker: 'w-2', names: ['prove'], now: clock.now, leaseMs: 60, limit: 1 }),
    ).toEqual([]);
    gate.resolve();
    await idle(log());
  });

  it('try failing work again with growing pauses, then say that it failed', async () => {
    const clock = handClock();
    const host = hostOn(log(), { clock: clock.read });
    let tries = 0;
    const fails: EffectHandler = async () => {
      tries += 1;
      throw new Error(`boom ${tries}`);
    };
    work(host, { prove: fails, tell: quiet }, { attempts: 3, backoffMs: 500 });
    await must(host, NAME(1), generate, 'g');
    for (const [attempt, pause] of [
      [1, 500],
      [2, 1000],
    ] as const) {
      await until(async () => (await log().effects.pending())[0]?.attempts === attempt);
      expect((await log().effects.pending())[0]).toMatchObject({
        lastError: `boom ${attempt}`,
        worker: null,
      });
      clock.now += pause - 1;
      expect(
        await log().effects.claim({ worker: 'w-2', names: ['prove'], now: clock.now, leaseMs: 1, limit: 1 }),
      ).toEqual([]);
      clock.now += 1;
    }
    await idle(log());
    expect((await soundHistory(log(), NAME(1)))[1]?.events).toMatchObject([
      { type: 'effect.failed', data: { name: 'prove', error: 'boom 3', attempts: 3 } },
      { type: 'artifact.rejected', data: { reason: 'it could not be proved: boom 3' } },
    ]);
  });

  it('finish what they work at before they stop, and take nothing new', async () => {
    const host = hostOn(log());
    const gate = Promise.withResolvers<void>();
    let began = 0;
    const slow: EffectHandler = async (lease) => {
      began += 1;
      await gate.promise;
      return proves(lease);
    };
    const worker = work(host, { prove: slow }, { parallel: 1 });
    await must(host, NAME(1), generate, 'g1');
    await must(host, NAME(2), generate, 'g2');
    await until(() => began === 1);
    const stopped = worker.stop();
    gate.resolve();
    await stopped;
    expect(began).toBe(1);
    expect(await soundHistory(log(), NAME(1))).toHaveLength(2);
    expect(await soundHistory(log(), NAME(2))).toHaveLength(1);
    expect((await log().effects.pending()).filter(({ effect }) => effect.name === 'prove')).toHaveLength(1);
  });

  it('tell once, though they tell twice', async () => {
    const host = hostOn(log());
    await must(
      host,
      { kind: 'budget', id: 'default' },
      { type: 'open', cap_evaluations: 9, cap_micro: 9 },
      'o',
    );
    await must(host, T, { type: 'submit', request: request({ evaluations: 1 }), served: null }, 's');
    const [lease] = await log().effects.claim({
      worker: 'w',
      names: ['tell'],
      now: START,
      leaseMs: 10,
      limit: 1,
    });
    const once = tell(host);
    expect(await once(lease as EffectLease)).toBeNull();
    expect(await once(lease as EffectLease)).toBeNull();
    const [, reserved] = await soundHistory(log(), { kind: 'budget', id: 'default' });
    expect(reserved).toMatchObject({ events: [{ type: 'budget.reserved' }], meta: { command: lease!.key } });
    expect(await soundHistory(log(), { kind: 'budget', id: 'default' })).toHaveLength(2);
  });

  it('bring a refusal back to the actor that told', async () => {
    const host = hostOn(log());
    work(host, { tell: tell(host) });
    await must(host, T, { type: 'submit', request: request(), served: null }, 's');
    await idle(log());
    expect((await soundHistory(log(), T)).at(-1)?.events).toMatchObject([
      {
        type: 'task.unanswered',
        data: { reason: expect.stringContaining('budget/default refused "reserve"') },
      },
    ]);
  });

  it('let an actor speak in order: what it said second does not arrive first', async () => {
    const host = hostOn(log());
    const heard: unknown[] = [];
    const slowly: EffectHandler = async ({ effect }) => {
      const { type } = effect.input['command'] as { type: string };
      if (type === 'succeed') await new Promise((wake) => setTimeout(wake, 30));
      heard.push(type);
      return null;
    };
    const capability = { kind: 'capability', id: 'double' } as const;
    await must(host, capability, { type: 'declare', ...declaration() }, 'd');
    await must(
      host,
      capability,
      { type: 'recordSuiteProof', strength: null, suite: SUITE, controls: [] },
      'p',
    );
    const offer = { type: 'offer', task: null, parents: [], quality: 1 } as const;
    await must(host, capability, offer, 'o1', NAME(1));
    await must(host, capability, { ...offer, task: 't-1', parents: ['a-1'] }, 'o2', NAME(2));
    work(host, { tell: slowly });
    await idle(log());
    expect(heard).toEqual(['succeed', 'promoted']);
  });

  describe('and timers', () => {
    const hurried = { type: 'submit', request: request({ deadline_ms: 1000 }), served: null } as const;

    it('fire once when they are due, though two look for them', async () => {
      const clock = handClock();
      const host = hostOn(log(), { clock: clock.read });
      work(host, { tell: quiet }, { name: 'w-1' });
      work(host, { tell: quiet }, { name: 'w-2' });
      await must(host, T, hurried, 's');
      await idle(log());
      expect(await soundHistory(log(), T)).toHaveLength(1);
      expect(await log().timers.next()).toBe(START + 1000);
      clock.now += 1000;
      await until(async () => (await log().timers.next()) === null);
      const commits = await soundHistory(log(), T);
      expect(commits.map(({ events }) => events[0]?.type)).toEqual(['task.accepted', 'task.unanswered']);
    });

    it('vanish with the state that asked for them', async () => {
      const host = hostOn(log());
      await must(host, T, hurried, 's');
      await must(host, T, { type: 'fundsDenied', reason: 'none' }, 'f');
      expect(await log().timers.next()).toBeNull();
    });

    it('are kept while the log takes nothing', async () => {
      const clock = handClock();
      let full = false;
      const events: Substrate['events'] = {
        ...log().events,
        append: async (...given) =>
          full ? { status: 'refused', reason: 'the disk is full' } : log().events.append(...given),
      };
      const host = hostOn({ ...log(), events }, { clock: clock.read });
      await must(host, T, hurried, 's');
      full = true;
      clock.now += 1000;
      const worker = work(host, { tell: quiet }, { backoffMs: 10 });
      await until(async () => (await log().timers.claim('x', clock.now, 0, 1)).length === 0);
      full = false;
      await until(async () => {
        clock.now += 20;
        return (await log().timers.next()) === null;
      });
      expect((await soundHistory(log(), T)).at(-1)?.events[0]?.type).toBe('task.unanswered');
      expect(worker.failure).toBeNull();
    });
  });
});
