import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { derivePatch } from '../../actors/generators/editor/derive.ts';
import { applySpans } from '../../actors/generators/editor/edit.ts';
import { applyPatch, stack, type Patch } from '../../actors/generators/editor/patch.ts';
import { editsOf } from '../../actors/generators/editor/search/frontier.ts';
import { tokensOf } from '../../actors/generators/editor/tokens.ts';
import { parseProgram } from '../../actors/generators/editor/tree.ts';

const SOURCES = [
  `const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 0) return (sorted[middle] + sorted[middle - 1]) / 2;
  else return sorted[middle];
};`,
  `function words(text, least = 1) {
  const counts = {};
  for (const word of text.toLowerCase().split(' ')) {
    if (word.length < least || word === '') continue;
    counts[word] = (counts[word] ?? 0) + 1;
  }
  let best = null;
  for (const word in counts) { if (best === null || counts[word] > counts[best]) best = word; }
  return { best, counts };
}`,
  `function collatz(n) {
  let steps = 0, seen = [n];
  while (n !== 1 && steps < 1000) {
    n = n % 2 === 0 ? n / 2 : 3 * n + 1;
    seen.push(n); steps++;
  }
  switch (steps) { case 0: return 'one'; default: return \`\${steps}: \${seen.join(',')}\`; }
}`,
];

const PROBABLE = SOURCES.map((source) => editsOf(source, ['x', 3]));

const source = fc.nat(SOURCES.length - 1);

describe('edits', () => {
  test.prop([source, fc.nat()])('apply, and parse in most cases', (which, pick) => {
    const edits = PROBABLE[which] ?? [];
    const edit = edits[pick % edits.length];
    if (edit === undefined) throw new Error('no edits');
    const text = applySpans(SOURCES[which] ?? '', edit.spans);
    expect(edit.weight).toBeGreaterThanOrEqual(0);
    expect(text).not.toBe('');
  });

  test('fewer than one in a hundred do not parse', () => {
    for (const [which, edits] of PROBABLE.entries()) {
      const failing = edits.filter(
        ({ spans }) => parseProgram(applySpans(SOURCES[which] ?? '', spans)) === null,
      );
      expect(failing.length / edits.length).toBeLessThan(0.01);
    }
  });

  test('are the same for the same source', () => {
    for (const [which, edits] of PROBABLE.entries())
      expect(editsOf(SOURCES[which] ?? '', ['x', 3])).toEqual(edits);
  });
});

describe('patches', () => {
  test.prop([source, fc.array(fc.nat(), { minLength: 1, maxLength: 3 })], { numRuns: 40 })(
    'stacked edits give the text that the edits give one after the other',
    (which, picks) => {
      const parent = SOURCES[which] ?? '';
      let patch: Patch = [];
      let text = parent;
      for (const pick of picks) {
        const edits = editsOf(text, []);
        const edit = edits[pick % Math.max(1, edits.length)];
        if (edit === undefined) break;
        patch = stack(parent, patch, edit);
        text = applySpans(text, edit.spans);
        expect(applyPatch(parent, patch)).toBe(text);
      }
    },
  );

  test.prop([source, fc.nat()], { numRuns: 60 })(
    'the difference of two sources, applied, gives the tokens of the second',
    (which, pick) => {
      const parent = SOURCES[which] ?? '';
      const edits = PROBABLE[which] ?? [];
      const child = applySpans(parent, edits[pick % edits.length]?.spans ?? []);
      fc.pre(parseProgram(child) !== null);
      const again = applyPatch(parent, derivePatch(parent, child) ?? []);
      expect(tokensOf(again)?.map((token) => token.text)).toEqual(
        tokensOf(child)?.map((token) => token.text),
      );
    },
  );
});
