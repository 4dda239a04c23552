import { describe, expect, test } from 'vitest';
import { opened, told } from './opened.ts';
import type { SandboxSubject } from './subject.ts';

/** What comes of values that are odd on one side or the other: the same in a proof and when served. */
export function valueContract(name: string, subject: SandboxSubject): void {
  const { programs, odd } = subject;

  describe(`${name}: a result`, () => {
    const { both } = opened(subject);
    test.each(Object.entries(odd))('%s', async (_case, [source, comes]) => {
      for (const outcome of await both(source, null)) {
        const text = told(outcome);
        expect(comes.endsWith(' ') ? text.slice(0, comes.length) : text).toBe(comes);
      }
    });
  });

  describe(`${name}: an input`, () => {
    const { both, serve, prove } = opened(subject);
    test.each([
      ['with a __proto__ key keeps it as data', '{"__proto__":{"x":1}}'],
      ['with an empty key', '{"":{"":1}}'],
      ['with every kind of white space and quotes', JSON.stringify('\u2028\u2029\u0000\t\\"\'`${1}')],
      ['beyond the basic plane', '"😀\u{10ffff}"'],
      ['with the numbers at the edge', '[9007199254740991,1.7976931348623157e+308,5e-324]'],
    ])('%s', async (_case, json) => {
      const served = await serve(programs.echo);
      const answer = await served.call(json);
      expect(JSON.parse(told(answer))).toEqual(JSON.parse(json));
      await served.close();
      const [proved] = await both(programs.echo, JSON.parse(json));
      expect(JSON.parse(told(proved))).toEqual(JSON.parse(json));
    });
    test('with half a character in its text has it replaced, by both doors alike', async () => {
      const served = await serve(programs.echo);
      const answer = await served.call('"a\ud800b"');
      await served.close();
      const proved = await prove(programs.echo, [], { inputs: ['"a\ud800b"'] });
      expect(told(answer)).toBe('"a\ufffdb"');
      expect(proved.status === 'ok' && proved.calls.map(told)).toEqual(['"a\ufffdb"']);
    });
    test('that is no JSON is refused by an exception, and the next call is answered', async () => {
      const served = await serve(programs.echo);
      await expect(served.call('{')).rejects.toThrow('an input must be JSON text');
      expect(told(await served.call('1'))).toBe('1');
      await served.close();
    });
    test('of a megabyte comes through whole', async () => {
      const text = 'ä'.repeat(500_000);
      for (const outcome of await both(programs.echo, text, { outputBytes: 2_000_000 }))
        expect(told(outcome) === JSON.stringify(text)).toBe(true);
    });
  });
}
