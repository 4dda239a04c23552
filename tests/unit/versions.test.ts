import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { compareVersions, isRange, isVersion, resolveVersion } from '../../machines/rules/versions.ts';

const of = (...versions: string[]) => versions.map((version) => ({ version, fitness: null }));
const SHELF = of('1.0.0', '1.2.0', '1.2.7', '1.10.0', '2.0.0-beta.1', '0.3.1', '0.3.9', '0.4.0');
const found = (range: string, shelf = SHELF) => resolveVersion(range, shelf)?.version ?? null;

describe('a version asked for', () => {
  it.each([
    ['1.2.0', '1.2.0'],
    ['1.2', '1.2.7'],
    ['1', '1.10.0'],
    ['0.3', '0.3.9'],
    ['^1.2.0', '1.10.0'],
    ['^1.2', '1.10.0'],
    ['~1.2.0', '1.2.7'],
    ['~1', '1.10.0'],
    ['^0.3.0', '0.3.9'],
    ['^0.3.2', '0.3.9'],
    ['^0.4', '0.4.0'],
    ['^0', '0.4.0'],
    ['latest', '1.10.0'],
    ['2.0.0-beta.1', '2.0.0-beta.1'],
  ])('as %s is %s', (range, version) => {
    expect(found(range)).toBe(version);
  });

  it.each([
    '1.2.1',
    '1.3',
    '3',
    '^2.0.0',
    '~1.3.0',
    '^1.11',
    '2',
    '^0.0.3',
    '',
    '1.x',
    '>=1',
    'newest',
    '01.2',
  ])('as "%s" is none of these', (range) => {
    expect(found(range)).toBeNull();
  });

  it('best is the fittest; of equals the higher, and one of unknown fitness last', () => {
    const shelf = [
      { version: '1.0.0', fitness: 0.9 },
      { version: '1.1.0', fitness: 0.95 },
      { version: '1.2.0', fitness: 0.95 },
      { version: '1.3.0', fitness: null },
    ];
    expect(resolveVersion('best', shelf)?.version).toBe('1.2.0');
    expect(resolveVersion('best', [])).toBeNull();
  });

  it('what comes before a release is the latest only where nothing was released', () => {
    expect(found('latest', of('2.0.0-beta.2', '2.0.0-beta.11', '1.0.0'))).toBe('1.0.0');
    expect(found('latest', of('2.0.0-beta.2', '2.0.0-beta.11'))).toBe('2.0.0-beta.11');
  });
});

describe('versions', () => {
  it('stand in the order that semver gives', () => {
    // The example of semver 2.0, 11.4.
    const order = 'alpha alpha.1 alpha.beta beta beta.2 beta.11 rc.1'
      .split(' ')
      .map((name) => `1.0.0-${name}`);
    const all = [...order, '1.0.0', '2.0.0', '2.1.0', '2.1.1', '2.10.0'];
    expect(all.toReversed().toSorted(compareVersions)).toEqual(all);
    expect(compareVersions('1.0.0+a', '1.0.0+b')).toBe(0);
  });

  it('are three numbers without leading zeros', () => {
    for (const text of ['1', '1.2', '01.2.3', '1.2.3.4', 'v1.2.3', '1.2.3-', ''])
      expect(isVersion(text)).toBe(false);
    expect(() => compareVersions('1.0.0', 'one')).toThrow('"one" is no version');
  });

  const part = fc.integer({ min: 0, max: 3 });
  const version = fc.tuple(part, part, part).map((numbers) => numbers.join('.'));
  property.prop([fc.array(version, { minLength: 1, maxLength: 12 }), fc.constantFrom('^', '~', ''), version])(
    'what a range finds is within it and the highest there; its own version is always within',
    (versions, sign, base) => {
      const range = sign === '' ? base.split('.').slice(0, 2).join('.') : `${sign}${base}`;
      expect(isRange(range)).toBe(true);
      const hit = resolveVersion(range, of(...versions));
      const single = (one: string) => resolveVersion(range, of(one)) !== null;
      const fitting = versions.filter(single).toSorted(compareVersions);
      expect(hit?.version ?? null).toBe(fitting.at(-1) ?? null);
      expect(single(base)).toBe(true);
    },
  );
});
