import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ServedOutcome } from '../../actors/ports.ts';
import { BODY, encodeFrame, FrameReader, Kind } from '../../infra/sandbox/frames.ts';
import { decodeServed, encodeServed } from '../../infra/sandbox/served.ts';
import { nestingOf } from '../../infra/sandbox/worker/nesting.ts';

describe('frames', () => {
  test('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(255), fc.nat(0xffff_ffff), fc.string({ unit: 'binary' })), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (frames, cuts) => {
          const stream = Buffer.concat(frames.map(([kind, task, body]) => encodeFrame(kind, task, body)));
          const reader = new FrameReader(1 << 20);
          const seen: [number, number, string][] = [];
          for (let at = 0, i = 0; at < stream.length; i += 1) {
            const size = cuts[i % cuts.length] as number;
            // The reader's buffer is used again, as the worker does.
            const chunk = Buffer.from(stream.subarray(at, at + size));
            for (const { kind, task, body } of reader.push(chunk)) seen.push([kind, task, body.toString()]);
            chunk.fill(0);
            at += size;
          }
          expect(seen).toEqual(
            frames.map(([kind, task, body]) => [kind, task, Buffer.from(body).toString()]),
          );
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
  test('one that is announced too long is refused before it arrives', () => {
    const frame = encodeFrame(Kind.call, 1, 'x'.repeat(100));
    expect(() => [...new FrameReader(99).push(frame.subarray(0, BODY))]).toThrow(
      'a frame of 100 bytes is longer than 99',
    );
  });
  test('that came before a broken one are heard', () => {
    const stream = Buffer.concat([
      encodeFrame(Kind.served, 1, 'whole'),
      encodeFrame(Kind.served, 2, 'x'.repeat(100)),
    ]);
    const seen: string[] = [];
    expect(() => {
      for (const { body } of new FrameReader(99).push(stream)) seen.push(body.toString());
    }).toThrow('a frame of 100 bytes is longer than 99');
    expect(seen).toEqual(['whole']);
  });
});

test.each<ServedOutcome>([
  { status: 'ok', output: '{"ä":"😀"}', fuel: 2 ** 40, wallUs: 1.5, judged: null },
  { status: 'ok', output: '1', fuel: null, wallUs: 0, judged: '{"holds":true}' },
  { status: 'error', error: { name: 'É', message: '' }, fuel: 0, wallUs: 3, judged: null },
  { status: 'memory', detail: 'more than 64 MB', fuel: null, wallUs: 3, judged: null },
])('a served outcome survives the wire: %j', (outcome) => {
  expect(decodeServed(encodeServed(7, outcome).subarray(BODY))).toEqual(outcome);
});

test('nesting of a JSON text is the depth of its value', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      expect(nestingOf(text)).toBe(depthOf(JSON.parse(text)));
    }),
    { seed: 1, numRuns: 300 },
  );
  expect(nestingOf(JSON.stringify(['\\"[[', { '{"': '\\' }]))).toBe(2);
});
