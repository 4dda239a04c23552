import { describe, expect, it } from 'vitest';
import { fillTemplate, templateReferences } from '../../actors/template.ts';

const scope = { input: { text: 'a b', list: [1, 2] }, steps: { count: { result: { a: 1 } } } };

describe('a template', () => {
  it('becomes the value where it is one reference, and text inside longer text', () => {
    expect(fillTemplate('{{steps.count.result}}', scope)).toEqual({ a: 1 });
    expect(fillTemplate('/q/{{ input.text }}?n={{input.list.1}}', scope, encodeURIComponent)).toBe(
      '/q/a%20b?n=2',
    );
    expect(fillTemplate({ x: ['{{input.list}}', 3] }, scope)).toEqual({ x: [[1, 2], 3] });
  });

  it('names the reference that has nothing, inherited fields included', () => {
    expect(() => fillTemplate('{{input.txt}}', scope)).toThrow('{{input.txt}} (no `txt`)');
    expect(() => fillTemplate('{{input.constructor}}', scope)).toThrow('no `constructor`');
  });

  it('lists its references', () => {
    expect(templateReferences({ a: '{{input.x}} and {{ steps.b.result }}', c: [4, '{{input}}'] })).toEqual([
      'input.x',
      'steps.b.result',
      'input',
    ]);
  });
});
