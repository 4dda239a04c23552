import { describe, expect, it } from 'vitest';
import { portability, PORTABILITY } from '../../machines/rules/portability.ts';
import type { Learned } from '../../machines/rules/portability.ts';

const there = { provider: 'openai', model: 'm-1' };
const learned = (different: Partial<Learned> = {}): Learned => ({
  age: 1000,
  under: there,
  now: there,
  uses: [1, 1, 1, 1, 1, 1],
  ...different,
});
const reason = (different: Partial<Learned>): string | null => {
  const found = portability(learned(different));
  return found.kind === 'left' ? found.reason : null;
};

describe('what was learned with one model', () => {
  it('is used while nothing speaks against it', () => {
    expect(reason({})).toBeNull();
    expect(reason({ uses: [] })).toBeNull();
    expect(reason({ age: PORTABILITY.age })).toBeNull();
    expect(reason({ under: null })).toBeNull();
    expect(reason({ under: { provider: 'openai', model: null } })).toBeNull();
  });

  it('is left when it is old, or was learned with another backend or model', () => {
    expect(reason({ age: PORTABILITY.age + 1 })).toBe('learned 90 days ago');
    expect(reason({ now: { provider: 'ollama', model: 'm-1' } })).toBe(
      'learned with openai, now it is ollama',
    );
    expect(reason({ now: { provider: 'openai', model: 'm-2' } })).toBe('learned with m-1, now it is m-2');
  });

  it('needs five uses before they say anything, and then half of them', () => {
    expect(reason({ uses: [0, 0, 0, 0] })).toBeNull();
    expect(reason({ uses: [1, 0, 0, 0, 1] })).toBe('its 5 uses came to 0.4 in the mean');
    expect(reason({ uses: [0, 0.5, 0.5, 0.5, 1] })).toBeNull();
  });

  it('is left when the last three fall below .8 of those before', () => {
    expect(reason({ uses: [1, 1, 1, 1, 1, 0.8, 0.8, 0.8] })).toBeNull();
    expect(reason({ uses: [1, 1, 1, 1, 1, 0.8, 0.8, 0.7] })).toBe(
      'its last 3 uses came to 0.77, those before to 1',
    );
  });
});
