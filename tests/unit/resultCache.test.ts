import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { ResultCache } from '../../actors/resultCache.ts';
import type { KeptAnswer } from '../../actors/resultCache.ts';

const answer = (output: string, input = '1'): KeptAnswer => ({
  output,
  run: {
    kind: 'artifact',
    ran: 'a',
    input: { hash: 'h', json: input },
    output: { hash: 'h', json: output },
    outcome: 'ok',
    quality: 1,
    failed: [],
    output_bytes: output.length,
  },
});

describe('kept answers', () => {
  it('belong to one implementation and one input', () => {
    const cache = new ResultCache();
    cache.put({ capability: 'double', ran: 'a', input: 'one' }, answer('2'), 10);
    expect(cache.get({ capability: 'double', ran: 'a', input: 'one' })?.output).toBe('2');
    expect(cache.get({ capability: 'double', ran: 'a', input: 'two' })).toBeNull();
    expect(cache.get({ capability: 'double', ran: 'b', input: 'one' })).toBeNull();
    expect(cache.get({ capability: 'triple', ran: 'a', input: 'one' })).toBeNull();
  });

  it('go when there are too many, the least recently used first', () => {
    const cache = new ResultCache();
    for (const input of ['one', 'two', 'three'])
      cache.put({ capability: 'double', ran: 'a', input: input }, answer(input), 3);
    cache.get({ capability: 'double', ran: 'a', input: 'one' });
    cache.put({ capability: 'double', ran: 'a', input: 'four' }, answer('4'), 3);
    const left = ['one', 'two', 'three', 'four'].filter(
      (input) => cache.get({ capability: 'double', ran: 'a', input: input }) !== null,
    );
    expect(left).toEqual(['one', 'three', 'four']);
  });

  it('of a capability that is not used give way to those of one that is', () => {
    const cache = new ResultCache(1100);
    for (let index = 0; index < 50; index += 1)
      cache.put({ capability: 'old', ran: 'a', input: `${index}` }, answer('x'.repeat(10)), 100);
    for (let index = 0; index < 100; index += 1)
      cache.put({ capability: 'new', ran: 'a', input: `${index}` }, answer('x'.repeat(10)), 100);
    expect(cache.get({ capability: 'old', ran: 'a', input: '49' })).toBeNull();
    expect(cache.get({ capability: 'new', ran: 'a', input: '0' })).not.toBeNull();
  });

  it('are not made of one that would drive out all others', () => {
    const cache = new ResultCache(1100);
    cache.put({ capability: 'double', ran: 'a', input: 'one' }, answer('x'.repeat(11)), 10);
    expect(cache.get({ capability: 'double', ran: 'a', input: 'one' })).toBeNull();
  });

  it('are counted with the inputs they hold on to, so that short answers to long inputs stay bounded, too', () => {
    const cache = new ResultCache(100_000);
    const places = Array.from({ length: 200 }, (_, at) => ({ capability: 'long', ran: 'a', input: `${at}` }));
    for (const place of places) cache.put(place, answer('1', 'x'.repeat(999)), 1000);
    expect(places.filter((place) => cache.get(place) !== null)).toHaveLength(100);
    cache.put(places[0]!, answer('1', 'x'.repeat(1000)), 1000);
    expect(cache.get(places[0]!)).toBeNull();
  });

  it('are waited for while they are being made, and made once', async () => {
    const cache = new ResultCache();
    const place = { capability: 'double', ran: 'a', input: 'one' };
    expect(cache.coming(place)).toBeNull();
    let come: (made: { status: string } & KeptAnswer) => void = () => {};
    const kept = cache.keep(
      place,
      new Promise<{ status: string } & KeptAnswer>((resolve) => (come = resolve)),
      10,
    );
    const waiting = cache.coming(place);
    come({ status: 'ok', ...answer('2') });
    expect((await waiting)?.output).toBe('2');
    await kept;
    expect(cache.get(place)?.output).toBe('2');
  });

  it('that failed or never came are not kept, and who waited asks anew', async () => {
    const cache = new ResultCache();
    const place = { capability: 'double', ran: 'a', input: 'one' };
    const failed = cache.keep(place, Promise.resolve({ status: 'failed' }), 10);
    expect(await cache.coming(place)).toBeNull();
    await failed;
    const thrown = cache.keep(place, Promise.reject<{ status: string }>(new Error('gone')), 10);
    expect(await cache.coming(place)).toBeNull();
    await expect(thrown).rejects.toThrow('gone');
    expect([cache.get(place), cache.coming(place)]).toEqual([null, null]);
  });

  test.prop([
    fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 10 })), { maxLength: 200 }),
  ])('are always the last that was put, and never more than were asked for', (puts) => {
    const cache = new ResultCache(1100);
    const last = new Map<number, number>();
    for (const [input, length] of puts) {
      cache.put({ capability: 'c', ran: 'a', input: `${input}` }, answer('y'.repeat(length)), 4);
      last.delete(input);
      last.set(input, length);
    }
    const expected = [...last].slice(-4);
    const kept = Array.from(
      { length: 10 },
      (_, input) => [input, cache.get({ capability: 'c', ran: 'a', input: `${input}` })] as const,
    );
    expect(
      new Map(kept.flatMap(([input, found]) => (found ? [[input, found.output.length] as const] : []))),
    ).toEqual(new Map(expected));
  });
});
