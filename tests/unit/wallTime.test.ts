import { expect, describe, it } from 'vitest';
import { wallTime } from '../../actors/proving/wallTime.ts';
import type { CallOutcome, Sandbox } from '../../actors/ports.ts';

/** A sandbox whose clock gives each part of the program a time of its own: parent, control, child, by round. */
function clocked(took: (which: number, round: number) => number): Sandbox {
  return {
    evaluate: async (job) => ({
      status: 'ok',
      coverage: null,
      calls: job.inputs.map((input, index): CallOutcome => {
        const [which] = JSON.parse(input) as [number];
        const wallUs = took(which, Math.floor(index / 3));
        return { status: 'ok', output: '0', fuel: null, wallUs };
      }),
    }),
    serve: () => Promise.reject(new Error('not asked')),
    walls: () => Promise.reject(new Error('not asked')),
    close: async () => {},
  };
}

const measure = (took: (which: number, round: number) => number) =>
  wallTime({
    parent: 'const f = (x) => x;',
    child: 'const f = (x) => x;',
    language: 'javascript',
    entry: 'f',
    spread: false,
    inputs: ['1'],
    limits: { fuel: null, wallMs: 1000, memoryMb: 64, outputBytes: 1000, depth: 8 },
    sandbox: clocked(took),
    seed: 1,
  });

describe('wall time beside a parent', () => {
  it('is faster or slower only outside of what the parent shows against itself', async () => {
    expect(await measure((which) => (which === 2 ? 500 : 1000))).toMatchObject({
      ratio: 0.5,
      control: 1,
      verdict: 'faster',
    });
    expect(await measure((which) => (which === 2 ? 1500 : 1000))).toMatchObject({
      ratio: 1.5,
      verdict: 'slower',
    });
    // A parent that differs from itself by a fifth explains a child that is a tenth faster.
    const noisy = await measure((which, round) =>
      which === 0 ? 1000 : which === 2 ? 900 : round % 2 === 0 ? 800 : 1200,
    );
    expect(noisy).toMatchObject({ ratio: 0.9, control_low: 0.8, control_high: 1.2, verdict: 'same' });
  });

  it('leaves out the rounds in which the engine still compiles', async () => {
    expect(await measure((which, round) => (which === 2 && round < 3 ? 9000 : 1000))).toMatchObject({
      ratio: 1,
      high: 1,
      verdict: 'same',
    });
  });
});
